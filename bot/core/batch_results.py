"""From what became of a job's requests to the ends of their turns: one that cannot be read ends alone."""

import logging
from collections.abc import Mapping
from dataclasses import replace

from bot.core.appraisal import appraised
from bot.core.batch import JOB_SHARE, Batch, Job, JobState, number_of
from bot.core.batch_ports import Batches, Read
from bot.core.catalog import Catalog
from bot.core.charge import price_of, price_of_failure
from bot.core.errors import PlantainError, StorageFailed, Unexpected
from bot.core.family import Family
from bot.core.ports import Clock, Identify, Turns
from bot.core.reply import Reply
from bot.core.turn import State, Turn

_log = logging.getLogger(__name__)

Rows = Mapping[int, Turn]
"""Turns of a job that are still held, by their numbers in the batch."""


class Results:
    """Settles turns by what came for them, and jobs for which nothing comes any more."""

    def __init__(self, *, catalog: Catalog, batches: Batches, turns: Turns, clock: Clock, identify: Identify) -> None:
        self._catalog, self._batches, self._turns = catalog, batches, turns
        self._clock, self._identify = clock, identify

    async def take(self, turn: Turn, job: Job, family: Family, read: Read) -> None:
        """Give *turn* the end that *read* gives. Raises StorageFailed; whatever else is wrong fails this turn alone."""
        try:
            ended = self._generated(turn, await read(), job, family)
            await self._turns.save(ended, was=State.ACCEPTED)
        except StorageFailed:
            raise
        except PlantainError as error:
            charged = _share(price_of_failure(family, error))
            await self._turns.save(turn.failed(error, charged), was=State.ACCEPTED)
        except Exception:  # noqa: BLE001 - whatever it was, the other results must not wait for it
            error_id = self._identify()
            _log.exception("turn %s: its result could not be taken (error id %s)", turn.id, error_id)
            await self._turns.save(turn.failed(Unexpected(error_id)), was=State.ACCEPTED)

    async def over(self, batch: Batch, job: Job, rows: Rows, error: PlantainError | None) -> bool:
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

    async def left(self, batch: Batch, rows: Rows) -> Rows:
        """Those of *rows* for which nothing has come."""
        now = {number_of(turn): turn for turn in await self._batches.turns(batch)}
        return {number: now[number] for number in rows if now[number].is_held}

    def _generated(self, turn: Turn, outcome: Reply, job: Job, family: Family) -> Turn:
        began = job.placed_at or turn.created_at
        timed = replace(outcome, seconds=(self._clock() - began).total_seconds())
        reply = appraised(timed, turn.request, family, self._catalog)
        return turn.starting(None, began).generated(reply, _share(price_of(family, reply)))


def _share(price: int | None) -> int | None:
    """Of a list price, what a job costs."""
    return None if price is None else round(price * JOB_SHARE)
