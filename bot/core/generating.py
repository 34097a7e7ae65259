"""From an accepted turn to its picture or its failure: written down as soon as it is there, and told by others."""

import asyncio
import logging
from collections.abc import Callable, Sequence

from bot.core.asking import Asking
from bot.core.catalog import Catalog
from bot.core.charge import Budget, price_of
from bot.core.conversation import weight
from bot.core.drawing import Drawing
from bot.core.errors import Cost, PlantainError, StorageFailed, Unexpected
from bot.core.keeping import Keeping
from bot.core.ports import Clock, Delivery, Identify, Pictures, Turns
from bot.core.progress import Progress
from bot.core.succession import most
from bot.core.turn import State, Turn
from bot.core.waiting_line import WaitingLine

BudgetOf = Callable[[Turn], Budget | None]
"""The budget that a turn is paid from, where there is one."""

_log = logging.getLogger(__name__)


class Generating:
    """Knows the calls that this process makes. A cancelled turn's call goes on by itself, for it may have cost."""

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
        keeping: Keeping,
        clock: Clock,
        identify: Identify,
    ) -> None:
        self._catalog, self._turns, self._pictures, self._drawing = catalog, turns, pictures, drawing
        self._delivery, self._progress, self._line, self._keeping = delivery, progress, line, keeping
        self._budget, self._clock, self._identify = budget, clock, identify
        self._under_way: dict[str, Asking] = {}
        self._left: set[asyncio.Task[None]] = set()
        self._unwritten: dict[str, Turn] = {}

    def stop(self, turn_id: str) -> Cost | None:
        """Ask no more for a turn; what it cost, a call under way included, or None where it is not drawn here."""
        asking = self._under_way.get(turn_id)
        return asking.stop() if asking else None

    def let_go(self, turn_id: str) -> bool:
        """Wait no longer for the model's answer to a turn that was cancelled; whether it was being drawn here."""
        asking = self._under_way.get(turn_id)
        if asking:
            asking.left.set()
        return asking is not None

    def fetch(self, turn: Turn) -> None:
        """Let the picture that was placed as a task for a cancelled turn come in by itself."""
        asking = Asking(turn.reserved, placed=True)
        work = asyncio.create_task(self._fetched(turn, asking), name=f"call for turn {turn.id}")
        self._leave(turn, work, asking)

    async def close(self) -> None:
        """Wait for the calls of cancelled turns; cancel this to give them up."""
        await asyncio.gather(*self._left, return_exceptions=True)

    async def generate(self, turn: Turn, *, may_begin: Callable[[], bool]) -> Turn | None:
        """The turn as it stands after that. A failure that cannot be written stands in the turn alone."""
        asking = self._under_way[turn.id] = Asking(turn.reserved, placed=turn.task is not None)
        try:
            async with self._line.room(turn) as is_next:
                if not is_next or not may_begin():
                    return await self._turns.get(turn.id)
                async with self._progress.shown(turn):
                    return await self._generated(turn, asking)
        finally:
            del self._under_way[turn.id]

    async def fail(self, turn: Turn, error: PlantainError, charged: int | None = None) -> Turn | None:
        """The failed turn, or how it stands if somebody else moved it on. One that can't be written is open again."""
        return await self.end(turn.failed(error, charged))

    async def end(self, failed: Turn) -> Turn | None:
        """The same for a turn that is *failed* already."""
        try:
            saved = await self._turns.save(failed, was=State.ACCEPTED)
            return failed if saved else await self._turns.get(failed.id)
        except StorageFailed:
            _log.exception("turn %s: its failure could not be stored", failed.id)
            self._unwritten[failed.id] = failed
            return failed

    def unwritten(self, turn: Turn) -> Turn | None:
        """The failure of a turn that could not be written, if it has one: the person was told it."""
        failed = self._unwritten.pop(turn.id, None)
        return failed if turn.state is State.ACCEPTED else None

    async def _generated(self, turn: Turn, asking: Asking) -> Turn | None:
        try:
            path = await self._drawing.path(turn)
            if turn.task is None:
                await self._pictures.check()
                await self._delivery.check(turn)
                turn = self._started(turn, path)
                if not await self._turns.save(turn, was=State.ACCEPTED, budget=self._budget(turn)):
                    return await self._turns.get(turn.id)
                asking.reserved = turn.reserved
            return await self._asked(turn, path, asking)
        except PlantainError as error:
            _note(turn, error)
            failure = error
        except Exception:  # noqa: BLE001 - whatever it was, the turn must end
            error_id = self._identify()
            _log.exception("turn %s failed unexpectedly (error id %s)", turn.id, error_id)
            failure = Unexpected(error_id)
        if Cost.NOTHING in {asking.cost, failure.charge}:  # calls before it may have cost, and it may be none
            failure.charge = asking.cost
        return await self.fail(turn, failure, asking.charged)

    def _started(self, turn: Turn, path: Sequence[Turn]) -> Turn:
        """Now that the path is known, so much is held as it weighs."""
        held = most(self._catalog, turn.request, history=weight(path))
        return turn.starting(path[-1].id if path else None, self._clock(), reserved=held)

    async def _asked(self, turn: Turn, path: Sequence[Turn], asking: Asking) -> Turn | None:
        """What came of asking the model; a turn that is cancelled meanwhile does not wait for that."""
        work = asyncio.create_task(self._answered(turn, path, asking), name=f"call for turn {turn.id}")
        left = asyncio.create_task(asking.left.wait())
        try:
            await asyncio.wait((work, left), return_when=asyncio.FIRST_COMPLETED)
        except asyncio.CancelledError:
            work.cancel()
            await asyncio.gather(work, return_exceptions=True)
            raise
        finally:
            left.cancel()
        if work.done():
            return work.result()
        if asking.cost is Cost.NOTHING:
            work.cancel()
        self._leave(turn, work, asking)
        return await self._turns.get(turn.id)

    async def _fetched(self, turn: Turn, asking: Asking) -> Turn | None:
        return await self._answered(turn, await self._drawing.path(turn), asking)

    async def _answered(self, turn: Turn, path: Sequence[Turn], asking: Asking) -> Turn | None:
        reply = await self._drawing.draw(turn, path, asking)
        asking.answered(price_of(self._catalog.family(reply.maker.family), reply))
        return await self._keeping.keep(turn, reply, asking.charged)

    def _leave(self, turn: Turn, work: asyncio.Task[Turn | None], asking: Asking) -> None:
        """Let the call of a cancelled turn end by itself."""
        task = asyncio.create_task(self._seen_through(turn, work, asking), name=f"late answer to turn {turn.id}")
        self._left.add(task)
        task.add_done_callback(self._left.discard)

    async def _seen_through(self, turn: Turn, work: asyncio.Task[Turn | None], asking: Asking) -> None:
        """A reply writes itself down; where none comes, what was asked until then is settled."""
        try:
            try:
                await work
            except PlantainError as error:
                _log.info("turn %s was cancelled, and no picture came: %s", turn.id, error.code)
                await self._keeping.settle(turn, asking.charged)
            except asyncio.CancelledError:
                if asking.cost is not Cost.NOTHING:
                    raise
                await self._keeping.settle(turn, 0)
        except Exception:  # noqa: BLE001 - nobody waits for this any more: the log is where it ends
            _log.exception("turn %s was cancelled, and then failed unexpectedly", turn.id)


def _note(turn: Turn, error: PlantainError) -> None:
    """A line for the operator; what is below it, which was foreseen, only where details are asked for."""
    request_id = getattr(error, "request_id", None)
    _log.warning("turn %s failed: %s%s", turn.id, error.code, f" (request id {request_id})" if request_id else "")
    _log.debug("turn %s failed so", turn.id, exc_info=error)
