"""A provider on the loopback that answers as it is told and remembers what it was asked."""

import asyncio
import base64
import json
import random
from collections.abc import AsyncIterator, Awaitable, Callable, Iterator, Mapping, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass
from itertools import cycle
from typing import Any

from aiohttp import web
from aiohttp.test_utils import TestServer

Answering = Callable[[web.Request, bytes], Awaitable[web.StreamResponse]]

LONG = 30.0
"""Seconds after which something that a test waits for has failed."""


@dataclass(frozen=True, slots=True)
class Asked:
    method: str
    path: str
    headers: Mapping[str, str]
    body: bytes

    @property
    def json(self) -> Any:
        return json.loads(self.body)


class Provider:
    """`answer` is what it does next; `hung_up` is set when somebody left before an answer was complete."""

    def __init__(self) -> None:
        self.url = ""
        self.asked: list[Asked] = []
        self.answer: Answering = whole({})
        self.hung_up = asyncio.Event()
        self.closing = asyncio.Event()

    @asynccontextmanager
    async def serving(self) -> AsyncIterator["Provider"]:
        app = web.Application(client_max_size=2**30)
        app.router.add_route("*", "/{path:.*}", self._handle)
        async with TestServer(app, host="127.0.0.1") as server:
            self.url = str(server.make_url("")).rstrip("/")
            try:
                yield self
            finally:
                self.closing.set()

    async def _handle(self, request: web.Request) -> web.StreamResponse:
        body = await request.read()
        self.asked.append(Asked(request.method, request.path_qs, request.headers, body))
        try:
            return await self.answer(request, body)
        except (ConnectionError, asyncio.CancelledError):
            self.hung_up.set()
            raise

    async def silence(self, request: web.Request, _body: bytes) -> web.StreamResponse:
        """Never answer, but notice when the caller goes."""
        await self._until_left(request)
        return web.Response()

    def stalled(self, body: bytes, after: int) -> Answering:
        """The first *after* bytes of an answer, then nothing."""

        async def answer(request: web.Request, _body: bytes) -> web.StreamResponse:
            response = web.StreamResponse(headers={"Content-Type": "application/json"})
            await response.prepare(request)
            await response.write(body[:after])
            await self._until_left(request)
            return response

        return answer

    def trickling(self, body: bytes, step: int, pause: float) -> Answering:
        """*step* bytes every *pause* seconds."""

        async def answer(request: web.Request, _body: bytes) -> web.StreamResponse:
            response = web.StreamResponse(headers={"Content-Type": "application/json"})
            await response.prepare(request)
            for start in range(0, len(body), step):
                await response.write(body[start : start + step])
                await self._until_left(request, pause)
            return response

        return answer

    async def _until_left(self, request: web.Request, seconds: float = LONG) -> None:
        transport, loop = request.transport, asyncio.get_running_loop()
        deadline = loop.time() + seconds
        while transport and not transport.is_closing() and not self.closing.is_set() and loop.time() < deadline:
            try:
                async with asyncio.timeout(min(seconds, 0.02)):
                    await self.closing.wait()
            except TimeoutError:
                continue
        if transport is None or transport.is_closing():
            self.hung_up.set()


async def until(condition: Callable[[], bool]) -> None:
    """Wait for what announces itself to nobody, such as a file."""
    async with asyncio.timeout(LONG):
        while not condition():  # noqa: ASYNC110  # there is no event to wait for
            await asyncio.sleep(0)


def whole(
    body: Any, status: int = 200, kind: str = "application/json", headers: Mapping[str, str] | None = None
) -> Answering:
    """The whole body at once; what is not bytes is spelt as JSON."""
    raw = body if isinstance(body, bytes) else json.dumps(body, indent=2).encode()

    async def answer(_request: web.Request, _body: bytes) -> web.StreamResponse:
        return web.Response(status=status, body=raw, headers={"Content-Type": kind, **(headers or {})})

    return answer


def pieces(body: bytes, sizes: Sequence[int], *, cut: int | None = None, length: int | None = None) -> Answering:
    """The body in writes of these sizes, over and over; at *cut* the connection drops; *length* is announced."""

    async def answer(request: web.Request, _body: bytes) -> web.StreamResponse:
        response = web.StreamResponse(headers={"Content-Type": "application/json; charset=UTF-8"})
        response.content_length = length
        await response.prepare(request)
        for start, piece in cuts(body, sizes):
            if cut is not None and start >= cut and request.transport:
                request.transport.abort()
                return response
            await response.write(piece)
            await asyncio.sleep(0)
        await response.write_eof()
        return response

    return answer


def cuts(body: bytes, sizes: Sequence[int]) -> Iterator[tuple[int, bytes]]:
    start, size = 0, cycle(sizes)
    while start < len(body):
        end = start + next(size)
        yield start, body[start:end]
        start = end


def png(size: int, seed: int = 0) -> bytes:
    """Bytes that no compression shortens, with the signature of a PNG."""
    noise = random.Random(seed)  # noqa: S311  # must be the same every time
    return b"\x89PNG\r\n\x1a\n" + noise.randbytes(size)


def b64(data: bytes) -> str:
    return base64.b64encode(data).decode()


def replied(
    picture: bytes | None = None, signature: str = "", text: str = "ok", key: str = "thoughtSignature"
) -> dict[str, Any]:
    """An answer of the model in Google's shape: words, then the picture with its signature."""
    parts: list[dict[str, Any]] = [{"text": text}]
    if picture is not None:
        marks = {key: signature} if signature else {}
        parts.append({"inlineData": {"mimeType": "image/png", "data": b64(picture)}, **marks})
    return {
        "candidates": [{"content": {"parts": parts, "role": "model"}, "finishReason": "STOP", "index": 0}],
        "usageMetadata": {"totalTokenCount": 3},
        "modelVersion": "m",
        "responseId": "answer-1",
    }
