"""Work that is not to be cut off in its middle: blocking work beside the event loop, and steps of a transaction."""

import asyncio
import sys
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import AbstractContextManager, ExitStack, asynccontextmanager, suppress
from typing import TypeVar, TypeVarTuple

T = TypeVar("T")
Given = TypeVarTuple("Given")


async def aside(work: Callable[[*Given], T], *given: *Given) -> T:
    """What *work* returns, done in a thread: while pictures are synced, opening or writing a file may take long.

    Who is cancelled waits until it has ended, so that nobody clears away what a thread still works on.
    """
    return await uncut(asyncio.get_running_loop().run_in_executor(None, work, *given))


async def uncut(work: Awaitable[T]) -> T:
    """What *work* comes to. Who is cancelled waits until it has ended, and is cancelled then, however it ended."""
    running = asyncio.ensure_future(work)
    try:
        await asyncio.wait([running])
    except asyncio.CancelledError:
        while not running.done():
            with suppress(asyncio.CancelledError):
                await asyncio.wait([running])
        running.cancelled() or running.exception()  # else asyncio would complain that nobody has looked
        raise
    return running.result()


@asynccontextmanager
async def entered(context: AbstractContextManager[T]) -> AsyncIterator[T]:
    """*context*, entered and left in threads: also left where somebody is cancelled who waits for it to be entered."""
    stack = ExitStack()
    try:
        yield await aside(stack.enter_context, context)
    except BaseException:
        await aside(stack.__exit__, *sys.exc_info())
        raise
    else:
        await aside(stack.close)
