"""Blocking work beside the event loop."""

import asyncio
from collections.abc import Callable
from contextlib import suppress
from typing import TypeVar, TypeVarTuple

T = TypeVar("T")
Given = TypeVarTuple("Given")


async def aside(work: Callable[[*Given], T], *given: *Given) -> T:
    """What *work* returns, done in a thread: while pictures are synced, opening or writing a file may take long.

    Who is cancelled waits until it has ended, so that nobody clears away what a thread still works on.
    """
    running = asyncio.get_running_loop().run_in_executor(None, work, *given)
    try:
        await asyncio.wait([running])
    except asyncio.CancelledError:
        while not running.done():
            with suppress(asyncio.CancelledError):
                await asyncio.wait([running])
        running.exception()  # else asyncio would complain that nobody has looked
        raise
    return running.result()
