"""Who may go next when there is less room than there are wishes: people in turn, each with what they asked first."""

import asyncio
from collections import deque
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager


class Slots:
    """Room for *count* at a time. Whoever waits is let in person by person, round and round."""

    def __init__(self, count: int) -> None:
        self._free = count
        self._waiting: dict[int, deque[asyncio.Future[None]]] = {}

    def widen(self, count: int) -> None:
        """Make room for *count* more."""
        self._free += count
        self._let_in()

    @asynccontextmanager
    async def held(self, person: int) -> AsyncIterator[None]:
        """Hold a slot inside of this."""
        await self._take(person)
        try:
            yield
        finally:
            self._free += 1
            self._let_in()

    async def _take(self, person: int) -> None:
        if self._free and not self._waiting:
            self._free -= 1
            return
        place: asyncio.Future[None] = asyncio.get_running_loop().create_future()
        self._waiting.setdefault(person, deque()).append(place)
        try:
            await place
        except asyncio.CancelledError:
            if place.done() and not place.cancelled():  # let in and cancelled in the same turn of the loop
                self._free += 1
            self._let_in()
            raise

    def _let_in(self) -> None:
        """Give free slots to the people at the front, each of whom then goes to the back."""
        while self._free and self._waiting:
            person, places = next(iter(self._waiting.items()))
            place = places.popleft()
            del self._waiting[person]
            if places:
                self._waiting[person] = places
            if not place.done():
                place.set_result(None)
                self._free -= 1
