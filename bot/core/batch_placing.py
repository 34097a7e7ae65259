"""Placing the jobs of a batch at the provider: at most once each, whatever is lost on the way."""

import logging
from dataclasses import replace
from datetime import timedelta
from typing import Final

from bot.core.batch import Batch, BatchState, Job, JobState, Terms
from bot.core.batch_ports import Batches, BatchModel
from bot.core.batch_results import Results, Rows
from bot.core.errors import Cost, Overloaded, ProviderFailed, RateLimited, Unreachable
from bot.core.errors.batch import BatchRefused, BatchTermsChanged, BatchUnconfirmed
from bot.core.family import Family
from bot.core.ports import Clock

PLACING: Final = timedelta(hours=24)
"""How long a job is tried to be placed where the provider takes none just now."""

UNCONFIRMED: Final = timedelta(hours=50)
"""How long a job is looked for where no list is to be had; a provider has let go of it by then."""

_LOOKS = 3
"""How often a job is looked for whose placing was not confirmed."""

_LATER = (RateLimited, Overloaded, Unreachable)
_log = logging.getLogger(__name__)


class JobPlacing:
    """Takes a job of one batch from planned to submitted."""

    def __init__(self, *, batches: Batches, model: BatchModel, results: Results, clock: Clock) -> None:
        self._batches, self._model, self._results, self._clock = batches, model, results, clock
        self._looks: dict[int, int] = {}

    async def planned(self, batch: Batch, job: Job, rows: Rows, family: Family) -> bool:
        """Place it, if it is still wanted; whether anything changed."""
        tried = job.placed_at is not None and self._model.offered
        if tried and await self._found(batch, job):  # a refusal that was none must not lead to a second job
            return True
        if batch.state is BatchState.CANCELLING:
            return await self._results.over(batch, job, rows, None)
        if not self._model.offered:
            return await self._results.over(batch, job, rows, BatchTermsChanged())
        if self._clock() - (batch.started_at or batch.created_at) > PLACING:
            return await self._results.over(batch, job, rows, BatchRefused())
        placing = replace(job, state=JobState.SUBMITTING, placed_at=self._clock())
        if not await self._batches.save_job(batch, placing, was=JobState.PLANNED):
            return False
        return await self._place(batch, placing, rows, family)

    async def unconfirmed(self, batch: Batch, job: Job, rows: Rows) -> bool:
        """Look for it; whether anything changed."""
        if await self._found(batch, job):
            return True
        too_late = job.placed_at is not None and self._clock() - job.placed_at > UNCONFIRMED
        if self._looks.get(job.number, 0) < _LOOKS and not too_late:
            return False
        return await self._results.over(batch, job, rows, BatchUnconfirmed())

    async def _place(self, batch: Batch, job: Job, rows: Rows, family: Family) -> bool:
        async def note(terms: Terms) -> None:
            nonlocal job
            job = replace(job, terms=terms)
            await self._batches.save_job(batch, job, was=JobState.SUBMITTING)

        requests = {number: turn.request for number, turn in rows.items()}
        try:
            name = await self._model.place(batch.title(job), family, requests, note)
        except ProviderFailed as error:
            return await self._not_placed(batch, job, rows, error)
        await self._is_placed(batch, job, name)
        return True

    async def _not_placed(self, batch: Batch, job: Job, rows: Rows, error: ProviderFailed) -> bool:
        """What surely was not placed is tried later or given up; what may have been is looked for from now on."""
        _log.warning("job %s was not placed: %s", batch.title(job), error.code)
        if error.charge is not Cost.NOTHING:
            return False
        if isinstance(error, _LATER):
            await self._batches.save_job(batch, replace(job, state=JobState.PLANNED), was=JobState.SUBMITTING)
            return False
        return await self._results.over(batch, job, rows, error)

    async def _found(self, batch: Batch, job: Job) -> bool:
        """Whether the provider lists a job of this title; it is placed then. Counts how often it was not listed."""
        try:
            name = await self._model.find(batch.title(job))
        except ProviderFailed as error:
            _log.warning("job %s could not be looked for: %s", batch.title(job), error.code)
            return False
        if name is None:
            self._looks[job.number] = self._looks.get(job.number, 0) + 1
            return False
        await self._is_placed(batch, job, name)
        return True

    async def _is_placed(self, batch: Batch, job: Job, name: str) -> None:
        await self._batches.save_job(batch, replace(job, state=JobState.SUBMITTED, name=name), was=job.state)
        self._looks[job.number] = 0
        _log.info("job %s is placed as %s", batch.title(job), name)
