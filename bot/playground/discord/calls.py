"""One REST call: what an endpoint gets and gives back."""

from collections.abc import Awaitable, Callable
from typing import Any

from aiohttp import web

from bot.playground.discord.blobs import BlobStore
from bot.playground.discord.forms import Form, read_form, read_json
from bot.playground.discord.records import Channel, Json
from bot.playground.discord.rules import refuse
from bot.playground.discord.world import World


class Call:
    """A request under way; it remembers what it read, for the recorder."""

    def __init__(self, request: web.Request, blobs: BlobStore) -> None:
        self._request = request
        self._blobs = blobs
        self.query = request.query
        self.read: Any = None
        self.files: tuple[tuple[str, int], ...] = ()
        self.multipart = False

    def text(self, name: str) -> str:
        return self._request.match_info[name]

    def has(self, name: str) -> bool:
        return name in self._request.match_info

    def number(self, name: str, unknown: str) -> int:
        """An id of the path; what is no number is an unknown thing."""
        text = self.text(name)
        if not text.isdecimal():
            raise refuse(unknown)
        return int(text)

    async def json(self) -> Any:
        self.read = await read_json(self._request)
        return self.read

    async def form(self, file_limit: int) -> Form:
        form = await read_form(self._request, self._blobs, file_limit)
        self.read, self.multipart = form.body, form.multipart
        self.files = tuple((part.name, part.blob.size) for part in form.files.values())
        return form

    def channel(self, world: World) -> Channel:
        """The channel of the path."""
        channel = world.channels.get(self.number("channel", "unknown channel"))
        if channel is None:
            raise refuse("unknown channel")
        return channel


class Created(dict[str, Any]):
    """JSON of something new, where Discord says so with 201."""


# What an endpoint gives back: JSON for 200 or, if it is `Created`, 201; None for 204.
Endpoint = Callable[[Call], Awaitable[Json | list[Json] | None]]
Route = tuple[str, str, Endpoint]
