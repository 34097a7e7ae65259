"""What comes from a socket, on its way to a thread: in chunks, and not faster than they are taken."""

import asyncio
from collections import deque
from collections.abc import AsyncGenerator, AsyncIterable, Iterator
from contextlib import contextmanager
from typing import Protocol

Chunks = deque[bytes]
"""Who takes them frees their memory as it goes."""

_ENOUGH = 2**20
"""Bytes that are worth going to a thread with."""


class Connection(Protocol):
    @property
    def transport(self) -> asyncio.ReadTransport | None: ...


class Answer(Protocol):
    """An HTTP response; `connection` is None once all of it has come."""

    @property
    def connection(self) -> Connection | None: ...


async def chunked(content: AsyncIterable[bytes], answer: Answer) -> AsyncGenerator[Chunks, None]:
    """*content*, the body of *answer*; nothing more of it comes while chunks are out."""
    chunks, size = Chunks(), 0
    async for chunk in content:
        chunks.append(chunk)
        size += len(chunk)
        if size >= _ENOUGH:
            with held(answer):
                yield chunks
            chunks, size = Chunks(), 0
    yield chunks


@contextmanager
def held(answer: Answer) -> Iterator[None]:
    """What comes meanwhile stays in the kernel.

    A slow reader makes aiohttp (3.14) pause its parser, and what a paused parser has not read is lost as soon as the
    sender closes a TLS connection. A quick one does not: it has read on before the loop comes to closing.
    """
    transport = answer.connection.transport if answer.connection else None
    if transport:
        transport.pause_reading()
    try:
        yield
    finally:
        if transport:
            transport.resume_reading()
