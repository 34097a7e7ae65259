"""The use cases: accept what a person asks for, and carry every accepted turn to its end."""

import logging
from collections.abc import Sequence
from dataclasses import dataclass, replace

from bot.core.catalog import Catalog
from bot.core.charge import Budget, daily, price_of, reservation
from bot.core.conversation import History, history, reseeded
from bot.core.errors import (
    Interrupted,
    NothingToUndo,
    PlantainError,
    PostFailed,
    QueueFull,
    SignatureRefused,
    StorageFailed,
    TurnUnknown,
    Unexpected,
)
from bot.core.limits import WAITING_PER_PLACE
from bot.core.ports import Call, Clock, Delivery, Identify, ImageModel, Pictures, Scheduler, Turns, Wait
from bot.core.reply import Reply
from bot.core.request import Request
from bot.core.turn import Origin, Person, Place, State, Turn

_log = logging.getLogger(__name__)
_STORING_PAUSES = (1.0, 5.0, 15.0)
"""Seconds between attempts to store what was paid for: a full disk is often mended in time."""

RESEEDED = "started over from the newest picture: the model could not take the conversation as it was"


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
        daily_budget: int | None = None,
    ) -> None:
        self.catalog = catalog
        self.turns = turns
        self.pictures = pictures
        self._model, self._delivery, self._scheduler = model, delivery, scheduler
        self._clock, self._identify, self._wait = clock, identify, wait
        self._daily_budget = daily_budget

    async def accept(self, order: Order) -> Turn:
        """Take an order: check it, write it down, line it up, acknowledge it.

        An order whose origin was accepted before changes nothing. Raises a `Refused`, or StorageFailed.
        """
        continues = order.follows_head or order.parent is not None
        self.catalog.check(order.request, continues=continues)
        if self._scheduler.waiting(order.place.id) >= WAITING_PER_PLACE:
            raise QueueFull(WAITING_PER_PLACE)
        fresh = Turn(
            id=self._identify(),
            place=order.place,
            person=order.person,
            request=order.request,
            origin=order.origin,
            created_at=self._clock(),
            parent=order.parent,
            follows_head=order.follows_head,
            reserved=reservation(self.catalog.family(order.request.family), order.request, continues=continues),
        )
        turn = await self.turns.accept(fresh, self._budget())
        if turn.id == fresh.id:
            await self._line_up(turn)
        return turn

    async def resume(self) -> int:
        """Line up every turn that an earlier process left unfinished; returns how many."""
        turns = await self.turns.unfinished()
        for turn in turns:
            if turn.state is State.ACCEPTED and turn.called_at:
                await self._fail(turn, Interrupted())
            self._scheduler.submit(turn.place.id, turn.id)
        return len(turns)

    async def advance(self, turn_id: str) -> None:
        """Carry a turn as far as it goes. Anyone may call this, any number of times; only one at a time per place."""
        turn = await self.turns.get(turn_id)
        if turn and turn.state is State.ACCEPTED:
            turn = await self._generate(turn)
        if turn and turn.state is State.GENERATED:
            turn = await self._deliver(turn)
        if turn and turn.state is State.FAILED and turn.closed_at is None:
            await self._tell(turn)

    async def find(self, turn_id: str) -> Turn:
        """Raises TurnUnknown."""
        turn = await self.turns.get(turn_id)
        if turn is None:
            raise TurnUnknown
        return turn

    async def undo(self, place: int) -> tuple[Turn, Turn | None]:
        """Take the head one turn back; returns the turn taken back and the new head. Raises NothingToUndo."""
        head = await self.turns.head(place)
        if head is None:
            raise NothingToUndo
        await self.turns.set_head(place, head.parent)
        return head, await self.turns.get(head.parent) if head.parent else None

    async def reset(self, place: int) -> None:
        """Forget where the conversation stood; its turns stay, and replies to their posts go on from them."""
        await self.turns.set_head(place, None)

    async def recent(self, place: int, limit: int = 10) -> Sequence[Turn]:
        return await self.turns.recent(place, limit)

    def _budget(self) -> Budget | None:
        return daily(self._daily_budget, self._clock()) if self._daily_budget is not None else None

    async def _line_up(self, turn: Turn) -> None:
        ahead = self._scheduler.submit(turn.place.id, turn.id)
        post = await self._delivery.acknowledge(turn, ahead)
        if post is not None:
            await self.turns.note_post(turn.id, post)

    async def _generate(self, turn: Turn) -> Turn | None:
        try:
            path = await self._path(turn)
            turn = turn.starting(path[-1].id if path else None, self._clock())
            if not await self.turns.save(turn, was=State.ACCEPTED):
                return None
            reply = await self._ask(turn, path)
            charged = price_of(self.catalog.family(reply.maker.family), reply)
            return await self._kept(turn.generated(reply, charged))
        except PlantainError as error:
            _log.warning("turn %s failed: %s", turn.id, error.code, exc_info=error.__cause__)
            return await self._fail(turn, error)
        except Exception:  # noqa: BLE001 - whatever it was, the turn must end
            error_id = self._identify()
            _log.exception("turn %s failed unexpectedly (error id %s)", turn.id, error_id)
            return await self._fail(turn, Unexpected(error_id))

    async def _path(self, turn: Turn) -> Sequence[Turn]:
        """Root … parent, now that it is settled. Raises a `Refused` when there is nothing to do without a parent."""
        head = await self.turns.head(turn.place.id) if turn.follows_head else None
        parent = head.id if head else turn.parent
        path = await self.turns.path(parent) if parent else ()
        self.catalog.check(turn.request, continues=bool(path))
        return path

    async def _kept(self, made: Turn) -> Turn | None:
        """Write down what was paid for, trying again while storage fails. Raises StorageFailed in the end."""
        for pause in _STORING_PAUSES:
            try:
                return await self._saved(made, was=State.ACCEPTED)
            except StorageFailed:
                _log.warning("turn %s: its reply could not be stored, next try in %.0f s", made.id, pause)
            await self._wait(pause)
        return await self._saved(made, was=State.ACCEPTED)

    async def _ask(self, turn: Turn, path: Sequence[Turn]) -> Reply:
        """Call the model; when it does not take the signatures, once more from a seed."""
        family = self.catalog.family(turn.request.family)
        past = history(path, self._model.maker(family))
        try:
            return await self._call(turn, past)
        except SignatureRefused:
            if not past.turns:
                raise
            _log.info("turn %s: signatures refused, starting over from the newest picture", turn.id)
            return await self._call(turn, reseeded(path))

    async def _call(self, turn: Turn, past: History) -> Reply:
        family = self.catalog.family(turn.request.family)
        async with self.pictures.at_hand(_addresses(past, turn.request)) as files:
            reply = await self._model.generate(Call(family, past, turn.request, files))
        notes = [*reply.notes]
        if past.seed:
            notes.append(RESEEDED)
        if past.left_out:
            notes.append(f"the oldest {past.left_out} turns were left out to fit")
        return replace(reply, notes=tuple(notes), reseeded=past.seed is not None)

    async def _deliver(self, turn: Turn) -> Turn | None:
        try:
            post = await self._delivery.deliver(turn)
        except PostFailed as error:
            _log.warning("turn %s could not be posted; it is kept", turn.id, exc_info=error.__cause__)
            return None
        public = not turn.request.private  # what one person sees alone is nothing for others to go on from
        return await self._saved(turn.delivered(post, self._clock()), was=State.GENERATED, as_head=public)

    async def _tell(self, turn: Turn) -> None:
        try:
            post = await self._delivery.tell(turn)
        except PostFailed as error:
            _log.warning("turn %s: its failure could not be told", turn.id, exc_info=error.__cause__)
            return
        await self.turns.save(turn.told(self._clock(), post), was=State.FAILED)

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
        """The turn if it could be moved on, else None: then somebody else did."""
        return turn if await self.turns.save(turn, was=was, as_head=as_head) else None


def _addresses(past: History, request: Request) -> set[str]:
    """Every stored payload that a call needs: pictures and signatures of the history, and the new references."""
    pictures = [*past.pictures, *request.references]
    named = {address for turn in past.turns if turn.reply for address in turn.reply.addresses}
    return named | {picture.sha256 for picture in pictures}
