"""Nobody is left without an answer by a process that is killed while it fetches."""

import asyncio
from collections.abc import Sequence
from dataclasses import dataclass, field

import pytest

from bot.core.errors import PostFailed, StorageFailed
from bot.core.errors.door import FetchInterrupted
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


@dataclass
class Stage:
    notes: MemoryAsked = field(default_factory=MemoryAsked)
    told: Told = field(default_factory=Told)
    clock: Clock = field(default_factory=Clock)

    def process(self) -> Reception:
        return Reception(self.notes, self.told, self.clock)


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
    assert stage.told.told == [(7, FetchInterrupted().told)]
    assert "cost nothing" in FetchInterrupted().told
    assert await stage.process().excuse_left() == 0


@pytest.mark.parametrize("error", [None, ValueError("refused")])
async def test_who_was_answered_is_not_told_again(error: Exception | None) -> None:
    """Accepted or refused: the note is gone, and while it is fetched here nobody is told either."""
    stage = Stage()
    here = stage.process()
    try:
        async with here.noted(1, ORIGIN):
            assert await here.excuse_left() == 0
            if error:
                raise error
    except ValueError:
        pass
    assert (stage.notes.notes, await stage.process().excuse_left(), stage.told.told) == ({}, 0, [])


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
    """Storage that fails now would fail for the turn as well."""
    stage = Stage()
    stage.notes.unwritable = True
    with pytest.raises(StorageFailed):
        async with stage.process().noted(1, ORIGIN):
            raise AssertionError
