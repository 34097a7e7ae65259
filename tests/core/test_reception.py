"""Nobody is left without an answer by a process that is killed while it fetches."""

import asyncio
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
    broken: bool = False

    async def excuse(self, asked: Asked, words: str) -> None:
        if self.broken:
            raise PostFailed
        self.told.append((asked.origin.id, words))


@dataclass
class Stage:
    notes: MemoryAsked = field(default_factory=MemoryAsked)
    told: Told = field(default_factory=Told)
    clock: Clock = field(default_factory=Clock)

    def process(self) -> Reception:
        return Reception(self.notes, self.told, self.clock)


async def killed_while_fetching(stage: Stage) -> None:
    """A process that gets no further; nothing of its ends happens."""
    reached = asyncio.Event()

    async def fetch() -> None:
        async with stage.process().noted(1, ORIGIN):
            reached.set()
            await asyncio.Event().wait()

    running = asyncio.create_task(fetch())
    await reached.wait()
    stage.notes.unwritable = True
    running.cancel()
    await asyncio.gather(running, return_exceptions=True)
    stage.notes.unwritable = False


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


async def test_what_cannot_be_told_now_is_told_by_the_next_start() -> None:
    """Discord may be away just then, and after an hour nobody expects an answer any more."""
    stage = Stage()
    await killed_while_fetching(stage)
    stage.told.broken = True
    assert await stage.process().excuse_left() == 0
    stage.told.broken = False
    assert await stage.process().excuse_left() == 1
    await killed_while_fetching(stage)
    stage.clock.now += PATIENCE
    assert await stage.process().excuse_left() == 1
    assert (len(stage.told.told), stage.notes.notes) == (1, {})


async def test_what_cannot_be_noted_is_not_begun() -> None:
    """Storage that fails now would fail for the turn as well."""
    stage = Stage()
    stage.notes.unwritable = True
    with pytest.raises(StorageFailed):
        async with stage.process().noted(1, ORIGIN):
            raise AssertionError
