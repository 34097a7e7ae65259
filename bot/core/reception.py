"""People who were shown that an answer comes, while their files are fetched and nothing is accepted yet."""

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
        """Answer with one sentence. Raises PostFailed: *final* where that is in vain for ever."""
        ...


class Reception:
    """Sees to it that a process that is killed while it fetches leaves nobody without an answer."""

    def __init__(self, notes: AskedNotes, excuses: Excuses, clock: Clock) -> None:
        self._notes, self._excuses, self._clock = notes, excuses, clock
        self.untold = False
        """Whether the last look left somebody for another."""
        self._here: set[int] = set()
        self._ended: set[int] = set()
        """Who was here since notes were last read: theirs may have been among them."""

    @asynccontextmanager
    async def noted(self, place: int, origin: Origin) -> AsyncIterator[None]:
        """Inside of this the wish is answered or accepted, or else the next process says that it was not.

        What is cancelled is neither, as far as one can know; any other error is told to the person.
        """
        self._here.add(origin.id)
        cancelled = False
        try:
            await self._notes.add(Asked(place, origin, self._clock()))
            yield
        except asyncio.CancelledError:
            cancelled = True
            raise
        finally:
            if not cancelled:
                await self._forget(origin.id)
            self._here.discard(origin.id)
            self._ended.add(origin.id)

    async def excuse_left(self) -> int:
        """Tell those whom an earlier process left waiting; returns how many. Raises StorageFailed.

        Who can't be told now is left for the next call. One call at a time.
        """
        self._ended.clear()
        notes = await self._notes.unaccepted()
        left = [asked for asked in notes if asked.origin.id not in self._here | self._ended]
        done = await asyncio.gather(*map(self._excuse, left), return_exceptions=True)
        for unforeseen in done:
            if isinstance(unforeseen, BaseException):
                raise unforeseen
        self.untold = None in done
        return done.count(True)

    async def _excuse(self, asked: Asked) -> bool | None:
        """Whether the person was told, None for not yet; a note of which nothing can come any more is removed, too."""
        told = False
        if self._clock() - asked.at < PATIENCE:
            try:
                await self._excuses.excuse(asked, FetchInterrupted().told)
                told = True
            except PostFailed as error:
                if not error.final:
                    _log.info("who asked in %d can't be told yet that it was lost", asked.place, exc_info=error)
                    return None
        if not told:
            _log.warning("who asked in %d was not told that it was lost", asked.place)
        await self._forget(asked.origin.id)
        return told

    async def _forget(self, origin: int) -> None:
        try:
            await self._notes.remove(origin)
        except StorageFailed:
            _log.warning("a note of who asked could not be removed: they may be told needlessly", exc_info=True)
