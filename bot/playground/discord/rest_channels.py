"""Channels and their messages (Discord docs, Channel resource, Message resource)."""

from typing import Final

from bot.playground.discord import permissions, posting
from bot.playground.discord.calls import Call, Route
from bot.playground.discord.payloads import Payloads
from bot.playground.discord.records import Channel, Json, Message
from bot.playground.discord.rules import Refused, Violation, demand, refuse
from bot.playground.discord.world import World

_PAGE: Final = 50
_MOST_PER_PAGE: Final = 100
_NO_HISTORY: Final = (400, 160002, "Cannot reply without permission to read message history")


class ChannelEndpoints:
    def __init__(self, world: World, payloads: Payloads) -> None:
        self._world = world
        self._payloads = payloads

    def routes(self) -> list[Route]:
        return [
            ("GET", "/channels/{channel}", self._get),
            ("POST", "/channels/{channel}/typing", self._type),
            ("GET", "/channels/{channel}/messages", self._list),
            ("POST", "/channels/{channel}/messages", self._create),
            ("GET", "/channels/{channel}/messages/{message}", self._read),
            ("PATCH", "/channels/{channel}/messages/{message}", self._edit),
            ("DELETE", "/channels/{channel}/messages/{message}", self._delete),
        ]

    async def _get(self, call: Call) -> Json:
        return self._payloads.channel(self._channel(call))

    async def _type(self, call: Call) -> None:
        channel = self._channel(call, "send_messages")
        self._world.type_in(channel, self._world.bot)

    async def _list(self, call: Call) -> list[Json]:
        channel = self._channel(call)
        if permissions.missing(self._world, channel, "read_message_history"):
            return []
        return [self._show(message) for message in _page(self._world.history(channel), call)]

    async def _create(self, call: Call) -> Json:
        channel = self._channel(call, "send_messages")
        form = await call.form(permissions.upload_limit(self._world, channel))
        if form.files:
            self._need(channel, "attach_files")
        if done := posting.repeated(self._world, channel, form.body):
            return self._show(done)
        reply_to = self._reply_target(channel, form.body)
        return self._show(self._world.post(posting.compose(self._world, channel, form, reply_to=reply_to)))

    async def _read(self, call: Call) -> Json:
        channel = self._channel(call, "read_message_history")
        return self._show(self._message(channel, call))

    async def _edit(self, call: Call) -> Json:
        channel = self._channel(call)
        form = await call.form(permissions.upload_limit(self._world, channel))
        message = self._message(channel, call)
        if message.author_id != self._world.bot.id:
            raise refuse("not the author")
        if form.files:
            self._need(channel, "attach_files")
        return self._show(self._world.edit(posting.amend(self._world, message, form)))

    async def _delete(self, call: Call) -> None:
        message = self._message(self._channel(call), call)
        if message.author_id != self._world.bot.id:
            raise refuse("missing permissions")
        self._world.delete(message.id)

    def _show(self, message: Message) -> Json:
        return self._payloads.message(message, blank=not self._world.message_content)

    def _channel(self, call: Call, *wanted: str) -> Channel:
        channel = call.channel(self._world)
        self._need(channel, *wanted)
        return channel

    def _need(self, channel: Channel, *wanted: str) -> None:
        if lacking := permissions.missing(self._world, channel, *wanted):
            raise refuse("missing access" if lacking == "view_channel" else "missing permissions")

    def _message(self, channel: Channel, call: Call) -> Message:
        """The message of the path; ephemeral ones are reached only through their interaction."""
        message = self._world.messages.get(call.number("message", "unknown message"))
        if message is None or message.channel_id != channel.id or message.seen_by:
            raise refuse("unknown message")
        return message

    def _reply_target(self, channel: Channel, body: Json) -> int | None:
        reference = body.get("message_reference")
        if not reference:
            return None
        if permissions.missing(self._world, channel, "read_message_history"):
            raise Refused(*_NO_HISTORY)
        target = self._world.messages.get(int(reference.get("message_id", 0)))
        if target and target.channel_id == channel.id and not target.seen_by:
            return target.id
        if reference.get("fail_if_not_exists", True):
            unknown = Violation(("message_reference",), "MESSAGE_REFERENCE_UNKNOWN_MESSAGE", "Unknown message")
            demand([unknown])
        return None


def _page(messages: list[Message], call: Call) -> list[Message]:
    """Newest first, by `limit` and one of `before`, `after`, `around` (Discord docs, Get channel messages)."""
    limit = int(call.query.get("limit", _PAGE))
    if not 1 <= limit <= _MOST_PER_PAGE:
        demand([Violation(("limit",), "NUMBER_TYPE_MAX", "int value should be between 1 and 100.")])
    before, after, around = (int(call.query.get(key, 0)) for key in ("before", "after", "around"))
    if around:
        messages = sorted(sorted(messages, key=lambda message: abs(message.id - around))[:limit], key=_id)
    elif after:
        messages = [message for message in messages if message.id > after][:limit]
    elif before:
        messages = [message for message in messages if message.id < before]
    return messages[-limit:][::-1]


def _id(message: Message) -> int:
    return message.id
