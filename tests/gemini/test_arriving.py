"""Replies on their way, from a server with TLS that closes each connection."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import aclosing
from typing import Any

import aiohttp
import pytest

from bot.core.chunks import held
from bot.gemini.arriving import chunked
from bot.gemini.transport import session
from tests.gemini.provider import png
from tests.hasty import CHUNKED, COUNTED, hasty

BODY = png(3_000_000)


async def a_while() -> None:
    """Long enough for all that the loop could do by itself."""
    for _ in range(200):
        await asyncio.sleep(0)


@pytest.mark.parametrize("answer", [CHUNKED, COUNTED], ids=["chunked", "counted"])
@pytest.mark.parametrize("size", [100, 350_000, 3_000_000])
async def test_a_reply_can_wait_for_its_place(answer: bytes, size: int) -> None:
    """Nothing of it is lost, although its sender has gone by then."""
    async with session() as http, hasty(http, answer % (size, BODY[:size])) as response:
        with held(response):
            await a_while()
        assert await response.read() == BODY[:size]


@pytest.mark.parametrize("answer", [CHUNKED, COUNTED], ids=["chunked", "counted"])
@pytest.mark.parametrize("size", [100, 1_650_000, 3_000_000])
async def test_chunks_can_take_long(answer: bytes, size: int) -> None:
    """While somebody is busy with some nothing more comes in, and nothing is lost although the sender has gone."""
    came: list[bytes] = []
    async with (
        session() as http,
        hasty(http, answer % (size, BODY[:size])) as response,
        aclosing(chunked(response)) as arriving,
    ):
        async for chunks in arriving:
            before = response.content.total_bytes
            await a_while()
            assert response.content.total_bytes == before
            came.append(b"".join(chunks))
    assert b"".join(came) == BODY[:size]
    assert all(len(each) >= 2**20 for each in came[:-1])


async def test_what_aiohttp_gives_up_is_a_broken_connection() -> None:
    """It says so of a body in a way that is no error of a client's, and nobody would tell it from a mistake of ours."""

    class Content:
        async def iter_any(self) -> AsyncIterator[bytes]:
            yield b"{"
            raise RuntimeError("Connection closed.")

    class Answer:
        connection = None
        content = Content()

    answer: Any = Answer()
    with pytest.raises(aiohttp.ClientPayloadError):
        async with aclosing(chunked(answer)) as arriving:
            assert [chunks async for chunks in arriving] == []
