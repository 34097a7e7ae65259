"""Carrying a turn from state to state, to its end."""

import asyncio
import logging
from collections.abc import Sequence
from dataclasses import replace
from typing import Final

from bot.core.catalog import Catalog
from bot.core.charge import price_of
from bot.core.drawing import Drawing
from bot.core.errors import Interrupted, PlantainError, PostFailed, StorageFailed, Unexpected
from bot.core.ports import Clock, Delivery, Identify, Turns, Wait
from bot.core.progress import Progress
from bot.core.reply import Reply
from bot.core.turn import Failure, State, Turn
from bot.core.waiting_line import WaitingLine

_log = logging.getLogger(__name__)

STORING_PAUSES: Final = (1.0, 5.0, 15.0)
"""Seconds between attempts to store what was paid for: a full disk is often mended in time."""


class Carrier:
    """Moves turns on. A cancelled turn's call goes on by itself: its picture is paid for, so it is kept."""

    def __init__(
        self,
        *,
        catalog: Catalog,
        turns: Turns,
        drawing: Drawing,
        delivery: Delivery,
        progress: Progress,
        line: WaitingLine,
        clock: Clock,
        identify: Identify,
        wait: Wait,
    ) -> None:
        self._catalog, self._turns, self._drawing = catalog, turns, drawing
        self._delivery, self._progress, self._line = delivery, progress, line
        self._clock, self._identify, self._wait = clock, identify, wait
        self._cancelled: dict[str, asyncio.Event] = {}
        self._left: set[asyncio.Task[None]] = set()
        self._pausing = False

    async def advance(self, turn_id: str) -> None:
        """Carry a turn as far as it goes. Anyone may call this, any number of times; only one at a time per place."""
        turn = await self._turns.get(turn_id)
        if turn and turn.is_lost:  # a call of this process would still be the one that carries the turn
            turn = await self.interrupted(turn)
        if turn and turn.state is State.ACCEPTED and not self._pausing:
            turn = await self._generate(turn)
        if turn and turn.state is State.GENERATED:
            turn = await self._deliver(turn)
        if turn and turn.state in {State.FAILED, State.CANCELLED} and turn.closed_at is None:
            await self._tell(turn)

    async def interrupted(self, turn: Turn) -> Turn | None:
        """An earlier process was calling the model for *turn*, and its answer is lost."""
        return await self._fail(turn, Interrupted())

    def let_go(self, turn_id: str) -> bool:
        """Wait no longer for the model's answer to *turn_id*; whether it was being drawn here."""
        if event := self._cancelled.get(turn_id):
            event.set()
        return event is not None

    def pause(self) -> None:
        """Begin no call any more, and leave Discord to the posts: bars stay as they are."""
        self._pausing = True
        self._progress.stop()

    async def close(self) -> None:
        """Wait for the calls of cancelled turns; cancel this to give them up."""
        await asyncio.gather(*self._left, return_exceptions=True)

    async def _generate(self, turn: Turn) -> Turn | None:
        try:
            async with self._line.room(turn) as is_next:
                if not is_next or self._pausing:
                    return await self._turns.get(turn.id)
                path = await self._drawing.path(turn)
                if turn.task is None:
                    await self._delivery.check(turn)
                    turn = turn.starting(path[-1].id if path else None, self._clock())
                    if not await self._turns.save(turn, was=State.ACCEPTED):
                        return None
                reply = await self._drawn(turn, path)
            return await self._kept(turn, reply) if reply else await self._turns.get(turn.id)
        except PlantainError as error:
            _note(turn, error)
            return await self._fail(turn, error)
        except Exception:  # noqa: BLE001 - whatever it was, the turn must end
            error_id = self._identify()
            _log.exception("turn %s failed unexpectedly (error id %s)", turn.id, error_id)
            return await self._fail(turn, Unexpected(error_id))

    async def _drawn(self, turn: Turn, path: Sequence[Turn]) -> Reply | None:
        """The model's reply, with its progress shown; None when the turn is cancelled meanwhile."""
        cancelled = self._cancelled[turn.id] = asyncio.Event()
        call = asyncio.create_task(self._drawing.draw(turn, path), name=f"call for turn {turn.id}")
        stop = asyncio.create_task(cancelled.wait())
        try:
            async with self._progress.shown(turn):
                await asyncio.wait((call, stop), return_when=asyncio.FIRST_COMPLETED)
            if not call.done():
                self._leave(turn, call)
                return None
            return call.result()
        except asyncio.CancelledError:
            call.cancel()
            await asyncio.gather(call, return_exceptions=True)
            raise
        finally:
            stop.cancel()
            del self._cancelled[turn.id]

    def _leave(self, turn: Turn, call: asyncio.Task[Reply]) -> None:
        """Let the call of a cancelled turn end by itself."""
        task = asyncio.create_task(self._store_late(turn, call), name=f"late answer to turn {turn.id}")
        self._left.add(task)
        task.add_done_callback(self._left.discard)

    async def _store_late(self, turn: Turn, call: asyncio.Task[Reply]) -> None:
        """Keep what still comes for a cancelled turn."""
        try:
            reply = await call
            if cancelled := await self._turns.get(turn.id):
                await self._turns.save(cancelled.late(reply), was=State.CANCELLED)
        except PlantainError as error:
            _log.info("turn %s was cancelled, and no picture came: %s", turn.id, error.code)
        except Exception:  # noqa: BLE001 - nobody waits for this any more: the log is where it ends
            _log.exception("turn %s was cancelled, and then failed unexpectedly", turn.id)

    async def _kept(self, turn: Turn, reply: Reply) -> Turn | None:
        """Write down what was paid for, trying again while storage fails. Raises StorageFailed in the end.

        The next turn goes on from it although it is not posted yet, which may take long; and who sees it may take it
        back at once. What one person sees alone is nothing for others to go on from.
        """
        made, public = turn.generated(reply, self._price(reply)), not turn.request.private
        for pause in STORING_PAUSES:
            try:
                return await self._unless_cancelled(made, reply, as_head=public)
            except StorageFailed:
                _log.warning("turn %s: its reply could not be stored, next try in %.0f s", made.id, pause)
            await self._wait(pause)
        return await self._unless_cancelled(made, reply, as_head=public)

    async def _unless_cancelled(self, made: Turn, reply: Reply, *, as_head: bool) -> Turn | None:
        """The picture of a turn that was cancelled in the very moment is kept like one that comes later."""
        saved = await self._saved(made, was=State.ACCEPTED, as_head=as_head)
        if saved and saved.state is State.CANCELLED:
            await self._turns.save(saved.late(reply), was=State.CANCELLED)
        return saved

    def _price(self, reply: Reply) -> int | None:
        return price_of(self._catalog.family(reply.maker.family), reply)

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
        return await self._saved(turn.delivered(post, self._clock()), was=State.GENERATED)

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
        await self._turns.save(turn.told(self._clock(), post), was=turn.state)

    async def _fail(self, turn: Turn, error: PlantainError) -> Turn | None:
        """Where not even the failure can be written the person is told all the same; a restart finds the turn open."""
        failed = turn.failed(error)
        try:
            return await self._saved(failed, was=State.ACCEPTED)
        except StorageFailed:
            _log.exception("turn %s: its failure could not be stored", turn.id)
            await self._delivery.tell(failed)
            return None

    async def _saved(self, turn: Turn, *, was: State, as_head: bool = False) -> Turn | None:
        """The turn if it could be moved on; else somebody else moved it, and this is how it stands now."""
        return turn if await self._turns.save(turn, was=was, as_head=as_head) else await self._turns.get(turn.id)


def _note(turn: Turn, error: PlantainError) -> None:
    """A line for the operator; what is below it, which was foreseen, only where details are asked for."""
    request_id = getattr(error, "request_id", None)
    _log.warning("turn %s failed: %s%s", turn.id, error.code, f" (request id {request_id})" if request_id else "")
    _log.debug("turn %s failed so", turn.id, exc_info=error)
