"""One batch on its way: drawn, posted, summed up. It reads anew what it needs to know: any process can go on."""

import asyncio
import logging
from collections.abc import Callable, Sequence
from contextlib import suppress
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from typing import Final

from bot.core.batch import Batch, BatchState, Way
from bot.core.batch_jobs import BatchJobs
from bot.core.batch_line import Line
from bot.core.batch_ports import BatchBoard, Batches, Tally
from bot.core.errors import PlantainError, PostFailed
from bot.core.ports import Clock, Turns, Wait
from bot.core.turn import State, Turn

FIRST_PAUSE, LONGEST_PAUSE, GROWTH = 15.0, 300.0, 1.5
"""Seconds between looks at a batch; they grow while nothing changes."""

SHOWN_EVERY: Final = timedelta(seconds=15)
"""Each look at the batch's post is an edit, and Discord limits those."""

_ACTIVE = (BatchState.RUNNING, BatchState.CANCELLING)
_log = logging.getLogger(__name__)


@dataclass(eq=False, slots=True)
class BatchRun:
    """*stopping*: whether the process is about to end, so that nothing is to be begun."""

    id: str
    batches: Batches
    turns: Turns
    jobs: BatchJobs
    line: Line
    board: BatchBoard
    clock: Clock
    wait: Wait
    stopping: Callable[[], bool]
    _woken: asyncio.Event = field(default_factory=asyncio.Event)
    _is_open: bool = False
    _shown_at: datetime | None = None
    _shown_as: BatchState | None = None

    async def through(self) -> None:
        """Return when the batch is closed, or the process is about to end."""
        pause = FIRST_PAUSE
        while not self.stopping():
            state = await self._looked_after()
            if state is BatchState.CLOSED:
                return
            pause = FIRST_PAUSE if state else min(pause * GROWTH, LONGEST_PAUSE)
            await self._rest(pause)

    def wake(self) -> None:
        """Look at once: something about the batch has changed."""
        self._woken.set()

    async def _looked_after(self) -> BatchState | None:
        """The state after a look at everything; None when nothing changed, or something failed that may pass."""
        try:
            return await self._look()
        except PlantainError as error:
            _log.warning("batch %s: %s", self.id, error.code, exc_info=error.__cause__)
        except Exception:  # noqa: BLE001 - a batch may never be given up: the next look may go well
            _log.exception("batch %s could not be looked after", self.id)
        return None

    async def _look(self) -> BatchState | None:
        batch = await self.batches.get(self.id)
        if batch is None or batch.state not in _ACTIVE:
            return BatchState.CLOSED
        await self._open(batch)
        if self._shown_as is not batch.state:
            await self._show(batch, await self.batches.turns(batch))
        drawn = await (self._by_jobs(batch) if batch.way is Way.JOBS else self._by_queue(batch))
        posted = await self._post(batch)
        turns = await self.batches.turns(batch)
        if any(turn.closed_at is None for turn in turns):
            if drawn or posted:
                await self._show(batch, turns)
            return batch.state if drawn or posted else None
        return BatchState.CLOSED if not self.stopping() and await self._end(batch, turns) else None

    async def _open(self, batch: Batch) -> None:
        """Raises PostFailed, unless no thread is to be had: then delivery finds another place for the pictures."""
        if batch.thread is None or self._is_open:
            return
        try:
            await self.board.open(batch)
        except PostFailed as error:
            if not error.final:
                raise
            _log.warning("batch %s has no thread", batch.id, exc_info=error.__cause__)
        self._is_open = True

    async def _by_jobs(self, batch: Batch) -> bool:
        return await self.jobs.step(batch, await self.batches.turns(batch))

    async def _by_queue(self, batch: Batch) -> bool:
        """All that is held, one by one; a cancelled batch lets go of what has not begun."""
        held = [turn for turn in await self.batches.turns(batch) if turn.is_held]
        for turn in held:
            if self.stopping():
                break
            if turn.called_at is None and await self._is_cancelling():
                await self.turns.save(turn.cancelled().told(self.clock(), None), was=State.ACCEPTED)
                continue
            await self.line.through(turn)
            if self._shown_at is None or self.clock() - self._shown_at >= SHOWN_EVERY:
                await self._show(batch, await self.batches.turns(batch))
        return bool(held)

    async def _is_cancelling(self) -> bool:
        now = await self.batches.get(self.id)
        return now is not None and now.state is BatchState.CANCELLING

    async def _post(self, batch: Batch) -> bool:
        """Let be posted what has an end that nobody has seen; whether there was any."""
        unseen = [turn for turn in await self.batches.turns(batch) if turn.closed_at is None and not turn.is_held]
        for turn in unseen:
            if self.stopping():
                break
            await self.line.through(turn)
        return bool(unseen)

    async def _show(self, batch: Batch, turns: Sequence[Turn]) -> None:
        self._shown_at, self._shown_as = self.clock(), batch.state
        with suppress(PostFailed):
            await self.board.show(batch, replace(tally(turns), away=self.jobs.is_away(batch)))

    async def _end(self, batch: Batch, turns: Sequence[Turn]) -> bool:
        """Raises PostFailed while the summary cannot be posted and that may pass."""
        closed = replace(batch, state=BatchState.CLOSED, closed_at=self.clock())
        try:
            await self.board.sum_up(closed, turns)
        except PostFailed as error:
            if not error.final:
                raise
            _log.warning("batch %s could not be summed up", batch.id, exc_info=error.__cause__)
        await self.batches.move(closed, was=_ACTIVE)
        await self._show(closed, turns)
        return True

    async def _rest(self, seconds: float) -> None:
        waits = {asyncio.ensure_future(self.wait(seconds)), asyncio.ensure_future(self._woken.wait())}
        try:
            await asyncio.wait(waits, return_when=asyncio.FIRST_COMPLETED)
        finally:
            for wait in waits:
                wait.cancel()
            await asyncio.gather(*waits, return_exceptions=True)
        self._woken.clear()


def tally(turns: Sequence[Turn]) -> Tally:
    made = sum(turn.reply is not None for turn in turns)
    failed = sum(turn.state in {State.FAILED, State.CANCELLED} for turn in turns)
    return Tally(made, failed, len(turns))
