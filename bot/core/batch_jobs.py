"""The jobs of batches at the provider: placed at most once each, asked for until they are over."""

import logging
from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import timedelta
from typing import Final

from bot.core.batch import Batch, BatchState, Job, JobState, number_of
from bot.core.batch_ports import Batches, BatchModel, Placed, Read, Sight
from bot.core.batch_results import Results
from bot.core.catalog import Catalog
from bot.core.errors import (
    AnswerTooLarge,
    Cost,
    ModelUnavailable,
    Overloaded,
    PlantainError,
    ProviderFailed,
    RateLimited,
    RequestRejected,
    StorageFailed,
    UnknownFamily,
    Unreachable,
)
from bot.core.errors.batch import BatchFailed, BatchLost, BatchRefused, BatchUnconfirmed
from bot.core.family import Family
from bot.core.ports import Clock, Identify, Turns
from bot.core.turn import State, Turn

PLACING: Final = timedelta(hours=24)
"""How long a job is tried to be placed where the provider takes none just now."""

LASTING: Final = timedelta(hours=50)
"""How long a job is asked for: Google ends those that take more than 48 hours (Batch API guide)."""

KEEPING: Final = timedelta(days=7)
"""How long a job is kept whose results have no place on our side: what is paid for may still be had."""

_LOOKS = 3
"""How often a job is looked for whose placing was not confirmed, and how often a denial is believed only then."""

_LATER = (RateLimited, Overloaded, Unreachable)
_DENIALS = (ModelUnavailable, RequestRejected, AnswerTooLarge, BatchLost)
_ENDS: Final[Mapping[Sight, str]] = {
    Sight.DONE: "ended",
    Sight.FAILED: "failed",
    Sight.CANCELLED: "was cancelled",
    Sight.EXPIRED: "expired",
}
_log = logging.getLogger(__name__)


class BatchJobs:
    """Takes the jobs of one batch a step further, as often as asked."""

    def __init__(
        self,
        *,
        catalog: Catalog,
        batches: Batches,
        turns: Turns,
        model: BatchModel,
        clock: Clock,
        identify: Identify,
    ) -> None:
        self._catalog, self._batches, self._turns = catalog, batches, turns
        self._model, self._clock = model, clock
        self._results = Results(turns=turns, clock=clock, identify=identify)
        self._looks: dict[int, int] = {}
        self._cancelled: set[int] = set()

    async def step(self, batch: Batch, turns: Sequence[Turn]) -> bool:
        """Whether anything changed. *turns* are those of the batch as they are now."""
        held = {number_of(turn): turn for turn in turns if turn.is_held}
        changed = False
        for job in batch.jobs:
            rows = {number: held[number] for number in job.rows if number in held}
            changed = await self._guarded_step(batch, job, rows) or changed
        return changed

    async def _guarded_step(self, batch: Batch, job: Job, rows: Mapping[int, Turn]) -> bool:
        """A job that cannot go on just now holds up no other, and none of the pictures that are there."""
        try:
            return await self._step(batch, job, rows)
        except PlantainError as error:
            _log.warning("job %s: %s", batch.title(job), error.code, exc_info=error.__cause__)
        except Exception:  # noqa: BLE001 - the next step may go well, and in the end time is up
            _log.exception("job %s could not be taken further", batch.title(job))
        return False

    async def _step(self, batch: Batch, job: Job, rows: Mapping[int, Turn]) -> bool:
        if job.state is JobState.OVER:
            return False
        try:
            family = self._catalog.family(job.family)
        except UnknownFamily as error:
            return await self._over(batch, job, rows, error if job.state is JobState.PLANNED else BatchLost())
        if job.state is JobState.PLANNED:
            return await self._planned(batch, job, rows, family)
        if job.state is JobState.SUBMITTING:
            return await self._unconfirmed(batch, job, rows)
        return await self._placed(batch, job, rows, family)

    async def _planned(self, batch: Batch, job: Job, rows: Mapping[int, Turn], family: Family) -> bool:
        tried = job.placed_at is not None
        if tried and await self._found(batch, job):  # a refusal that was none must not lead to a second job
            return True
        if batch.state is BatchState.CANCELLING:
            return await self._over(batch, job, rows, None)
        if self._clock() - (batch.started_at or batch.created_at) > PLACING:
            return await self._over(batch, job, rows, BatchRefused())
        placing = replace(job, state=JobState.SUBMITTING, placed_at=self._clock())
        if not await self._batches.save_job(batch, placing, was=JobState.PLANNED):
            return False
        requests = {number: turn.request for number, turn in rows.items()}
        try:
            placed = await self._model.place(batch.title(job), family, requests)
        except ProviderFailed as error:
            return await self._not_placed(batch, placing, rows, error)
        await self._is_placed(batch, placing, placed)
        return True

    async def _not_placed(self, batch: Batch, job: Job, rows: Mapping[int, Turn], error: ProviderFailed) -> bool:
        """What surely was not placed is tried later or given up; what may have been is looked for from now on."""
        _log.warning("job %s was not placed: %s", batch.title(job), error.code)
        if error.charge is not Cost.NOTHING:
            return False
        if isinstance(error, _LATER):
            await self._batches.save_job(batch, replace(job, state=JobState.PLANNED), was=JobState.SUBMITTING)
            return False
        return await self._over(batch, job, rows, error)

    async def _unconfirmed(self, batch: Batch, job: Job, rows: Mapping[int, Turn]) -> bool:
        found = await self._found(batch, job)
        if found:
            return True
        looks = self._looks.get(job.number, 0)
        if looks < _LOOKS and not self._late(job):
            return False
        return await self._over(batch, job, rows, BatchUnconfirmed())

    async def _found(self, batch: Batch, job: Job) -> bool:
        """Whether the provider lists a job of this title; it is placed then. Counts how often it was not listed."""
        try:
            placed = await self._model.find(batch.title(job))
        except ProviderFailed as error:
            _log.warning("job %s could not be looked for: %s", batch.title(job), error.code)
            return False
        if placed is None:
            self._looks[job.number] = self._looks.get(job.number, 0) + 1
            return False
        await self._is_placed(batch, job, placed)
        return True

    async def _is_placed(self, batch: Batch, job: Job, placed: Placed) -> None:
        known = replace(job, state=JobState.SUBMITTED, name=placed.name, model=placed.model, account=placed.account)
        await self._batches.save_job(batch, known, was=job.state)
        self._looks[job.number] = 0
        _log.info("job %s is placed as %s", batch.title(job), placed.name)

    async def _placed(self, batch: Batch, job: Job, rows: Mapping[int, Turn], family: Family) -> bool:
        if batch.state is BatchState.CANCELLING and job.number not in self._cancelled:
            await self._cancel(batch, job)

        async def take(number: int, read: Read) -> None:
            await self._results.take(rows[number], job, family, read)

        requests = {number: turn.request for number, turn in rows.items()}
        try:
            sight = await self._model.collect(job, family, requests, take)
        except ProviderFailed as error:
            return await self._unseen(batch, job, rows, error)
        except Exception as error:
            if not self._late(job, KEEPING if isinstance(error, StorageFailed) else LASTING):
                raise
            _log.exception("job %s: its results could not be taken for too long", batch.title(job))
            return await self._over(batch, job, await self._still_held(batch, rows), BatchLost())
        self._looks[job.number] = 0
        if sight is Sight.RUNNING:
            return await self._over(batch, job, rows, BatchLost()) if self._late(job) else False
        left = await self._still_held(batch, rows)
        stopped = sight is Sight.CANCELLED and batch.state is BatchState.CANCELLING
        return await self._over(batch, job, left, None if stopped else BatchFailed(_ENDS[sight]))

    async def _unseen(self, batch: Batch, job: Job, rows: Mapping[int, Turn], error: ProviderFailed) -> bool:
        """Most failures to ask pass; one that says there is nothing to ask for is believed after some times.

        So is any, once nothing can come any more; but a bot that was away for days asks again before it gives up.
        """
        _log.warning("job %s could not be asked for: %s", batch.title(job), error.code)
        if isinstance(error, _DENIALS) or self._late(job):
            self._looks[job.number] = self._looks.get(job.number, 0) + 1
        if self._looks.get(job.number, 0) < _LOOKS:
            return False
        return await self._over(batch, job, await self._still_held(batch, rows), BatchLost())

    async def _cancel(self, batch: Batch, job: Job) -> None:
        try:
            await self._model.cancel(job)
            self._cancelled.add(job.number)
        except ProviderFailed as error:
            _log.warning("job %s could not be cancelled: %s", batch.title(job), error.code)

    async def _over(self, batch: Batch, job: Job, rows: Mapping[int, Turn], error: PlantainError | None) -> bool:
        """Nothing more comes for *rows*: because of *error*, or because the batch was cancelled.

        They are told of together, in the end.
        """
        begun_at = job.placed_at if job.state is not JobState.PLANNED else None
        for turn in rows.values():
            begun = turn.starting(None, begun_at) if begun_at else turn
            ended = turn.failed(error) if error else begun.cancelled()
            await self._turns.save(ended.told(self._clock(), None), was=State.ACCEPTED)
        await self._batches.save_job(batch, replace(job, state=JobState.OVER), was=job.state)
        return True

    async def _still_held(self, batch: Batch, rows: Mapping[int, Turn]) -> Mapping[int, Turn]:
        now = {number_of(turn): turn for turn in await self._batches.turns(batch)}
        return {number: now[number] for number in rows if now[number].is_held}

    def _late(self, job: Job, limit: timedelta = LASTING) -> bool:
        return job.placed_at is not None and self._clock() - job.placed_at > limit
