"""What people send comes in side by side, and nobody holds the others up."""

import asyncio
from contextlib import AsyncExitStack

import pytest

from bot.core.errors.door import FilesWaiting
from bot.core.intake import Intake
from bot.core.limits import WAITING_PER_PERSON


class Senders:
    """Messages that are brought in until a test ends them."""

    def __init__(self) -> None:
        self.intake = Intake()
        self.inside: list[int] = []
        self._ends: dict[int, list[asyncio.Event]] = {}
        self.tasks: list[asyncio.Task[None]] = []

    def send(self, *people: int) -> None:
        self.tasks += [asyncio.create_task(self._bring(person)) for person in people]

    async def settled(self) -> list[int]:
        for _ in range(20):
            await asyncio.sleep(0)
        return self.inside

    def end(self, person: int) -> None:
        self._ends[person].pop(0).set()

    async def _bring(self, person: int) -> None:
        end = asyncio.Event()
        async with self.intake.held(person):
            self.inside.append(person)
            self._ends.setdefault(person, []).append(end)
            await end.wait()
            self.inside.remove(person)


async def test_of_each_person_one_message_at_a_time() -> None:
    """Somebody with many takes one place, and who comes after all of these waits for none of them."""
    senders = Senders()
    senders.send(1, 1, 1, 1, 1, 2)
    assert await senders.settled() == [1, 2]
    senders.end(1)
    assert await senders.settled() == [2, 1]


async def test_of_all_people_four_at_a_time() -> None:
    """The disk holds what four messages may bring; who came first is next, one of each person."""
    senders = Senders()
    senders.send(1, 1, 2, 3, 4, 5, 6)
    assert await senders.settled() == [1, 2, 3, 4]
    senders.end(1)
    assert await senders.settled() == [2, 3, 4, 5]
    senders.end(2)
    assert await senders.settled() == [3, 4, 5, 6]


async def test_a_person_may_only_have_so_many_waiting() -> None:
    """More than that is refused with a sentence, until one of them is through; others are not touched."""
    senders = Senders()
    senders.send(*[1] * WAITING_PER_PERSON)
    await senders.settled()
    async with AsyncExitStack() as stack:
        await stack.enter_async_context(senders.intake.held(2))
        with pytest.raises(FilesWaiting):
            await stack.enter_async_context(senders.intake.held(1))
    senders.end(1)
    await senders.settled()
    senders.send(1)
    assert await senders.settled() == [1]
    assert not any(task.done() for task in senders.tasks[1:])


async def test_who_gives_up_leaves_no_trace() -> None:
    """Cancelled while it waits or while it is brought in: the next one is let in, and nothing is remembered."""
    senders = Senders()
    senders.send(1, 1, 1)
    await senders.settled()
    for task in senders.tasks[:2]:
        task.cancel()
    senders.inside.clear()
    assert await senders.settled() == [1]
    senders.tasks[2].cancel()
    await asyncio.gather(*senders.tasks, return_exceptions=True)
    assert senders.intake._lines == {}
