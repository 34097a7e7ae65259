"""A reply on its way from the socket: in chunks, and not faster than they are taken."""

from collections import deque
from collections.abc import AsyncGenerator, Iterator
from contextlib import contextmanager

import aiohttp

Chunks = deque[bytes]
"""Who takes them frees their memory as it goes."""

_ENOUGH = 2**20
"""Bytes that are worth going to a thread with."""


async def chunked(answer: aiohttp.ClientResponse) -> AsyncGenerator[Chunks, None]:
    """The body; nothing more of it comes while chunks are out. Raises aiohttp's ClientErrors."""
    chunks, size = Chunks(), 0
    async for chunk in _chunks(answer):
        chunks.append(chunk)
        size += len(chunk)
        if size >= _ENOUGH:
            with held(answer):
                yield chunks
            chunks, size = Chunks(), 0
    yield chunks


async def _chunks(answer: aiohttp.ClientResponse) -> AsyncGenerator[bytes, None]:
    try:
        async for chunk in answer.content.iter_any():
            yield chunk
    except RuntimeError as error:  # aiohttp's, for a compressed body whose sender closed while its parser was paused
        raise aiohttp.ClientPayloadError("the body ends too early") from error


@contextmanager
def held(answer: aiohttp.ClientResponse) -> Iterator[None]:
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
