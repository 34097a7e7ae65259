"""Pictures by 12AI's asynchronous tasks, in both generations: placed once, asked for until they are done."""

import asyncio
from collections.abc import AsyncIterator
from dataclasses import replace
from pathlib import Path
from typing import Literal

import pytest

from bot.core import errors
from bot.playground.gemini import PROVIDERS, GeminiStandIn
from tests.scenarios.house_of import HouseOf
from tests.scenarios.posts import digest

_PATIENCE = 20.0


class TaskHouse(HouseOf):
    """A house whose operator prefers tasks; each pause of the bot lets the task take one step."""

    def __init__(self, generations: frozenset[Literal["A", "B"]], folder: Path) -> None:
        super().__init__("12ai", folder)
        manner = replace(PROVIDERS["12ai"], tasks=generations)
        self.gemini = GeminiStandIn(provider=manner, key=self.gemini.key, job_pace=self._step)
        self._at_a_step, self._steps = asyncio.Event(), asyncio.Semaphore(0)
        file = folder / "operator.toml"
        file.write_text('[12ai]\nway = "task"\n')
        self.give(plantain_providers=file)

    @property
    def placed(self) -> list[int]:
        """The statuses of all answers to the placing of a task."""
        answers = [record for record in self.gemini.records if record.kind == "answer" and record.method == "POST"]
        return [record.status or 0 for record in answers]

    async def _step(self, _task: str, _state: str) -> None:
        self._at_a_step.set()
        await self._steps.acquire()

    async def _let_pass(self, seconds: float) -> None:
        async with asyncio.timeout(_PATIENCE):
            await self._at_a_step.wait()
        self._at_a_step.clear()
        self._steps.release()
        await super()._let_pass(seconds)


@pytest.fixture(params=["B", "A"])
async def house(request: pytest.FixtureRequest, tmp_path: Path) -> AsyncIterator[TaskHouse]:
    """With generation A, the newer one is not there."""
    house = TaskHouse(frozenset({request.param}), tmp_path)
    async with house.open():
        yield house


async def test_a_task_becomes_a_card(house: TaskHouse) -> None:
    """Options and references go along, the pauses grow, and one task is one picture."""
    card = await house.ada.imagine("a fox", ratio="16:9", size="2K")
    assert card.pictures[0].pixels == (2752, 1536)
    assert "thinking" not in card.facts, "tasks know no level"
    assert house.pauses[0] < house.pauses[1]
    assert (house.placed[-1], house.placed.count(200), house.gemini.billed) == (200, 1, 1)


async def test_states_that_no_page_lists_are_waited_out(house: TaskHouse) -> None:
    """A word that nobody knows means that it runs, and a part of the pictures is better than none."""
    in_part = "partial_completed" if "B" in house.gemini.manner.tasks else "partial_complete"
    for states in (("pending", "archiving", "success"), ("processing", in_part), ("", "completed")):
        house.gemini.next_job(*states)
        assert (await house.ada.imagine("a fox")).pictures[0].pixels == (1024, 1024), states


async def test_a_task_that_fails_is_told_and_not_placed_again(house: TaskHouse) -> None:
    """Failed, cancelled, refused for want of a permission: one sentence each, and nothing is billed."""
    for states in (("queued", "failed"), ("queued", "cancelled")):
        house.gemini.next_job(*states)
        told = await house.ada.asks("imagine", prompt="a fox")
        assert not told.is_card
    house.gemini.next("permission")
    told = await house.ada.asks("imagine", prompt="a fox")
    assert told.sentence == errors.TasksRefused().told
    assert (house.placed.count(200), house.gemini.billed) == (2, 0)


async def test_a_second_turn_starts_from_the_picture(house: TaskHouse) -> None:
    """Tasks know no history: the newest picture goes along as a reference."""
    card = await house.ada.imagine("a fox")
    await house.ada.replies(card, "make it winter")
    assert house.gemini.calls[-1].references == (digest(card.pictures[0]),)
