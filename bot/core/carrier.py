"""Carrying a turn from state to state, to its end."""

import asyncio
import logging
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import replace
from datetime import timedelta
from typing import Final
from weakref import WeakValueDictionary

from bot.core.catalog import Catalog
from bot.core.drawing import Drawing
from bot.core.errors import Cost, Interrupted, PostFailed, StorageFailed, Unexpected
from bot.core.generating import BudgetOf, Generating
from bot.core.insistence import Insistence
from bot.core.keeping import Keeping
from bot.core.ports import Clock, Delivery, Identify, Pictures, Turns, Wait
from bot.core.progress import Progress
from bot.core.turn import Failure, State, Turn
from bot.core.waiting_line import WaitingLine

_OWED: Final = timedelta(days=1)
"""How long a task is asked for whose turn is cancelled, start by start; providers keep results for hours."""

_log = logging.getLogger(__name__)


class Carrier:
    """Moves turns on, each by one at a time."""

    def __init__(
        self,
        *,
        catalog: Catalog,
        turns: Turns,
        pictures: Pictures,
        drawing: Drawing,
        delivery: Delivery,
        progress: Progress,
        line: WaitingLine,
        budget: BudgetOf,
        clock: Clock,
        identify: Identify,
        wait: Wait,
    ) -> None:
        self._turns, self._delivery, self._progress = turns, delivery, progress
        self._clock, self._identify = clock, identify
        self._generating = Generating(
            catalog=catalog,
            turns=turns,
            pictures=pictures,
            drawing=drawing,
            delivery=delivery,
            progress=progress,
            line=line,
            budget=budget,
            keeping=Keeping(turns, Insistence(wait)),
            clock=clock,
            identify=identify,
        )
        self._locks: WeakValueDictionary[str, asyncio.Lock] = WeakValueDictionary()
        self._pausing = False

    async def advance(self, turn_id: str) -> None:
        """Carry a turn as far as it goes. Anyone may call this, any number of times: who comes second waits."""
        async with self._alone_with(turn_id):
            turn = await self._turns.get(turn_id)
            if turn and (failed := self._generating.unwritten(turn)):
                turn = await self._generating.end(failed)
            elif turn and turn.is_lost:  # a call of this process would still be the one that carries the turn
                turn = await self.interrupted(turn)
            if turn and turn.state is State.ACCEPTED and not self._pausing:
                turn = await self._generating.generate(turn, may_begin=lambda: not self._pausing)
            if turn and turn.state is State.GENERATED:
                turn = await self._deliver(turn)
            if turn and turn.state in {State.FAILED, State.CANCELLED} and turn.closed_at is None:
                await self._tell(turn)

    async def interrupted(self, turn: Turn) -> Turn | None:
        """An earlier process was calling the model for *turn*, and its answer is lost."""
        return await self._generating.fail(turn, Interrupted())

    def stop(self, turn_id: str) -> Cost | None:
        """Ask no more for a turn; what it cost, a call under way included, or None where it is not drawn here."""
        return self._generating.stop(turn_id)

    def let_go(self, turn_id: str) -> bool:
        """Wait no longer for the model's answer to a turn that was cancelled; whether it was being drawn here."""
        return self._generating.let_go(turn_id)

    async def fetch_owed(self) -> None:
        """Go on waiting for what an earlier process placed as tasks for turns that are cancelled by now."""
        for turn in await self._turns.owed(self._clock() - _OWED):
            self._generating.fetch(turn)

    def pause(self) -> None:
        """Begin no call any more, and leave Discord to the posts: bars stay as they are."""
        self._pausing = True
        self._progress.stop()

    async def close(self) -> None:
        """Wait for the calls of cancelled turns; cancel this to give them up."""
        await self._generating.close()

    @asynccontextmanager
    async def _alone_with(self, turn_id: str) -> AsyncIterator[None]:
        """A lock lives as long as somebody holds it or waits for it."""
        lock = self._locks.setdefault(turn_id, asyncio.Lock())
        async with lock:
            yield

    async def _deliver(self, turn: Turn) -> Turn | None:
        try:
            post = await self._delivery.deliver(turn)
        except PostFailed as error:
            _log.warning("turn %s could not be posted; it is kept", turn.id, exc_info=error.__cause__)
            if not error.final:
                return None
            post = None
        except Exception:  # noqa: BLE001 - whatever it was, it would be the same at every sweep: the turn must end
            post = await self._apologize(turn)
        else:
            if post is None:
                return await self._turns.get(turn.id)
        delivered = turn.delivered(post, self._clock())
        return delivered if await self._turns.save(delivered, was=State.GENERATED) else await self._turns.get(turn.id)

    async def _apologize(self, turn: Turn) -> int | None:
        """Nobody foresaw why the picture cannot be shown: say so in its place; the history has it."""
        error_id = self._identify()
        _log.exception("turn %s could not be shown (error id %s)", turn.id, error_id)
        told = replace(turn, failure=Failure.of(Unexpected(error_id)))
        try:
            return await self._delivery.tell(told)
        except Exception:  # noqa: BLE001 - the first failure is in the log; this one says no more
            _log.exception("turn %s: not even that could be told", turn.id)
            return None

    async def _tell(self, turn: Turn) -> None:
        try:
            post = await self._delivery.tell(turn)
        except PostFailed as error:
            _log.warning("turn %s: its failure could not be told", turn.id, exc_info=error.__cause__)
            if not error.final:
                return
            post = None
        try:
            await self._turns.save(turn.told(self._clock(), post), was=turn.state)
        except StorageFailed:
            _log.warning("turn %s: that its failure was told could not be stored", turn.id)
