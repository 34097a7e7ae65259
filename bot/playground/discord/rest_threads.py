"""Starting threads (Discord docs, Channel resource, Start thread from message and Start thread without message)."""

from collections.abc import Iterator
from typing import Final

from bot.playground.discord import permissions
from bot.playground.discord.calls import Call, Created, Route
from bot.playground.discord.payloads import Payloads
from bot.playground.discord.records import Channel, ChannelKind, Json
from bot.playground.discord.rules import Length, Violation, demand, refuse
from bot.playground.discord.world import World

_NAME: Final = Length("name", 1, 100, "Channel object", required=True)
_ARCHIVED_AFTER: Final = (60, 1440, 4320, 10080)


class ThreadEndpoints:
    def __init__(self, world: World, payloads: Payloads) -> None:
        self._world = world
        self._payloads = payloads

    def routes(self) -> list[Route]:
        return [
            ("POST", "/channels/{channel}/messages/{message}/threads", self._from_message),
            ("POST", "/channels/{channel}/threads", self._alone),
        ]

    async def _from_message(self, call: Call) -> Json:
        parent = self._parent(call)
        body = await self._body(call)
        message = self._world.messages.get(call.number("message", "unknown message"))
        if message is None or message.channel_id != parent.id or message.seen_by:
            raise refuse("unknown message")
        if message.id in self._world.channels:
            raise refuse("has a thread")
        return Created(self._payloads.channel(self._world.add_thread(parent, body["name"], message_id=message.id)))

    async def _alone(self, call: Call) -> Json:
        parent = self._parent(call)
        body = await self._body(call)
        if body.get("type", ChannelKind.THREAD) != ChannelKind.THREAD:
            demand([Violation(("type",), "BASE_TYPE_CHOICES", "The stand-in has public threads only.")])
        return Created(self._payloads.channel(self._world.add_thread(parent, body["name"])))

    def _parent(self, call: Call) -> Channel:
        channel = call.channel(self._world)
        if lacking := permissions.missing(self._world, channel, "create_public_threads"):
            raise refuse("missing access" if lacking == "view_channel" else "missing permissions")
        if channel.kind is not ChannelKind.TEXT:
            raise refuse("wrong channel type")
        return channel

    async def _body(self, call: Call) -> Json:
        body: Json = await call.json()
        demand([*_NAME.check(body, ()), *_duration(body)])
        return body


def _duration(body: Json) -> Iterator[Violation]:
    if body.get("auto_archive_duration", 1440) not in _ARCHIVED_AFTER:
        known = ", ".join(map(str, _ARCHIVED_AFTER))
        yield Violation(("auto_archive_duration",), "BASE_TYPE_CHOICES", f"Value must be one of ({known}).")
