"""The use cases: what people can have done, and what the process itself sees to."""

import asyncio
import logging
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass

from bot.core.backoff import Backoff
from bot.core.carrier import Carrier
from bot.core.catalog import Catalog
from bot.core.charge import USUAL_HISTORY, Budget, daily
from bot.core.drawing import Drawing
from bot.core.errors import Interrupted, NotWritten, ShuttingDown, StorageFailed, TooLate, TurnUnknown
from bot.core.ports import Clock, Delivery, Identify, ImageModel, Pictures, Turns, Wait
from bot.core.progress import Progress
from bot.core.request import Request
from bot.core.scheduling import Scheduler
from bot.core.standing import Standing
from bot.core.succession import most
from bot.core.turn import Origin, Person, Place, State, Turn
from bot.core.waiting_line import WaitingLine

_log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Order:
    """What somebody asks for, where, and which turn it goes on from (`follows_head`: the newest, when it starts)."""

    request: Request
    place: Place
    person: Person
    origin: Origin
    parent: str | None = None
    follows_head: bool = False


class Studio:
    """`daily_budget`: millionths of a US dollar that one day (UTC) may cost; None for no limit."""

    def __init__(
        self,
        *,
        catalog: Catalog,
        turns: Turns,
        pictures: Pictures,
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
        self._clock, self._identify = clock, identify
        self._daily_budget = daily_budget
        self._pausing = False
        self._standing = Standing(turns)
        self._backoff = Backoff(clock)
        self._line = WaitingLine(scheduler, turns, delivery)
        self._carrier = Carrier(
            catalog=catalog,
            turns=turns,
            pictures=pictures,
            drawing=Drawing(catalog, turns, pictures, model),
            delivery=delivery,
            progress=Progress(catalog, delivery, seconds),
            line=self._line,
            budget=self._budget,
            clock=clock,
            identify=identify,
            wait=wait,
        )

    async def accept(self, order: Order) -> Turn:
        """Take an order: check it, write it down, line it up, acknowledge it.

        An order whose origin was accepted before changes nothing. Raises a `Refused`, or NotWritten.
        """
        continues = order.follows_head or order.parent is not None
        self.catalog.check(order.request, continues=continues)
        fresh = Turn(
            id=self._identify(),
            place=order.place,
            person=order.person,
            request=order.request,
            origin=order.origin,
            created_at=self._clock(),
            parent=order.parent,
            follows_head=order.follows_head,
            reserved=most(self.catalog, order.request, history=USUAL_HISTORY if continues else 0),
        )
        with self._line.entering(order.place.id, order.person.id):
            turn = await self._written(fresh)
            ahead = self._submit(turn) if turn.id == fresh.id else None
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

    def _budget(self, turn: Turn) -> Budget | None:
        """Of the day on which the turn was accepted, for its entries in the ledger are of that day."""
        return daily(self._daily_budget, turn.created_at) if self._daily_budget is not None else None

    def _submit(self, turn: Turn) -> int:
        return self._scheduler.submit(turn.place.id, turn.id, turn.person.id)

    async def _written(self, fresh: Turn) -> Turn:
        """Raises BudgetSpent, NotWritten."""
        try:
            return await self.turns.accept(fresh, self._budget(fresh))
        except StorageFailed as error:
            raise NotWritten from error

    async def _acknowledge(self, turn: Turn, ahead: int) -> None:
        post = await self._delivery.acknowledge(turn, ahead)
        try:
            if post is not None:
                await self.turns.note_post(turn.id, post)
        except StorageFailed:
            _log.warning("turn %s: its post %d could not be noted", turn.id, post, exc_info=True)
