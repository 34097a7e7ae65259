"""Nobody is left without an answer, whatever ends before there is one."""

import asyncio
import logging
from collections.abc import Sequence
from dataclasses import dataclass, field

import pytest

from bot.core.errors import NotWritten, PostFailed
from bot.core.errors.door import NotBegun
from bot.core.reception import PATIENCE, Asked, Reception
from bot.core.turn import Origin
from tests.fakes import Clock, MemoryAsked

ORIGIN = Origin(7, 5, token="t")


@dataclass
class Told:
    """The `Excuses` port."""

    told: list[tuple[int, str]] = field(default_factory=list)
    broken: PostFailed | None = None
    faulty: set[int] = field(default_factory=set)

    async def excuse(self, asked: Asked, words: str) -> None:
        if self.broken:
            raise self.broken
        if asked.origin.id in self.faulty:
            raise ZeroDivisionError
        self.told.append((asked.origin.id, words))


class SlowlyRead(MemoryAsked):
    """What was read is not given before the gate opens."""

    def __init__(self) -> None:
        super().__init__()
        self.read, self.gate = asyncio.Event(), asyncio.Event()

    async def unaccepted(self) -> Sequence[Asked]:
        notes = await super().unaccepted()
        self.read.set()
        await self.gate.wait()
        return notes


class SlowlyWritten(MemoryAsked):
    """What is added waits for the gate, as it does for a database that is locked."""

    def __init__(self) -> None:
        super().__init__()
        self.gate = asyncio.Event()

    async def add(self, asked: Asked) -> None:
        await self.gate.wait()
        await super().add(asked)


@dataclass
class Stage:
    notes: MemoryAsked = field(default_factory=MemoryAsked)
    told: Told = field(default_factory=Told)
    clock: Clock = field(default_factory=Clock)

    def process(self, noting: float = 5) -> Reception:
        return Reception(self.notes, self.told, self.clock, noting)


async def killed_while_fetching(stage: Stage) -> None:
    """A process that gets no further, which to its note is the same as to be cancelled."""
    reached = asyncio.Event()

    async def fetch() -> None:
        async with stage.process().noted(1, ORIGIN):
            reached.set()
            await asyncio.Event().wait()

    running = asyncio.create_task(fetch())
    await reached.wait()
    running.cancel()
    await asyncio.gather(running, return_exceptions=True)


async def test_the_next_process_says_that_it_was_lost() -> None:
    """Once: the sentence asks for the same again, and that nothing was paid."""
    stage = Stage()
    await killed_while_fetching(stage)
    assert await stage.process().excuse_left() == 1
    assert stage.told.told == [(7, NotBegun().told)]
    assert "cost nothing" in NotBegun().told
    assert await stage.process().excuse_left() == 0


async def refused(here: Reception) -> None:
    """An error leaves the block, for somebody to tell."""
    with pytest.raises(ValueError, match="refused"):
        async with here.noted(1, ORIGIN):
            raise ValueError("refused")


async def test_who_was_accepted_is_not_told() -> None:
    """The note is gone, and while the wish is under way here nobody is told either."""
    stage = Stage()
    here = stage.process()
    async with here.noted(1, ORIGIN):
        assert await here.excuse_left() == 0
    assert (stage.notes.notes, await stage.process().excuse_left(), stage.told.told) == ({}, 0, [])


async def test_who_was_refused_is_noted_until_they_were_told_so() -> None:
    """Killed in between, the next process has to say something."""
    stage = Stage()
    here = stage.process()
    await refused(here)
    assert (list(stage.notes.notes), await here.excuse_left()) == ([ORIGIN.id], 0)
    await here.answered(ORIGIN.id)
    assert (stage.notes.notes, await stage.process().excuse_left(), stage.told.told) == ({}, 0, [])


async def test_who_cannot_be_told_by_their_own_client_is_told_by_another() -> None:
    """In the same words; of somebody who is not noted there is nothing to tell."""
    stage = Stage()
    here = stage.process()
    assert not await here.tell(ORIGIN.id, "No.")
    await refused(here)
    assert await here.tell(ORIGIN.id, "No.")
    assert (stage.told.told, stage.notes.notes, await here.excuse_left()) == ([(7, "No.")], {}, 0)


async def test_who_cannot_be_told_just_now_is_told_by_a_later_look() -> None:
    """This process looks again while anybody may be left."""
    stage = Stage()
    here = stage.process()
    await here.excuse_left()
    assert not here.untold
    await refused(here)
    stage.told.broken = PostFailed()
    await here.tell(ORIGIN.id, "No.")
    assert (stage.told.told, here.untold, await here.excuse_left(), here.untold) == ([], True, 0, True)
    stage.told.broken = None
    assert (await here.excuse_left(), here.untold) == (1, False)
    assert stage.told.told == [(7, NotBegun().told)]


async def test_a_note_that_takes_long_holds_nothing_up(caplog: pytest.LogCaptureFixture) -> None:
    """It is written when that is possible, and gone when the wish was accepted."""
    notes = SlowlyWritten()
    stage = Stage(notes)
    with caplog.at_level(logging.WARNING):
        async with stage.process(noting=0).noted(1, ORIGIN):
            assert "takes long" in caplog.text
            notes.gate.set()
    assert notes.notes == {}


async def test_what_is_cut_off_before_its_note_is_written_is_told_at_once() -> None:
    """The next process would know nothing of it; nothing is accepted either, for that is written behind the note."""
    here, reached = Stage(SlowlyWritten()).process(noting=0), asyncio.Event()

    async def accept() -> None:
        async with here.noted(1, ORIGIN):
            reached.set()
            await asyncio.Event().wait()

    accepting = asyncio.create_task(accept())
    await reached.wait()
    accepting.cancel()
    with pytest.raises(NotBegun):
        await accepting


async def test_a_note_that_fails_late_is_logged(caplog: pytest.LogCaptureFixture) -> None:
    """The wish is under way by then, and may still be accepted."""
    notes = SlowlyWritten()
    notes.unwritable = True
    async with Stage(notes).process(noting=0).noted(1, ORIGIN):
        notes.gate.set()
    assert "could not be written" in caplog.text


async def test_who_ends_while_notes_are_read_is_not_told() -> None:
    """A wish of this process that was noted and answered meanwhile may be among the notes that were read."""
    notes = SlowlyRead()
    stage = Stage(notes)
    here = stage.process()
    async with here.noted(1, ORIGIN):
        looking = asyncio.create_task(here.excuse_left())
        await notes.read.wait()
    notes.gate.set()
    assert (await looking, stage.told.told) == (0, [])


async def test_what_cannot_be_told_now_is_told_later_or_by_the_next_start() -> None:
    """Discord may be away just then, and after an hour nobody expects an answer any more."""
    stage = Stage()
    for later in (stage.process(), None):
        await killed_while_fetching(stage)
        stage.told.broken = PostFailed()
        assert await (later or stage.process()).excuse_left() == 0
        stage.told.broken = None
        assert await (later or stage.process()).excuse_left() == 1
    await killed_while_fetching(stage)
    stage.clock.now += PATIENCE
    assert await stage.process().excuse_left() == 0
    assert (len(stage.told.told), stage.notes.notes) == (2, {})


async def test_what_can_never_be_told_is_not_tried_again(caplog: pytest.LogCaptureFixture) -> None:
    """A channel that is gone stays gone, and the log says that somebody was not told."""
    stage = Stage()
    await killed_while_fetching(stage)
    stage.told.broken = PostFailed(final=True)
    assert await stage.process().excuse_left() == 0
    assert stage.notes.notes == {}
    assert "who asked in 1 was not told" in caplog.text


async def test_a_fault_with_one_keeps_no_other_from_being_told() -> None:
    """It comes through when all others are done, and its note is still there."""
    stage = Stage()
    await killed_while_fetching(stage)
    stage.told.faulty.add(ORIGIN.id)
    other = Asked(1, Origin(8, 5), stage.clock())
    await stage.notes.add(other)
    with pytest.raises(ZeroDivisionError):
        await stage.process().excuse_left()
    assert ([origin for origin, _ in stage.told.told], list(stage.notes.notes)) == ([8], [7])


async def test_what_cannot_be_noted_is_not_begun() -> None:
    """Storage that fails now would fail for the turn as well; nothing is left to remove."""
    stage = Stage()
    stage.notes.unwritable = True
    here = stage.process()
    with pytest.raises(NotWritten):
        async with here.noted(1, ORIGIN):
            raise AssertionError
    assert not await here.tell(ORIGIN.id, "No.")
