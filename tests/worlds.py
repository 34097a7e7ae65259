"""Running stand-ins and real clients for tests: short-lived, on loopback, closed in the end whatever happens."""

import asyncio
import struct
import zlib
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import discord

from bot.playground.discord.server import StandIn


@dataclass
class ManualClock:
    """Seconds since 1970 that only a test moves."""

    now: float = 1_800_000_000.0

    def __call__(self) -> float:
        return self.now

    def advance(self, seconds: float) -> None:
        self.now += seconds


@asynccontextmanager
async def stand_in(folder: Path, **options: Any) -> AsyncIterator[StandIn]:
    """A stand-in that the real client reaches under Discord's names; unknown routes fail the test."""
    async with StandIn(folder, tls=True, **options) as world:
        yield world
    assert world.unknown_routes == []


@asynccontextmanager
async def running(client: discord.Client, token: str, timeout: float = 10.0) -> AsyncIterator[None]:  # noqa: ASYNC109 - tests pass it
    """Run a client until the block ends; a client that dies meanwhile fails the test."""
    try:
        await client.login(token)
        run = asyncio.create_task(client.connect())
        ready = asyncio.create_task(client.wait_until_ready())
        await asyncio.wait({ready, run}, timeout=timeout, return_when=asyncio.FIRST_COMPLETED)
        try:
            assert ready.done(), "the client did not get ready"
            assert not run.done(), "the client ended"
            yield
        finally:
            ready.cancel()
            await client.close()
            await run
    finally:
        await client.close()


def options(world: StandIn, **more: Any) -> dict[str, Any]:
    """Constructor arguments that lead a discord.py client to the stand-in and spare it waiting."""
    return {"connector": world.connector(), "guild_ready_timeout": 0, **more}


def png(width: int = 8, height: int = 8, padding: int = 0) -> bytes:
    """A small valid PNG; `padding` bytes more in a private chunk."""

    def chunk(kind: bytes, data: bytes) -> bytes:
        return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))

    rows = b"".join(b"\x00" + b"\x80\x40\x20" * width for _ in range(height))
    header = chunk(b"IHDR", struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0))
    extra = chunk(b"plTn", b"\x00" * padding) if padding else b""
    return b"\x89PNG\r\n\x1a\n" + header + extra + chunk(b"IDAT", zlib.compress(rows)) + chunk(b"IEND", b"")
