"""Waiting for a bot to be connected to a stand-in, wherever it runs."""

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable, Iterator
from contextlib import contextmanager
from typing import Any

from bot.playground.discord.record import Entry
from bot.playground.discord.server import StandIn

PATIENCE = 30.0
"""Seconds that a bot may take to start or to do something, on a busy machine."""


@contextmanager
def expecting(discord: StandIn) -> Iterator[Callable[[asyncio.Future[Any]], Awaitable[None]]]:
    """Gives what waits: call it with the future that tells that the bot ended, after starting the bot in the block.

    It returns once a client is connected that was not when the block began; AssertionError when the bot ends before.
    """
    with discord.recorder.subscribe() as entries:

        async def connected(ending: asyncio.Future[Any]) -> None:
            ready = asyncio.create_task(_ready(entries))
            await asyncio.wait((ready, ending), timeout=PATIENCE, return_when=asyncio.FIRST_COMPLETED)
            done = ready.done()
            ready.cancel()
            await asyncio.gather(ready, return_exceptions=True)
            assert done, "the bot did not get connected"

        yield connected


async def _ready(entries: AsyncIterator[Entry]) -> None:
    async for entry in entries:
        if entry.event == "READY":
            return
