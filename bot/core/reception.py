"""People who were shown that an answer comes, while their pictures are fetched and nothing is accepted yet."""

import asyncio
import logging
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final, Protocol

from bot.core.errors import PostFailed, StorageFailed
from bot.core.errors.door import FetchInterrupted
from bot.core.ports import Clock
from bot.core.turn import Origin

_log = logging.getLogger(__name__)

PATIENCE: Final = timedelta(hours=1)
"""After that nobody expects an answer any more."""


@dataclass(frozen=True, slots=True)
class Asked:
    """A wish before it is accepted: where it came from, and when."""

    place: int
    origin: Origin
    at: datetime


class AskedNotes(Protocol):
    async def add(self, asked: Asked) -> None:
        """Raises StorageFailed."""
        ...

    async def remove(self, origin: int) -> None:
        """Raises StorageFailed."""
        ...

    async def unaccepted(self) -> Sequence[Asked]:
        """Those of whose origin there is no turn. Raises StorageFailed."""
        ...


class Excuses(Protocol):
    async def excuse(self, asked: Asked, words: str) -> None:
        """Answer with one sentence. Raises PostFailed."""
        ...


class Reception:
    """Sees to it that a process that is killed while it fetches leaves nobody without an answer."""

    def __init__(self, notes: AskedNotes, excuses: Excuses, clock: Clock) -> None:
        self._notes, self._excuses, self._clock = notes, excuses, clock
        self._here: set[int] = set()

    @asynccontextmanager
    async def noted(self, place: int, origin: Origin) -> AsyncIterator[None]:
        """Inside of this the wish is answered or accepted, or else the next process says that it was not."""
        self._here.add(origin.id)
        try:
            await self._notes.add(Asked(place, origin, self._clock()))
            yield
        finally:
            await self._forget(origin.id)
            self._here.discard(origin.id)

    async def excuse_left(self) -> int:
        """Tell those whom an earlier process left waiting; returns how many. Raises StorageFailed."""
        left = [asked for asked in await self._notes.unaccepted() if asked.origin.id not in self._here]
        return sum(await asyncio.gather(*map(self._excuse, left)))

    async def _excuse(self, asked: Asked) -> bool:
        if self._clock() - asked.at < PATIENCE:
            try:
                await self._excuses.excuse(asked, FetchInterrupted().told)
            except PostFailed as error:
                _log.warning("who asked in %d could not be told that it was lost", asked.place, exc_info=error)
                return False
        await self._forget(asked.origin.id)
        return True

    async def _forget(self, origin: int) -> None:
        try:
            await self._notes.remove(origin)
        except StorageFailed:
            _log.warning("a note of who asked could not be removed: they may be told needlessly", exc_info=True)
