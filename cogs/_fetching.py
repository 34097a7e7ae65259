"""What people send is fetched while they are shown that an answer comes."""

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import AsyncExitStack, asynccontextmanager
from pathlib import Path
from typing import TypeVar

from bot.core.errors import ShuttingDown
from bot.core.workbench import Workbench
from cogs._attachments import scratch
from cogs._inbound import Asker

T = TypeVar("T")


@asynccontextmanager
async def fetched(bench: Workbench, asked: Asker, fetch: Callable[[Path], Awaitable[T]]) -> AsyncIterator[T]:
    """What *fetch* makes of a folder of its own, which is gone afterwards with all that is left in it.

    Accept or answer the wish inside of this: if the process is killed before its end, the next one says so.
    Raises FilesWaiting, StorageFailed, what *fetch* raises, and ShuttingDown where the bot's end cuts that off.
    """
    async with bench.reception.noted(asked.place.id, asked.origin), AsyncExitStack() as stack:
        try:
            async with bench.intake.held(asked.person.id):
                brought = await fetch(await stack.enter_async_context(scratch(bench.spool)))
        except asyncio.CancelledError:
            if not bench.studio.pausing:
                raise
            raise ShuttingDown from None
        yield brought
