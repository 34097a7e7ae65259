"""The use cases: what people can have done, and what the process itself sees to."""

import asyncio
import logging
import time
from collections.abc import Callable, Sequence
from contextlib import AbstractAsyncContextManager
from pathlib import Path

from bot.core.admission import Admission, Order
from bot.core.backoff import Backoff
from bot.core.carrier import Carrier
from bot.core.catalog import Catalog
from bot.core.drawing import Drawing
from bot.core.errors import Interrupted, ShuttingDown, StorageFailed, TooLate, TurnUnknown
from bot.core.file_ports import Workshop
from bot.core.fitting import Fitting
from bot.core.ports import Clock, Delivery, Identify, ImageModel, Pictures, Turns, Wait
from bot.core.progress import Progress
from bot.core.scheduling import Scheduler
from bot.core.standing import Standing
from bot.core.turn import State, Turn
from bot.core.waiting_line import Claim, WaitingLine

_log = logging.getLogger(__name__)


class Studio:
    """`daily_budget`: millionths of a US dollar that one day (UTC) may cost; None for no limit.

    `spool` is a folder for short-lived files, on the pictures' disk.
    """

    def __init__(
        self,
        *,
        catalog: Catalog,
        turns: Turns,
        pictures: Pictures,
        workshop: Workshop,
        spool: Path,
        model: ImageModel,
        delivery: Delivery,
        scheduler: Scheduler,
        clock: Clock,
        identify: Identify,
        wait: Wait,
        seconds: Callable[[], float] = time.monotonic,
        daily_budget: int | None = None,
    ) -> None:
        self.catalog = catalog
        self.turns = turns
        self.pictures = pictures
        self._delivery, self._scheduler = delivery, scheduler
        self._pausing = False
        self._standing = Standing(turns)
        self._clock = clock
        self._backoff = Backoff(clock)
        self._line = WaitingLine(scheduler, turns, delivery)
        self._admission = Admission(
            catalog=catalog,
            turns=turns,
            pictures=pictures,
            line=self._line,
            clock=clock,
            identify=identify,
            daily_budget=daily_budget,
        )
        self._carrier = Carrier(
            catalog=catalog,
            turns=turns,
            pictures=pictures,
            drawing=Drawing(catalog, turns, pictures, model, Fitting(catalog, pictures, workshop, spool)),
            delivery=delivery,
            progress=Progress(catalog, delivery, seconds),
            line=self._line,
            budget=self._admission.budget,
            clock=clock,
            identify=identify,
            wait=wait,
        )

    def expecting(self, order: Order) -> AbstractAsyncContextManager[Claim]:
        """Fetch what an order needs, and accept it with the claim, inside of this: it counts as waiting already.

        Raises QueueFull, BudgetSpent, StorageFailed.
        """
        return self._admission.expecting(order)

    async def accept(self, order: Order, claim: Claim | None = None) -> Turn:
        """Take an order: check it, keep its files, write it down, line it up, acknowledge it.

        An order whose origin was accepted before changes nothing. Raises a `Refused`, or NotWritten.
        """
        with claim or self._admission.claim(order):
            turn, is_new = await self._admission.write(order)
            ahead = self._submit(turn) if is_new else None
        if ahead is not None:
            await self._acknowledge(turn, ahead)
        return turn

    async def resume(self) -> int:
        """Line up every turn that an earlier process left unfinished; returns how many.

        A call that it was making is lost; what it had placed as a task is asked for again, also for who has cancelled.
        """
        await self._carrier.fetch_owed()
        turns = await self._unfinished()
        await self._interrupted([turn for turn in turns if turn.is_lost])
        for turn in turns:
            self._submit(turn)
        return len(turns)

    async def sweep(self) -> int:
        """Line up again what is unfinished and neither runs nor waits, such as a post that failed; returns how many.

        What has failed for long is left alone for longer.
        """
        left = [turn for turn in await self._unfinished() if not self._scheduler.has(turn.place.id, turn.id)]
        due = self._backoff.due(left)
        for turn in due:
            self._submit(turn)
        return len(due)

    async def advance(self, turn_id: str) -> None:
        """Carry a turn as far as it goes. Anyone may call this, any number of times; only one at a time per place."""
        await self._carrier.advance(turn_id)

    async def cancel(self, turn_id: str) -> Turn:
        """End a turn that is not done. A call that runs already may cost; its picture is kept and not posted.

        Raises TurnUnknown, and TooLate when the turn has its end already.
        """
        turn = await self.find(turn_id)
        while turn.state is State.ACCEPTED:
            if await self.turns.save(turn.cancelled(self._carrier.stop(turn_id)), was=State.ACCEPTED):
                break
            turn = await self.find(turn_id)  # its call has begun in between, and may cost
        else:
            raise TooLate
        await self._line.withdraw(turn)
        if not self._carrier.let_go(turn_id):
            await self._carrier.advance(turn_id)
        return turn

    async def find(self, turn_id: str) -> Turn:
        """Raises TurnUnknown."""
        turn = await self.turns.get(turn_id)
        if turn is None:
            raise TurnUnknown
        return turn

    async def undo(self, place: int) -> tuple[Turn, Turn | None]:
        """Take the head one turn back; returns the turn taken back and the new head. Raises NothingToUndo."""
        return await self._standing.undo(place)

    async def newest(self, place: int) -> Turn | None:
        """What an order that follows the head is going to go on from, as far as one can tell; it may still fail."""
        return await self._standing.newest(place)

    async def seen(self, turn: Turn, post: int) -> None:
        """Somebody sees how *turn* ended, in *post*: from now on nothing of it is posted. Raises StorageUnavailable."""
        await self._standing.seen(turn, post, self._clock())

    async def post_deleted(self, turn: Turn) -> None:
        """The post of *turn* is gone: as the head it makes room for the one before."""
        await self._standing.post_deleted(turn)

    async def head(self, place: int) -> Turn | None:
        return await self.turns.head(place)

    async def reset(self, place: int) -> None:
        """Forget where the conversation stood and is about to; its turns stay, and replies to them go on from them."""
        await self.turns.reset(place)

    async def recent(self, place: int, limit: int = 10) -> Sequence[Turn]:
        return await self.turns.recent(place, limit)

    @property
    def pausing(self) -> bool:
        return self._pausing

    def pause(self) -> None:
        """The process is about to end: draw nothing that is not begun. What is drawn is still posted."""
        self._pausing = True
        self._line.stop()
        self._carrier.pause()

    def check_open(self) -> None:
        """Raises ShuttingDown when it is too late to ask for anything; who asked before is still accepted."""
        if self._pausing:
            raise ShuttingDown

    async def farewell(self) -> None:
        """Show where each unfinished turn's picture will be that the process ends before it. Raises StorageFailed."""
        left = [turn for turn in await self._unfinished() if turn.state is State.ACCEPTED]
        shown = await asyncio.gather(*map(self._delivery.pausing, left), return_exceptions=True)
        for turn, error in zip(left, shown, strict=True):
            if error is not None:
                _log.warning("turn %s: that it has to wait could not be shown (%s)", turn.id, type(error).__name__)

    async def close(self) -> None:
        """Wait for what still comes for cancelled turns."""
        await self._line.close()
        await self._carrier.close()

    async def _interrupted(self, lost: Sequence[Turn]) -> None:
        """All at once: there may be thousands, and nobody is heard before this is done."""
        try:
            await self.turns.save_failed([turn.failed(Interrupted()) for turn in lost])
        except StorageFailed:
            _log.warning("%d turns whose answers are lost could not be ended together: each is in its turn", len(lost))

    async def _unfinished(self) -> Sequence[Turn]:
        """Without those of batches, which are seen through by `bot.core.batching`."""
        return [turn for turn in await self.turns.unfinished() if not turn.origin.is_batch]

    def _submit(self, turn: Turn) -> int:
        return self._scheduler.submit(turn.place.id, turn.id, turn.person.id)

    async def _acknowledge(self, turn: Turn, ahead: int) -> None:
        post = await self._delivery.acknowledge(turn, ahead)
        try:
            if post is not None:
                await self.turns.note_post(turn.id, post)
        except StorageFailed:
            _log.warning("turn %s: its post %d could not be noted", turn.id, post, exc_info=True)
