"""Wishes of a place are accepted in the order in which Discord sent them, however long each takes to be looked at."""

import asyncio
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from typing import Final

LONGEST: Final = 3.0
"""Seconds that one waits for those before it: the one that holds them up may be in trouble with Discord."""


class Arrival:
    """One wish on its way to be accepted."""

    def __init__(self, before: asyncio.Future[None] | None) -> None:
        self._before = before
        self.over: asyncio.Future[None] = asyncio.get_running_loop().create_future()

    async def turn(self) -> None:
        """Wait until those that came before have been accepted or refused."""
        if self._before:
            with suppress(TimeoutError):
                await asyncio.wait_for(asyncio.shield(self._before), LONGEST)

    def step_aside(self) -> None:
        """Hold nobody up any more: there is something to fetch, or the wish is done with.

        Whoever comes behind then waits for those before this one.
        """
        if self._before and not self._before.done():
            self._before.add_done_callback(self._pass_on)
        else:
            self._pass_on()

    def _pass_on(self, _: object = None) -> None:
        if not self.over.done():
            self.over.set_result(None)


class Arrivals:
    """Remembers the newest wish of each place while it is under way."""

    def __init__(self) -> None:
        self._newest: dict[int, asyncio.Future[None]] = {}

    @contextmanager
    def came(self, place: int) -> Iterator[Arrival]:
        """A wish is looked at and accepted inside of this; to be entered before anything is waited for."""
        arrival = Arrival(self._newest.get(place))
        self._newest[place] = arrival.over
        arrival.over.add_done_callback(lambda over: self._forget(place, over))
        try:
            yield arrival
        finally:
            arrival.step_aside()

    def _forget(self, place: int, over: asyncio.Future[None]) -> None:
        if self._newest.get(place) is over:
            del self._newest[place]
