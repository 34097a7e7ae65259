"""From what came for the requests of a job to the ends of their turns: one that cannot be read ends alone."""

import logging
from dataclasses import replace

from bot.core.batch import JOB_SHARE, Job
from bot.core.batch_ports import Read
from bot.core.charge import price_of
from bot.core.errors import PlantainError, StorageFailed, Unexpected
from bot.core.family import Family
from bot.core.ports import Clock, Identify, Turns
from bot.core.reply import Reply
from bot.core.turn import State, Turn

_log = logging.getLogger(__name__)


class Results:
    """Settles turns by what came for them."""

    def __init__(self, *, turns: Turns, clock: Clock, identify: Identify) -> None:
        self._turns, self._clock, self._identify = turns, clock, identify

    async def take(self, turn: Turn, job: Job, family: Family, read: Read) -> None:
        """Give *turn* the end that *read* gives. Raises StorageFailed; whatever else is wrong fails this turn alone."""
        try:
            ended = self._generated(turn, await read(), job, family)
            await self._turns.save(ended, was=State.ACCEPTED)
        except StorageFailed:
            raise
        except PlantainError as error:
            await self._turns.save(turn.failed(error), was=State.ACCEPTED)
        except Exception:  # noqa: BLE001 - whatever it was, the other results must not wait for it
            error_id = self._identify()
            _log.exception("turn %s: its result could not be taken (error id %s)", turn.id, error_id)
            await self._turns.save(turn.failed(Unexpected(error_id)), was=State.ACCEPTED)

    def _generated(self, turn: Turn, outcome: Reply, job: Job, family: Family) -> Turn:
        began = job.placed_at or turn.created_at
        reply = replace(outcome, seconds=(self._clock() - began).total_seconds())
        price = price_of(family, reply)
        return turn.starting(None, began).generated(reply, None if price is None else round(price * JOB_SHARE))
