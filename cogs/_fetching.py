"""What people send is fetched while they are shown that an answer comes."""

from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import AsyncExitStack, asynccontextmanager
from pathlib import Path
from typing import TypeVar

from bot.core.turn import Person
from bot.core.workbench import Workbench
from cogs._attachments import scratch
from cogs._receiving import ended_by_shutdown

T = TypeVar("T")


@asynccontextmanager
async def fetched(bench: Workbench, person: Person, fetch: Callable[[Path], Awaitable[T]]) -> AsyncIterator[T]:
    """What *fetch* makes of a folder of its own, which is gone afterwards with all that is left in it.

    Raises FilesWaiting, StorageFailed, what *fetch* raises, and ShuttingDown where the bot's end cuts that off.
    """
    async with AsyncExitStack() as stack:
        with ended_by_shutdown(bench.studio):
            async with bench.intake.held(person.id):
                brought = await fetch(await stack.enter_async_context(scratch(bench.spool)))
        yield brought
