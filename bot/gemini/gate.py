"""Keep many calls from taking the event loop or the memory at once."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import AbstractContextManager, asynccontextmanager, nullcontext


class Gate:
    """`bodies` replies are read at a time, and calls start one loop turn apart.

    A reply waits for its place after its headers have come. One that has waited *patience* seconds is read anyway:
    bodies that trickle must not cost others what they have paid for.
    """

    def __init__(self, bodies: int = 4, *, patience: float = 20) -> None:
        self._places = asyncio.Semaphore(bodies)
        self._patience = patience
        self._turn = asyncio.Lock()

    async def start(self) -> None:
        """Wait for one's turn: preparing a call and shaking hands hold the loop for a while each."""
        async with self._turn:
            await asyncio.sleep(0)

    @asynccontextmanager
    async def body(self, waiting: AbstractContextManager[None] | None = None) -> AsyncIterator[None]:
        """Read a reply inside of this; *waiting* is entered for as long as it has no place."""
        try:
            with waiting or nullcontext():
                async with asyncio.timeout(self._patience):
                    await self._places.acquire()
        except TimeoutError:
            yield
            return
        try:
            yield
        finally:
            self._places.release()
