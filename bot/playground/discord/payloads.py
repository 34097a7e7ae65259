"""Records as Discord's JSON: users, places, commands and messages, the way the real client parses them."""

from datetime import UTC, datetime
from typing import Final

from bot.playground.discord import permissions
from bot.playground.discord.components import ComponentKind as Kind
from bot.playground.discord.components import media, walk
from bot.playground.discord.links import Links
from bot.playground.discord.records import (
    Attachment,
    Channel,
    ChannelKind,
    Command,
    Guild,
    InteractionKind,
    Json,
    Message,
    Origin,
    User,
)
from bot.playground.discord.rules_components import SELECTS
from bot.playground.discord.world import World

JOINED: Final = "2026-01-01T00:00:00+00:00"
# What Discord fills in when it gives a component back.
_SHOWN: Final[dict[int, Json]] = {
    Kind.CONTAINER: {"accent_color": None, "spoiler": False},
    Kind.SEPARATOR: {"spacing": 1, "divider": True},
    Kind.THUMBNAIL: {"description": None, "spoiler": False},
    Kind.FILE: {"spoiler": False},
    **{kind: {"min_values": 1, "max_values": 1} for kind in SELECTS},
}
_ITEM: Final[Json] = {"description": None, "spoiler": False}
_BLANK: Final[Json] = {"content": "", "embeds": [], "attachments": [], "components": []}
_REPLY, _SLASH, _MENU = 19, 20, 23


def moment(seconds: float) -> str:
    """Seconds since 1970 as Discord's ISO 8601."""
    return datetime.fromtimestamp(seconds, UTC).isoformat()


class Payloads:
    """Discord's JSON for what is in the world; `links` signs the addresses of attachments."""

    def __init__(self, world: World, links: Links) -> None:
        self._world = world
        self._links = links

    def user(self, user: User) -> Json:
        return {
            "id": str(user.id),
            "username": user.name.lower(),
            "global_name": user.name,
            "discriminator": "0",
            "avatar": None,
            "bot": user.bot,
            "public_flags": 0,
            "flags": 0,
            "primary_guild": None,
        }

    def member(self) -> Json:
        """A member without its user, as messages carry it."""
        return {
            "roles": [],
            "nick": None,
            "avatar": None,
            "joined_at": JOINED,
            "premium_since": None,
            "communication_disabled_until": None,
            "deaf": False,
            "mute": False,
            "pending": False,
            "flags": 0,
        }

    def channel(self, channel: Channel) -> Json:
        base: Json = {"id": str(channel.id), "type": int(channel.kind), "flags": 0, "last_message_id": None}
        if channel.guild_id is None:
            people = [self._world.users[key] for key in channel.recipient_ids if key != self._world.bot.id]
            return base | {"recipients": [self.user(person) for person in people]}
        base |= {"name": channel.name, "guild_id": str(channel.guild_id), "rate_limit_per_user": 0}
        if channel.kind is ChannelKind.THREAD:
            return base | self._thread(channel)
        order = [found.id for found in self._world.channels.values() if found.guild_id == channel.guild_id]
        return base | {
            "parent_id": None,
            "position": order.index(channel.id),
            "nsfw": False,
            "topic": None,
            "permission_overwrites": self._overwrites(channel),
        }

    def _overwrites(self, channel: Channel) -> list[Json]:
        if not (bits := permissions.denied_bits(self._world, channel)):
            return []
        return [{"id": str(self._world.bot.id), "type": 1, "allow": "0", "deny": str(bits)}]

    def _thread(self, channel: Channel) -> Json:
        guild = self._world.guilds[channel.guild_id or 0]
        metadata = {"archived": False, "auto_archive_duration": 1440, "archive_timestamp": JOINED, "locked": False}
        return {
            "parent_id": str(channel.parent_id),
            "owner_id": str(guild.owner_id),
            "message_count": 0,
            "member_count": len(guild.member_ids),
            "total_message_sent": 0,
            "thread_metadata": metadata,
        }

    def guild(self, guild: Guild) -> Json:
        """What GUILD_CREATE carries."""
        world = self._world
        channels = [channel for channel in world.channels.values() if channel.guild_id == guild.id]
        members = [world.users[key] for key in guild.member_ids]
        everyone = {"id": str(guild.id), "name": "@everyone", "permissions": str(permissions.ALL), "position": 0}
        look = {"color": 0, "colors": {"primary_color": 0}, "hoist": False, "managed": False, "mentionable": False}
        return {
            "id": str(guild.id),
            "name": guild.name,
            "owner_id": str(guild.owner_id),
            "roles": [{**everyone, **look, "flags": 0}],
            "channels": [self.channel(channel) for channel in channels if channel.kind is ChannelKind.TEXT],
            "threads": [self.channel(channel) for channel in channels if channel.kind is ChannelKind.THREAD],
            "members": [{"user": self.user(member), **self.member()} for member in members],
            "member_count": len(members),
            "premium_tier": 0,
            "preferred_locale": "en-US",
            "features": [],
            "emojis": [],
            "stickers": [],
            "verification_level": 0,
            "default_message_notifications": 1,
            "explicit_content_filter": 0,
            "mfa_level": 0,
            "nsfw_level": 0,
            "afk_timeout": 300,
            "system_channel_flags": 0,
            "large": False,
            "unavailable": False,
            "joined_at": JOINED,
            "voice_states": [],
            "presences": [],
            "stage_instances": [],
            "guild_scheduled_events": [],
        }

    def command(self, command: Command) -> Json:
        return command.body

    def attachment(self, channel_id: int, attachment: Attachment) -> Json:
        url = self._links.url(channel_id, attachment)
        known = {
            "content_type": attachment.content_type,
            "width": attachment.width,
            "height": attachment.height,
            "description": attachment.description,
        }
        return {
            "id": str(attachment.id),
            "filename": attachment.name,
            "size": attachment.size,
            "url": url,
            "proxy_url": url,
            **{key: value for key, value in known.items() if value is not None},
            **({"ephemeral": True} if attachment.ephemeral else {}),
        }

    def message(self, message: Message, *, blank: bool = False, nested: bool = True) -> Json:
        """The message; `blank` withholds what the message-content intent guards, also in what it replies to."""
        world = self._world
        used = _referenced(message)
        payload: Json = {
            "id": str(message.id),
            "channel_id": str(message.channel_id),
            "author": self.user(world.users[message.author_id]),
            "type": _type_of(message),
            "content": message.content,
            "timestamp": moment(message.created_at),
            "edited_timestamp": moment(message.edited_at) if message.edited_at else None,
            "tts": False,
            "mention_everyone": False,
            "mentions": [self.user(world.users[key]) for key in message.mention_ids],
            "mention_roles": [],
            # Discord leaves out of `attachments` what components or embeds show (Discord docs, Message object).
            "attachments": [
                self.attachment(message.channel_id, attachment)
                for attachment in message.attachments
                if attachment.name not in used
            ],
            "embeds": [self._embed(message, embed) for embed in message.embeds],
            "components": [self._component(message, component) for component in message.components],
            "pinned": False,
            "flags": message.flags,
        }
        if message.nonce is not None:
            payload["nonce"] = message.nonce
        if message.author_id == world.bot.id:
            payload["application_id"] = str(world.bot.id)
        if message.origin:
            payload |= {"interaction_metadata": self._origin(message.origin), "webhook_id": str(world.bot.id)}
        if message.reply_to:
            payload |= self._reference(message, nested=nested, blank=blank)
        return payload | _BLANK if blank and self.guarded(message) else payload

    def guarded(self, message: Message) -> bool:
        """Whether the bot needs the message-content intent to read this (Discord docs, Message content intent)."""
        channel = self._world.channels[message.channel_id]
        bot = self._world.bot.id
        return message.author_id != bot and bot not in message.mention_ids and channel.guild_id is not None

    def _reference(self, message: Message, *, nested: bool, blank: bool) -> Json:
        target = self._world.messages.get(message.reply_to or 0)
        channel = self._world.channels[message.channel_id]
        reference = {"type": 0, "channel_id": str(channel.id), "message_id": str(message.reply_to)}
        found: Json = {"message_reference": reference}
        if channel.guild_id:
            reference["guild_id"] = str(channel.guild_id)
        if nested:
            found["referenced_message"] = self.message(target, blank=blank, nested=False) if target else None
        return found

    def _origin(self, origin: Origin) -> Json:
        owner = self._world.users[origin.user_id]
        base: Json = {
            "id": str(origin.interaction_id),
            "type": int(origin.kind),
            "user": self.user(owner),
            "authorizing_integration_owners": {},
        }
        match origin.kind:
            case InteractionKind.COMPONENT:
                return base | {"interacted_message_id": str(origin.target_id)}
            case InteractionKind.MODAL:
                opener = {**base, "type": int(InteractionKind.COMMAND)}
                return base | {"triggering_interaction_metadata": opener}
            case _:
                return base | ({"target_message_id": str(origin.target_id)} if origin.target_id else {})

    def _component(self, message: Message, component: Json) -> Json:
        shown = _SHOWN.get(component["type"], {}) | {
            key: value for key, value in component.items() if value is not None
        }
        for key in ("components", "items"):
            if key in shown:
                make = self._component if key == "components" else self._item
                shown[key] = [make(message, child) for child in shown[key]]
        if "accessory" in shown:
            shown["accessory"] = self._component(message, shown["accessory"])
        for key in ("media", "file"):
            if key in shown:
                shown[key] = self._media(message, shown[key])
        if shown["type"] == Kind.FILE:
            attachment = _named(message, component["file"]["url"])
            shown |= {"name": attachment.name, "size": attachment.size} if attachment else {"name": "", "size": 0}
        return shown

    def _item(self, message: Message, item: Json) -> Json:
        return _ITEM | item | {"media": self._media(message, item["media"])}

    def _media(self, message: Message, item: Json) -> Json:
        attachment = _named(message, item["url"])
        if attachment is None:
            return {"id": "0", "proxy_url": item["url"], **item}
        url = self._links.url(message.channel_id, attachment)
        return {
            "id": str(attachment.id),
            "url": url,
            "proxy_url": url,
            "width": attachment.width,
            "height": attachment.height,
            "content_type": attachment.content_type,
            "attachment_id": str(attachment.id),
        }

    def _embed(self, message: Message, embed: Json) -> Json:
        shown = {"type": "rich", **embed}
        for key in ("image", "thumbnail"):
            if key in shown:
                shown[key] = self._media(message, shown[key])
        return shown


def _named(message: Message, url: str) -> Attachment | None:
    name = url.removeprefix("attachment://") if url.startswith("attachment://") else None
    return next((attachment for attachment in message.attachments if attachment.name == name), None)


def _referenced(message: Message) -> set[str]:
    """The names of the attachments that components or embeds show."""
    urls = [embed.get(key, {}).get("url", "") for embed in message.embeds for key in ("image", "thumbnail")]
    urls += [item["url"] for _, component in walk(message.components) for _, item in media(component)]
    return {url.removeprefix("attachment://") for url in urls if url.startswith("attachment://")}


def _type_of(message: Message) -> int:
    """Discord docs, Message types."""
    if message.reply_to:
        return _REPLY
    if message.origin and message.origin.kind is InteractionKind.COMMAND:
        return _MENU if message.origin.target_id else _SLASH
    return 0
