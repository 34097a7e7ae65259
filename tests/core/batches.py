"""Batches with everything they stand on in sight."""

import asyncio
from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime
from functools import partial
from itertools import count

from bot.core.batch import Batch, BatchState, Job, JobState, Terms, origins
from bot.core.batch_ports import NoteTerms, Sight, Take, Tally
from bot.core.batching import Batching
from bot.core.charge import Budget
from bot.core.errors import PlantainError
from bot.core.family import Family
from bot.core.reply import Reply
from bot.core.request import Request
from bot.core.turn import Origin, Turn
from tests.core.house import House
from tests.fakes import ADA, PLACE, MemoryTurns, OpenRoom, reply, request


class MemoryBatches:
    """The `Batches` port in a dictionary."""

    def __init__(self, turns: MemoryTurns) -> None:
        self._turns = turns
        self.rows: dict[str, Batch] = {}
        self._serials = count(1)

    async def add(self, batch: Batch, most: int) -> Batch:
        if known := next((row for row in self.rows.values() if row.origin == batch.origin), None):
            return known
        self.rows[batch.id] = replace(batch, serial=next(self._serials))
        theirs = [row for row in self.rows.values() if row.person.id == batch.person.id and row.started_at is None]
        for each in sorted(theirs, key=lambda row: (row.closed_at is not None, -row.serial))[most:]:
            del self.rows[each.id]
        return self.rows[batch.id]

    async def get(self, batch_id: str) -> Batch | None:
        return self.rows.get(batch_id)

    async def start(self, batch: Batch, turns: Sequence[Turn], budget: Budget | None = None) -> bool:
        if self.rows[batch.id].state is not BatchState.OFFERED:
            return False
        for turn in turns:
            await self._turns.accept(turn, budget)
        self.rows[batch.id] = batch
        return True

    async def forget_offers(self, before: datetime) -> int:
        old = [row.id for row in self.rows.values() if row.started_at is None and row.created_at < before]
        for each in old:
            del self.rows[each]
        return len(old)

    async def move(self, batch: Batch, *, was: Collection[BatchState]) -> bool:
        now = self.rows[batch.id]
        if now.state not in was:
            return False
        self.rows[batch.id] = replace(batch, jobs=now.jobs)
        return True

    async def save_job(self, batch: Batch, job: Job, *, was: JobState) -> bool:
        now = self.rows[batch.id]
        if now.jobs[job.number - 1].state is not was:
            return False
        jobs = (*now.jobs[: job.number - 1], job, *now.jobs[job.number :])
        self.rows[batch.id] = replace(now, jobs=jobs)
        return True

    async def turns(self, batch: Batch) -> Sequence[Turn]:
        least, most = origins(batch.serial)
        return [turn for turn in self._turns.rows.values() if least <= turn.origin.id <= most]

    async def running(self) -> Sequence[Batch]:
        return [row for row in self.rows.values() if row.started_at and not row.closed_at]


@dataclass
class PlannedBatches:
    """The `BatchModel` port: jobs go as planned.

    `sights` are what the next looks see (DONE when there are none left), or errors; `outcomes` what comes for a request
    of that number, else a reply; `refusing` are errors of the next placings, `listed` what can be found by title;
    `held` holds placings up; `terms` are those of the attempts that each placing makes.
    """

    offered: bool = True
    account: str = "google:key1"
    placed: list[str] = field(default_factory=list)
    requests: list[Mapping[int, Request]] = field(default_factory=list)
    cancelled: list[str] = field(default_factory=list)
    looked_for: list[str] = field(default_factory=list)
    sights: list[Sight | Exception] = field(default_factory=list)
    outcomes: dict[int, Reply | Exception | None] = field(default_factory=dict)
    refusing: list[PlantainError] = field(default_factory=list)
    listed: dict[str, str | PlantainError] = field(default_factory=dict)
    held: asyncio.Event | None = None
    terms: list[Terms] = field(default_factory=list)

    async def place(self, title: str, family: Family, requests: Mapping[int, Request], note: NoteTerms) -> str:
        for terms in self.terms or [Terms(family.ids["google"][0], self.account)]:
            await note(terms)
        self.placed.append(title)
        self.requests.append(requests)
        if self.held:
            await self.held.wait()
        if self.refusing:
            raise self.refusing.pop(0)
        return f"batches/{title}"

    async def find(self, title: str) -> str | None:
        self.looked_for.append(title)
        found = self.listed.get(title)
        if isinstance(found, PlantainError):
            raise found
        return found

    async def collect(self, job: Job, family: Family, requests: Mapping[int, Request], take: Take) -> Sight:
        sight = self.sights.pop(0) if self.sights else Sight.DONE
        if isinstance(sight, Exception):
            raise sight
        if sight is Sight.DONE:
            for number, wish in requests.items():
                if (outcome := self.outcomes.get(number, made(wish))) is not None:
                    await take(number, partial(_read, outcome))
        return sight

    async def cancel(self, job: Job) -> None:
        self.cancelled.append(job.name or "")


class Notices:
    """The `BatchBoard` port: remembers what people would see."""

    def __init__(self) -> None:
        self.opened: list[str] = []
        self.shown: list[tuple[BatchState, Tally]] = []
        self.summed_up: list[Sequence[Turn]] = []
        self.failing: list[PlantainError] = []
        self.seeing: Callable[[], None] = lambda: None

    async def open(self, batch: Batch) -> None:
        if self.failing:
            raise self.failing.pop(0)
        self.opened.append(batch.id)

    async def show(self, batch: Batch, tally: Tally) -> None:
        self.shown.append((batch.state, tally))
        self.seeing()

    async def sum_up(self, batch: Batch, turns: Sequence[Turn]) -> None:
        if self.failing:
            raise self.failing.pop(0)
        self.summed_up.append(turns)


class AtOnce:
    """The `Scheduler` port: advances a turn as soon as it is lined up."""

    def __init__(self) -> None:
        self.submitted: list[str] = []
        self.tasks: set[asyncio.Task[None]] = set()
        self.house: BatchHouse | None = None
        self.room = OpenRoom()

    def submit(self, place: int, turn_id: str, person: int) -> int:
        assert self.house
        self.submitted.append(turn_id)
        task = asyncio.create_task(self.house.batching.advance(turn_id))
        self.tasks.add(task)
        task.add_done_callback(self.tasks.discard)
        return 0

    def withdraw(self, place: int, turn_id: str) -> None: ...

    def ahead(self, place: int, turn_id: str) -> int:
        return 0

    def has(self, place: int, turn_id: str) -> bool:
        return False

    def line(self, place: int) -> Sequence[str]:
        return ()

    def waiting(self, place: int) -> int:
        return 0

    def waiting_for(self, person: int) -> int:
        return 0

    def all_waiting(self) -> int:
        return 0


class BatchHouse(House):
    """A studio with batches. Its waits move the clock; `ended` waits until a batch is closed."""

    def __init__(self, daily_budget: int | None = None) -> None:
        self.line = AtOnce()
        self.line.house = self
        super().__init__(scheduler=self.line)  # type: ignore[arg-type] # another fake of the same port
        self.batches, self.jobs, self.notices = MemoryBatches(self.turns), PlannedBatches(), Notices()
        self.batching = self.begun(daily_budget)

    def begun(self, daily_budget: int | None = None) -> Batching:
        """Another process on the same storage."""
        self.studio = self.build(daily_budget)
        self.batching = Batching(
            studio=self.studio,
            batches=self.batches,
            model=self.jobs,
            board=self.notices,
            scheduler=self.line,
            clock=self.clock,
            identify=self.identify,
            wait=self.passing,
            daily_budget=daily_budget,
        )
        return self.batching

    async def passing(self, seconds: float) -> None:
        self.waits.append(seconds)
        self.clock.pass_(seconds)
        await asyncio.sleep(0)

    async def offered(self, *wishes: str, requests: Sequence[Request] = ()) -> Batch:
        self.events += 1
        wished = [*map(request, wishes), *requests]
        return await self.batching.offer(wished, PLACE, ADA, Origin(10_000 + self.events, 5))

    async def started(self, *wishes: str, requests: Sequence[Request] = ()) -> Batch:
        batch = await self.offered(*wishes, requests=requests)
        return await self.batching.start(batch.id, ADA.id, 77, 77)

    async def ended(self, batch: Batch) -> Batch:
        await self.until(lambda: self.batches.rows[batch.id].closed_at is not None)
        await self.batching.close()
        return self.batches.rows[batch.id]

    async def until(self, condition: Callable[[], bool]) -> None:
        """Let other tasks have their turns until it is so."""
        async with asyncio.timeout(5):
            while not condition():  # noqa: ASYNC110 - what it waits for announces itself to nobody
                await asyncio.sleep(0)

    async def made(self, batch: Batch) -> Sequence[Turn]:  # type: ignore[override] # a batch's turns in place of one
        return await self.batches.turns(batch)


async def _read(outcome: Reply | Exception) -> Reply:
    if isinstance(outcome, Exception):
        raise outcome
    return outcome


def made(wish: Request) -> Reply:
    """What comes for a request."""
    return replace(reply(wish.words), share=0.5)


def codes(house: BatchHouse) -> list[str | None]:
    """Why each turn failed."""
    return [turn.failure.code if turn.failure else None for turn in house.turns.rows.values()]
