"""`kill -9` while 12AI works on a task: it was paid when it was placed, so its picture is fetched after the start."""

import asyncio
import sqlite3
from collections.abc import AsyncIterator
from contextlib import closing
from dataclasses import dataclass, field, replace
from pathlib import Path

import pytest

from bot.playground.gemini import PROVIDERS, GeminiStandIn, Record
from tests.connecting import PATIENCE
from tests.scenarios.processes.conftest import ShiftedClock
from tests.scenarios.processes.stands import ROOT, Stands, stands


@dataclass
class Workshop:
    """12AI, which works on a task only while `open` is set, between the stands of a bot that prefers tasks."""

    on: Stands
    open: asyncio.Event
    settings: dict[str, str] = field(default_factory=dict)

    @property
    def placed(self) -> list[Record]:
        """The answers to a request that was placed as a task."""
        return [record for record in self._answers("POST") if record.status == 200]

    @property
    def polled(self) -> list[Record]:
        """The answers to questions for a task."""
        return [record for record in self._answers("GET") if "models" not in record.path]

    def _answers(self, method: str) -> list[Record]:
        records = [record for record in self.on.gemini.records if record.kind == "answer"]
        return [record for record in records if record.method == method and "/v1/" in record.path]

    async def noted(self) -> None:
        """Wait until the task's id is on disk: another process's database tells nobody, so it is looked at again."""
        async with asyncio.timeout(PATIENCE):
            while not self._is_noted():  # noqa: ASYNC110 - there is no event to wait for
                await asyncio.sleep(0.02)

    def _is_noted(self) -> bool:
        with closing(sqlite3.connect(self.on.folder / "data" / "plantain.db")) as database:
            (count,) = database.execute("SELECT count(*) FROM turns WHERE task IS NOT NULL").fetchone()
        return bool(count)


def hurried(generation: str) -> str:
    """The preset's own table of this generation, asking every second."""
    shipped = (ROOT / "bot" / "gemini" / "providers.toml").read_text(encoding="utf-8")
    _, head, rest = shipped.partition(f"[12ai.tasks.{generation}]\n")
    table, _, _ = rest.partition("\n\n")
    return f"{head}{table}\nfirst_pause = 1\nlongest_pause = 1\n"


@pytest.fixture(params=["B", "A"])
async def workshop(request: pytest.FixtureRequest, tmp_path: Path, clock: ShiftedClock) -> AsyncIterator[Workshop]:
    """Of either generation; with A, the newer one is not there."""
    opened = asyncio.Event()

    async def pace(_task: str, _state: str) -> None:
        await opened.wait()

    manner = replace(PROVIDERS["12ai"], tasks=frozenset({request.param}))
    file = tmp_path / "operator.toml"
    file.write_text(f'[12ai]\nway = "task"\n\n{hurried(request.param)}')
    settings = {"GEMINI_PROVIDER": "12ai", "PLANTAIN_PROVIDERS": str(file)}
    async with stands(tmp_path, clock, model=GeminiStandIn(provider=manner, key="sk-made-up", job_pace=pace)) as on:
        yield Workshop(on, opened, settings)


@pytest.mark.parametrize("done", [False, True], ids=["before it is done", "after it is done"])
async def test_killed_between_placing_a_task_and_asking_for_it_the_next_start_asks(
    workshop: Workshop, *, done: bool
) -> None:
    """Placed once, billed once, one card; whether the task was done while nobody was there or is done later."""
    on = workshop.on
    bot = await on.start(**workshop.settings)
    await on.discord.person("Ada").slash(on.channel(), "imagine", {"prompt": "a lighthouse"})
    await workshop.noted()
    await bot.kill()
    before = len(workshop.polled)
    if done:
        workshop.open.set()

    await on.start(**workshop.settings)
    await on.gemini.until(lambda record: record in workshop.polled[before:], PATIENCE)
    workshop.open.set()
    card = await on.until(lambda: on.picture("a lighthouse"))
    assert on.posts() == [card]
    assert (len(workshop.placed), len(on.gemini.calls), on.gemini.billed) == (1, 1, 1)
    assert len({record.path for record in workshop.polled}) == 1
