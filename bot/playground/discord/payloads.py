"""Records as Discord's JSON, the way the real client parses them: messages here, the rest by inheritance."""

from datetime import UTC, datetime
from typing import Final

from bot.playground.discord.components import media, walk
from bot.playground.discord.links import Links
from bot.playground.discord.payloads_components import ComponentPayloads
from bot.playground.discord.payloads_places import PlacePayloads
from bot.playground.discord.records import (
    Attachment,
    Command,
    InteractionKind,
    Json,
    Message,
    Origin,
)
from bot.playground.discord.world import World

_BLANK: Final[Json] = {"content": "", "embeds": [], "attachments": [], "components": []}
_REPLY, _SLASH, _MENU = 19, 20, 23


def moment(seconds: float) -> str:
    """Seconds since 1970 as Discord's ISO 8601."""
    return datetime.fromtimestamp(seconds, UTC).isoformat()


class Payloads(PlacePayloads):
    """Discord's JSON for what is in the world; `links` signs the addresses of attachments."""

    def __init__(self, world: World, links: Links) -> None:
        super().__init__(world)
        self._links = links
        self._components = ComponentPayloads(links)

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
            "embeds": [self._components.embed(message, embed) for embed in message.embeds],
            "components": [self._components.component(message, component) for component in message.components],
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
