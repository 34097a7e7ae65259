"""The world as JSON for the page, seen with one person's eyes. Ids are strings: JavaScript's numbers are too short."""

from collections.abc import Iterable
from typing import Any, Final

from bot.playground.discord.choosing import offered
from bot.playground.discord.components import ComponentKind, media, walk
from bot.playground.discord.permissions import upload_limit
from bot.playground.discord.records import Attachment, Channel, ChannelKind, Interaction, Json, Message, User
from bot.playground.discord.world import World
from bot.playground.page_server.pictures import Pictures

KEPT_MESSAGES: Final = 200
_KINDS: Final = {ChannelKind.TEXT: "text", ChannelKind.DM: "direct", ChannelKind.THREAD: "thread"}

_EXCERPT = 1000
"""Letters of what is replied to: the page shows fewer, after it has taken the addresses of links out."""


class Showing:
    """What `viewer` sees; everything is read anew from the world at each call."""

    def __init__(self, world: World, pictures: Pictures, viewer: User) -> None:
        self._world = world
        self._pictures = pictures
        self._viewer = viewer

    def everything(self) -> Json:
        """A whole picture of the world, from which the page starts and starts again after a lost connection."""
        channels = self.channels()
        return {
            "viewer": str(self._viewer.id),
            "bot": str(self._world.bot.id),
            "people": [_person(user) for user in self._world.users.values()],
            "channels": [self.channel(channel) for channel in channels],
            "messages": [self.message(message) for channel in channels for message in self._newest(channel)],
            "interactions": [
                self.interaction(found) for found in self._world.interactions.values() if self._still_shown(found)
            ],
        }

    def channels(self) -> list[Channel]:
        """The places of this person: channels first, each followed by its threads, then direct messages."""
        mine = [c for c in self._world.channels.values() if self.sees_channel(c)]
        rooms = [c for c in mine if c.kind is ChannelKind.TEXT]
        threads = [c for c in mine if c.kind is ChannelKind.THREAD]
        ordered = [place for room in rooms for place in (room, *(t for t in threads if t.parent_id == room.id))]
        return ordered + [c for c in mine if c not in ordered]

    def channel(self, channel: Channel) -> Json:
        guild = self._world.guild_of(channel)
        return {
            "id": str(channel.id),
            "kind": _KINDS.get(channel.kind, "direct"),
            "name": channel.name if guild else self._partners(channel),
            "place": guild.name if guild else "",
            "parent": _id(channel.parent_id),
            "members": [str(key) for key in self._world.members_of(channel)],
            "uploadLimit": upload_limit(self._world, channel),
            "commands": [_command(c.body) for c in offered(self._world, channel)],
            "messageCommands": [c.name for c in offered(self._world, channel, kind=3)],
        }

    def message(self, message: Message) -> Json:
        return {
            "id": str(message.id),
            "channel": str(message.channel_id),
            "author": str(message.author_id),
            "at": message.created_at,
            "edited": message.edited_at is not None,
            "content": message.content,
            "ephemeral": message.ephemeral,
            "thinking": message.thinking,
            "layout": message.layout,
            "attachments": [self._attachment(attachment) for attachment in message.attachments],
            "components": [self._component(component, message) for component in message.components],
            "embeds": [_embed(embed) for embed in message.embeds],
            "replyTo": _id(message.reply_to),
            "reply": self._excerpt(message.reply_to),
            "pinged": [str(key) for key in message.mention_ids],
            "origin": self._origin(message),
        }

    def interaction(self, interaction: Interaction) -> Json:
        return {
            "id": str(interaction.id),
            "channel": str(interaction.channel_id),
            "at": interaction.created_at,
            "kind": interaction.kind.name.lower(),
            "name": _used(interaction.name, interaction.target_id),
            "message": _id(interaction.message_id),
            "customId": interaction.data.get("custom_id"),
            "answered": interaction.answer is not None,
            "unanswered": interaction.did_not_respond,
            "modal": interaction.modal if interaction.modal_open else None,
        }

    def sees_channel(self, channel: Channel) -> bool:
        return self._viewer.id in self._world.members_of(channel)

    def sees(self, message: Message) -> bool:
        channel = self._world.channels.get(message.channel_id)
        return message.seen_by in (None, self._viewer.id) and channel is not None and self.sees_channel(channel)

    def mine(self, interaction: Interaction) -> bool:
        return interaction.user_id == self._viewer.id

    def _still_shown(self, interaction: Interaction) -> bool:
        return self.mine(interaction) and (interaction.modal_open or interaction.answer is None)

    def _newest(self, channel: Channel) -> list[Message]:
        return self._world.history(channel, self._viewer)[-KEPT_MESSAGES:]

    def _partners(self, channel: Channel) -> str:
        others = (key for key in channel.recipient_ids if key != self._viewer.id)
        return ", ".join(self._world.users[key].name for key in others)

    def _attachment(self, attachment: Attachment) -> Json:
        return {
            "id": str(attachment.id),
            "name": attachment.name,
            "size": attachment.size,
            "type": attachment.content_type,
            "width": attachment.width,
            "height": attachment.height,
            "description": attachment.description,
            "spoiler": attachment.name.startswith("SPOILER_"),
            "address": self._pictures.address(attachment.blob),
        }

    def _component(self, component: Json, message: Message) -> Json:
        """Copy a component, with each medium replaced by the attachment that it names (or by its foreign link)."""
        shown: Json = _copy(component)
        for _, part in walk([shown]):
            for _, medium in media(part):
                found = _named(medium, message.attachments)
                medium.update({"attachment": self._attachment(found) if found else None})
        return shown

    def _excerpt(self, reply_to: int | None) -> Json | None:
        message = self._world.messages.get(reply_to or 0)
        if message is None or not self.sees(message):
            return None
        return {"author": str(message.author_id), "text": _words(message)[:_EXCERPT], "files": len(message.attachments)}

    def _origin(self, message: Message) -> Json | None:
        origin = message.origin
        if origin is None:
            return None
        return {
            "user": str(origin.user_id),
            "name": _used(origin.name, origin.target_id),
            "kind": origin.kind.name.lower(),
        }


def _words(message: Message) -> str:
    displays = (
        part.get("content", "")
        for _, part in walk(message.components)
        if part.get("type") == ComponentKind.TEXT_DISPLAY
    )
    return message.content or " ".join(displays)


def _used(name: str | None, target_id: int | None) -> str | None:
    """How the line above a post names what was used: a slash command, or an entry of a message's menu."""
    return f"/{name}" if name and target_id is None else name


def _named(medium: Json, attachments: Iterable[Attachment]) -> Attachment | None:
    """The attachment behind `attachment://name`, an attachment_id or a CDN address."""
    url = str(medium.get("url", ""))
    for attachment in attachments:
        known = str(attachment.id)
        if url == f"attachment://{attachment.name}" or str(medium.get("attachment_id")) == known:
            return attachment
        if f"/{known}/" in url:
            return attachment
    return None


def _copy(value: Any) -> Any:
    if isinstance(value, dict):
        return {key: _copy(part) for key, part in value.items()}
    return [_copy(part) for part in value] if isinstance(value, list | tuple) else value


def _person(user: User) -> Json:
    return {"id": str(user.id), "name": user.name, "bot": user.bot}


def _command(body: Json) -> Json:
    kept = ("name", "description", "options")
    return {key: body[key] for key in kept if key in body}


def _embed(embed: Json) -> Json:
    return {key: embed.get(key) for key in ("title", "description", "url")}


def _id(value: int | None) -> str | None:
    return None if value is None else str(value)
