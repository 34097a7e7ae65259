"""The event stream: a whole picture first, then each change, as server-sent events."""

import asyncio
import json
from collections.abc import AsyncIterator, Iterator
from contextlib import contextmanager
from typing import Any, Final

from aiohttp import web

from bot.playground.page_server.gate import HEADERS

MOST_WAITING: Final = 2_000
HEARTBEAT_SECONDS: Final = 15.0
_HEADERS: Final = {**HEADERS, "Content-Type": "text/event-stream; charset=utf-8", "X-Accel-Buffering": "no"}


class Outlet:
    """One reader's queue. Who falls too far behind is let go, comes back and starts from a whole picture."""

    def __init__(self) -> None:
        self._events: asyncio.Queue[tuple[str, Any] | None] = asyncio.Queue()
        self._closed = False

    def put(self, name: str, data: Any) -> None:
        if self._closed:
            return
        if self._events.qsize() >= MOST_WAITING:
            self.close()
        else:
            self._events.put_nowait((name, data))

    def close(self) -> None:
        """End the stream after what is already waiting."""
        self._closed = True
        self._events.put_nowait(None)

    async def send(self, request: web.Request) -> web.StreamResponse:
        """Write events until the outlet is closed or the reader has left."""
        response = web.StreamResponse(headers=_HEADERS)
        await response.prepare(request)
        try:
            async for chunk in self._chunks():
                await response.write(chunk)
        except ConnectionResetError:
            self._closed = True
        return response

    async def _chunks(self) -> AsyncIterator[bytes]:
        while True:
            try:
                async with asyncio.timeout(HEARTBEAT_SECONDS):
                    event = await self._events.get()
            except TimeoutError:
                yield b": still here\n\n"
                continue
            if event is None:
                return
            name, data = event
            yield f"event: {name}\ndata: {json.dumps(data, separators=(',', ':'), default=str)}\n\n".encode()


class Outlets:
    """All open streams, so that the page can end them when it stops."""

    def __init__(self) -> None:
        self._open: set[Outlet] = set()

    @contextmanager
    def opened(self) -> Iterator[Outlet]:
        outlet = Outlet()
        self._open.add(outlet)
        try:
            yield outlet
        finally:
            self._open.discard(outlet)

    def close(self) -> None:
        for outlet in tuple(self._open):
            outlet.close()
