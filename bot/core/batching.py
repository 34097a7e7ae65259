"""The use cases of batches: offering a list at a price, starting it, cancelling it, seeing it through."""

import asyncio
from collections.abc import Sequence
from dataclasses import replace
from datetime import timedelta
from typing import Final

from bot.core.batch import Batch, BatchState, Quote, Way, plan, quote, turns
from bot.core.batch_jobs import BatchJobs
from bot.core.batch_line import Line
from bot.core.batch_ports import BatchBoard, Batches, BatchModel
from bot.core.batch_run import BatchRun
from bot.core.charge import Budget, daily
from bot.core.errors import NotWritten, Refused, StorageFailed
from bot.core.errors.batch import BatchDecided, BatchNotYours, BatchTermsChanged, BatchUnknown, TooManyBatches
from bot.core.limits import BATCHES_PER_PERSON, OFFERS_PER_PERSON
from bot.core.ports import Clock, Identify, Wait
from bot.core.request import Request
from bot.core.scheduling import Scheduler
from bot.core.studio import Studio
from bot.core.turn import Origin, Person, Place

OFFERED: Final = timedelta(days=1)
"""How long an offer can be started; then its list is forgotten, and has to be sent again."""


class Batching:
    """`daily_budget` is the studio's: millionths of a US dollar that one day (UTC) may cost; None for no limit."""

    def __init__(
        self,
        *,
        studio: Studio,
        batches: Batches,
        model: BatchModel,
        board: BatchBoard,
        scheduler: Scheduler,
        clock: Clock,
        identify: Identify,
        wait: Wait,
        daily_budget: int | None = None,
    ) -> None:
        self._studio, self._batches, self._model, self._board = studio, batches, model, board
        self._clock, self._identify, self._wait = clock, identify, wait
        self._daily_budget = daily_budget
        self._line = Line(scheduler)
        self._starting = asyncio.Lock()
        self._runs: dict[str, tuple[BatchRun, asyncio.Task[None]]] = {}

    async def offer(self, requests: Sequence[Request], place: Place, person: Person, origin: Origin) -> Batch:
        """Write a checked list down, to be started; somebody's oldest offers are forgotten for it.

        Raises NotWritten, ShuttingDown.
        """
        self._studio.check_open()
        way = self._way
        batch = Batch(
            id=self._identify(),
            place=place,
            person=person,
            origin=origin.id,
            application=origin.application,
            requests=tuple(requests),
            way=way,
            created_at=self._clock(),
            jobs=plan(requests, self._studio.catalog) if way is Way.JOBS else (),
        )
        try:
            return await self._batches.add(batch, OFFERS_PER_PERSON)
        except StorageFailed as error:
            raise NotWritten from error

    def quote(self, batch: Batch) -> Quote:
        """What it costs."""
        return quote(batch, self._studio.catalog)

    async def start(self, batch_id: str, person: int, post: int, thread: int | None) -> Batch:
        """Reserve the price and begin; *post* shows the batch, and pictures go to *thread*, if there is to be one.

        Raises a `Refused`, NotWritten, ShuttingDown; nothing is paid then.
        """
        self._studio.check_open()
        batch = await self._own(batch_id, person, "start")
        if batch.state is not BatchState.OFFERED:
            raise BatchDecided
        async with self._starting:  # two at once would not see each other among those that run
            await self._check(batch)
            await self._studio.pictures.check()
            started = batch.started(self._clock(), post, thread)
            made = turns(started, self._studio.catalog, self._identify, self._clock())
            try:
                if not await self._batches.start(started, made, self._budget()):
                    raise BatchDecided
            except StorageFailed as error:
                raise NotWritten from error
        self._run(started)
        return started

    async def cancel(self, batch_id: str, person: int) -> Batch:
        """Take an offer back, or stop what runs: what is not placed is not paid. Raises a `Refused`."""
        batch = await self._own(batch_id, person, "cancel")
        if batch.state is BatchState.OFFERED:
            ended = replace(batch, state=BatchState.CLOSED, closed_at=self._clock())
        elif batch.state is BatchState.RUNNING:
            ended = replace(batch, state=BatchState.CANCELLING)
        else:
            raise BatchDecided
        if not await self._batches.move(ended, was={batch.state}):
            raise BatchDecided
        if running := self._runs.get(batch.id):
            running[0].wake()
        return ended

    async def resume(self) -> int:
        """Go on with every batch that an earlier process left; returns how many. Raises StorageFailed."""
        left = [batch for batch in await self._batches.running() if batch.id not in self._runs]
        for batch in left:
            self._run(batch)
        return len(left)

    async def sweep(self) -> int:
        """Forget offers that nobody started in time; returns how many. Raises StorageFailed."""
        return await self._batches.forget_offers(self._clock() - OFFERED)

    async def advance(self, turn_id: str) -> None:
        """As the studio's: what the scheduler is to call."""
        try:
            await self._studio.advance(turn_id)
        finally:
            self._line.ended(turn_id)

    async def close(self, grace: float = 0) -> None:
        """Stop where everything stands: the next start goes on from there.

        What is being placed or fetched has *grace* seconds to its end: an answer that is lost may cost for nothing.
        """
        tasks = [task for _, task in self._runs.values()]
        if tasks and self._studio.pausing:
            for run, _ in self._runs.values():
                run.wake()
            await asyncio.wait(tasks, timeout=grace)
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)

    @property
    def _way(self) -> Way:
        return Way.JOBS if self._model.offered else Way.QUEUE

    def _budget(self) -> Budget | None:
        return daily(self._daily_budget, self._clock()) if self._daily_budget is not None else None

    async def _own(self, batch_id: str, person: int, action: str) -> Batch:
        batch = await self._batches.get(batch_id)
        if batch is None:
            raise BatchUnknown
        if batch.person.id != person:
            raise BatchNotYours(action)
        return batch

    async def _check(self, batch: Batch) -> None:
        """Raises TooManyBatches, and BatchTermsChanged where the offer holds no more."""
        others = [other for other in await self._batches.running() if other.person.id == batch.person.id]
        if len(others) >= BATCHES_PER_PERSON:
            raise TooManyBatches(BATCHES_PER_PERSON)
        try:
            for request in batch.requests:
                self._studio.catalog.check(request, continues=False)
        except Refused as error:
            raise BatchTermsChanged from error
        if batch.way is not self._way:
            raise BatchTermsChanged

    def _run(self, batch: Batch) -> None:
        studio = self._studio
        jobs = BatchJobs(
            catalog=studio.catalog,
            batches=self._batches,
            turns=studio.turns,
            model=self._model,
            clock=self._clock,
            identify=self._identify,
        )
        run = BatchRun(
            batch.id, self._batches, studio.turns, jobs, self._line, self._board, self._clock, self._wait,
            lambda: studio.pausing,
        )  # fmt: skip
        task = asyncio.create_task(run.through(), name=f"batch {batch.id}")
        self._runs[batch.id] = run, task
        task.add_done_callback(lambda _: self._runs.pop(batch.id, None))
