"""The jobs of batches at the provider: placed, asked for until they are over, cancelled."""

import logging
from collections.abc import Mapping, Sequence
from datetime import timedelta
from typing import Final

from bot.core.batch import Batch, BatchState, Job, JobState, number_of
from bot.core.batch_placing import JobPlacing
from bot.core.batch_ports import Batches, BatchModel, Read, Sight
from bot.core.batch_results import Results, Rows
from bot.core.catalog import Catalog
from bot.core.errors import (
    AnswerTooLarge,
    ModelUnavailable,
    PlantainError,
    ProviderFailed,
    RequestRejected,
    StorageFailed,
    UnknownFamily,
)
from bot.core.errors.batch import BatchElsewhere, BatchError, BatchFailed, BatchLost
from bot.core.family import Family
from bot.core.ports import Clock, Identify, Turns
from bot.core.turn import Turn

LASTING: Final = timedelta(hours=50)
"""How long a job is asked for: Google ends those that take more than 48 hours (Batch API guide)."""

KEEPING: Final = timedelta(days=7)
"""How long a job is kept whose results are out of reach for reasons on our side: they may still be had."""

_LOOKS = 3
"""How often a denial is believed only then."""

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
        self._catalog, self._model, self._clock = catalog, model, clock
        self._results = Results(catalog=catalog, batches=batches, turns=turns, clock=clock, identify=identify)
        self._placing = JobPlacing(batches=batches, model=model, results=self._results, clock=clock)
        self._denials: dict[int, int] = {}
        self._cancelled: set[int] = set()
        self._missed: set[int] = set()

    def is_away(self, batch: Batch) -> bool:
        """Whether a part of *batch* is with a provider, or under a key, that the bot has no more."""
        return any(map(self._is_away, batch.jobs))

    async def step(self, batch: Batch, turns: Sequence[Turn]) -> bool:
        """Whether anything changed. *turns* are those of the batch as they are now."""
        held = {number_of(turn): turn for turn in turns if turn.is_held}
        changed = False
        for job in batch.jobs:
            rows = {number: held[number] for number in job.rows if number in held}
            changed = await self._guarded_step(batch, job, rows) or changed
        return changed

    async def _guarded_step(self, batch: Batch, job: Job, rows: Rows) -> bool:
        """A job that cannot go on just now holds up no other, and none of the pictures that are there."""
        try:
            return await self._step(batch, job, rows)
        except PlantainError as error:
            _log.warning("job %s: %s", batch.title(job), error.code, exc_info=error.__cause__)
        except Exception:  # noqa: BLE001 - the next step may go well, and in the end time is up
            _log.exception("job %s could not be taken further", batch.title(job))
        return False

    async def _step(self, batch: Batch, job: Job, rows: Rows) -> bool:
        if job.state is JobState.OVER:
            return False
        if job.state is JobState.PLANNED:
            return await self._planned(batch, job, rows)
        if self._is_away(job):
            return await self._away(batch, job, rows)
        if job.state is JobState.SUBMITTING:
            return await self._placing.unconfirmed(batch, job, rows)
        family = self._catalog.described(job.family)
        return await (self._submitted(batch, job, rows, family) if family else self._lost(batch, job, rows))

    async def _planned(self, batch: Batch, job: Job, rows: Rows) -> bool:
        try:
            family = self._catalog.family(job.family)
        except UnknownFamily as error:
            return await self._results.over(batch, job, rows, error)
        return await self._placing.planned(batch, job, rows, family)

    async def _away(self, batch: Batch, job: Job, rows: Rows) -> bool:
        """It is kept, for the bot may be given its provider back; who cancels need not wait for that."""
        if job.number not in self._missed and job.terms:
            self._missed.add(job.number)
            _log.warning("job %s is with %s, and this bot is not any more", batch.title(job), job.terms.account)
        if batch.state is BatchState.RUNNING and not self._late(job, KEEPING):
            return False
        return await self._lost(batch, job, rows, BatchElsewhere())

    def _is_away(self, job: Job) -> bool:
        placed = job.state in {JobState.SUBMITTING, JobState.SUBMITTED}
        return placed and job.terms is not None and job.terms.account != self._model.account

    async def _submitted(self, batch: Batch, job: Job, rows: Rows, family: Family) -> bool:
        if batch.state is BatchState.CANCELLING and job.number not in self._cancelled:
            await self._cancel(batch, job)
        try:
            sight = await self._collect(job, rows, family)
        except ProviderFailed as error:
            return await self._unseen(batch, job, rows, error)
        except Exception as error:
            if not self._late(job, KEEPING if isinstance(error, StorageFailed) else LASTING):
                raise
            _log.exception("job %s: its results could not be taken for too long", batch.title(job))
            return await self._lost(batch, job, rows)
        self._denials[job.number] = 0
        if sight is Sight.RUNNING:
            return await self._lost(batch, job, rows) if self._late(job) else False
        left = await self._results.left(batch, rows)
        stopped = sight is Sight.CANCELLED and batch.state is BatchState.CANCELLING
        return await self._results.over(batch, job, left, None if stopped else BatchFailed(_ENDS[sight]))

    async def _collect(self, job: Job, rows: Rows, family: Family) -> Sight:
        async def take(number: int, read: Read) -> None:
            await self._results.take(rows[number], job, family, read)

        requests = {number: turn.request for number, turn in rows.items()}
        return await self._model.collect(job, family, requests, take)

    async def _unseen(self, batch: Batch, job: Job, rows: Rows, error: ProviderFailed) -> bool:
        """Most failures to ask pass; one that says there is nothing to ask for is believed after some times.

        So is any, once nothing can come any more; but a bot that was away for days asks again before it gives up.
        """
        _log.warning("job %s could not be asked for: %s", batch.title(job), error.code)
        if isinstance(error, _DENIALS) or self._late(job):
            self._denials[job.number] = self._denials.get(job.number, 0) + 1
        return await self._lost(batch, job, rows) if self._denials.get(job.number, 0) >= _LOOKS else False

    async def _lost(self, batch: Batch, job: Job, rows: Rows, error: BatchError | None = None) -> bool:
        return await self._results.over(batch, job, await self._results.left(batch, rows), error or BatchLost())

    async def _cancel(self, batch: Batch, job: Job) -> None:
        try:
            await self._model.cancel(job)
            self._cancelled.add(job.number)
        except ProviderFailed as error:
            _log.warning("job %s could not be cancelled: %s", batch.title(job), error.code)

    def _late(self, job: Job, limit: timedelta = LASTING) -> bool:
        return job.placed_at is not None and self._clock() - job.placed_at > limit
