"""People who were shown, or may expect, that an answer comes, while nothing is accepted yet."""

import asyncio
import logging
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final, Protocol

from bot.core.errors import NotWritten, PostFailed, StorageFailed
from bot.core.errors.door import NotBegun
from bot.core.ports import Clock
from bot.core.turn import Origin

_log = logging.getLogger(__name__)

PATIENCE: Final = timedelta(hours=1)
"""After that nobody expects an answer any more."""

NOTING: Final = 1.0
"""Seconds that one waits for a note to be on disk: Discord waits three for the acknowledgement behind it."""


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


@dataclass(frozen=True, slots=True)
class _Note:
    asked: Asked
    writing: asyncio.Task[None]


class Reception:
    """Sees to it that nobody who asked is left without an answer, whatever ends the client or the process.

    *noting*: seconds that the first answer waits for the note.
    """

    def __init__(self, notes: AskedNotes, excuses: Excuses, clock: Clock, noting: float = NOTING) -> None:
        self._notes, self._excuses, self._clock = notes, excuses, clock
        self._noting = noting
        self.untold = True
        """Whether somebody may be left for another look: of an earlier process, or who could not be told here."""
        self._here: dict[int, _Note] = {}
        self._ended: set[int] = set()
        """Who was here since notes were last read: theirs may have been among them."""

    @asynccontextmanager
    async def noted(self, place: int, origin: Origin) -> AsyncIterator[None]:
        """Show inside of this that an answer comes, and accept the wish, or answer it: else the next process does.

        An error that leaves it is told by who catches it, who says so by `answered`, or has it told by `tell`.
        What is cancelled is left to the next process, which alone can know what became of it. Raises NotWritten,
        and NotBegun for what is cancelled before its note is on disk.
        """
        asked = Asked(place, origin, self._clock())
        self._here[origin.id] = note = _Note(asked, asyncio.create_task(self._notes.add(asked)))
        try:
            await self._written(note)
            yield
        except asyncio.CancelledError:
            if not note.writing.done():  # nor is there an acceptance, which is written behind it
                raise NotBegun from None
            self._end(origin.id)
            raise
        await self.answered(origin.id)

    def has(self, origin: int) -> bool:
        """Whether somebody is noted here who waits for an answer."""
        return origin in self._here

    async def answered(self, origin: int) -> None:
        """Whoever asked by *origin* has what they waited for: no note is needed any more."""
        try:
            if origin in self._here:
                await self._forget(origin)
        finally:
            self._end(origin)

    async def tell(self, origin: int, words: str) -> bool:
        """Say it by whichever client there is, or will be, to who is noted here; whether anybody is.

        Who can't be told now is left for `excuse_left`.
        """
        note = self._here.get(origin)
        if note is None:
            return False
        try:
            self.untold |= await self._excuse(note.asked, words) is None
        finally:
            self._end(origin)
        return True

    async def excuse_left(self) -> int:
        """Tell those who were left waiting, mostly by an earlier process; returns how many. Raises StorageFailed.

        Who can't be told now is left for the next call. One call at a time.
        """
        self._ended.clear()
        self.untold, told = False, None
        try:
            told = await self._excuse_all()
        finally:
            self.untold |= told is None or None in told
        return told.count(True)

    async def _excuse_all(self) -> Sequence[bool | None]:
        notes = await self._notes.unaccepted()
        left = [asked for asked in notes if asked.origin.id not in self._here.keys() | self._ended]
        ends = await asyncio.gather(*(self._excuse(asked, NotBegun().told) for asked in left), return_exceptions=True)
        for unforeseen in ends:
            if isinstance(unforeseen, BaseException):
                raise unforeseen
        return [end for end in ends if not isinstance(end, BaseException)]

    async def _excuse(self, asked: Asked, words: str) -> bool | None:
        """Whether the person was told, None for not yet; a note of which nothing can come any more is removed, too."""
        told = False
        if self._clock() - asked.at < PATIENCE:
            try:
                await self._excuses.excuse(asked, words)
                told = True
            except PostFailed as error:
                if not error.final:
                    _log.info("who asked in %d can't be told yet that it was lost", asked.place, exc_info=error)
                    return None
        if not told:
            _log.warning("who asked in %d was not told that it was lost", asked.place)
        await self._forget(asked.origin.id)
        return told

    async def _written(self, note: _Note) -> None:
        """Return when the note is on disk, or late: what is written later is still better than nothing."""
        written, _ = await asyncio.wait({note.writing}, timeout=self._noting)
        if not written:
            _log.warning("a note of who asked takes long: they are shown without it that an answer comes")
            note.writing.add_done_callback(_log_failure)
        elif note.writing.exception():
            self._end(note.asked.origin.id)
            raise NotWritten from note.writing.exception()

    async def _forget(self, origin: int) -> None:
        if note := self._here.get(origin):
            await asyncio.wait({note.writing})
        try:
            await self._notes.remove(origin)
        except StorageFailed:
            _log.warning("a note of who asked could not be removed: they may be told needlessly", exc_info=True)

    def _end(self, origin: int) -> None:
        if self._here.pop(origin, None):
            self._ended.add(origin)


def _log_failure(writing: asyncio.Task[None]) -> None:
    if not writing.cancelled() and (error := writing.exception()):
        _log.warning("a note of who asked could not be written", exc_info=error)
