"""The second move: ask the studio. Whatever door a wish came through, here it is checked, completed and placed."""

import logging
from collections.abc import Sequence
from dataclasses import dataclass, replace

from bot.core.admission import Order
from bot.core.arrivals import Arrival
from bot.core.errors import (
    FamilyGone,
    NothingAsked,
    NothingToEdit,
    NotWritten,
    StorageFailed,
    TooManyReferences,
)
from bot.core.family import Family
from bot.core.request import Options, Request
from bot.core.succession import instead_of
from bot.core.turn import State, Turn
from bot.core.waiting_line import Claim
from bot.core.words import said
from bot.core.workbench import Workbench
from cogs._acknowledging import in_time, was_answered
from cogs._attachments import Desk, check_sizes
from cogs._fetching import fetched
from cogs._inbound import Asker, Attached, Interaction, Wish, asker
from cogs._permissions import check_interaction
from cogs._receiving import acknowledged, ended_by_shutdown

_log = logging.getLogger(__name__)
_WITHOUT_PICTURE = (State.FAILED, State.CANCELLED)


@dataclass(frozen=True, slots=True)
class Start:
    """Where a wish goes on from: a turn, the newest one, or nothing. `must_continue`: with nothing it is no wish."""

    parent: Turn | None = None
    follows_head: bool = False
    must_continue: bool = False

    @property
    def placed(self) -> tuple[str | None, bool]:
        """Parent and `follows_head` of an order. A turn without a picture is gone around: from where it started."""
        turn = self.parent
        if turn is None or turn.state not in _WITHOUT_PICTURE:
            return turn.id if turn else None, self.follows_head
        return turn.parent, turn.follows_head


AFRESH = Start()
FROM_HEAD = Start(follows_head=True)
CHANGING_HEAD = Start(follows_head=True, must_continue=True)


@dataclass(frozen=True, slots=True)
class Checked:
    """An order that nothing speaks against but, perhaps, what its attachments really are."""

    order: Order
    attached: tuple[Attached, ...] = ()


class Orders:
    """Takes wishes and places orders."""

    def __init__(self, bench: Workbench) -> None:
        self._bench = bench
        self._desk = Desk(bench)

    async def serve(self, interaction: Interaction, wish: Wish, start: Start = AFRESH) -> None:
        """Answer an interaction: refuse at once what can't work, else defer, then fetch and order."""
        check_interaction(interaction, private=wish.private)
        asked = asker(interaction)
        with self._bench.arrivals.came(asked.place.id) as arrival:
            checked = await in_time(self.check(wish, asked, start))
            async with acknowledged(self._bench, interaction, private=wish.private):
                if not await self._is_taken(interaction):
                    await self.place(checked, arrival)

    async def repeat(self, interaction: Interaction, turn: Turn) -> None:
        """Ask once more for exactly what *turn* asked for, from where it went on."""
        self._bench.studio.check_open()
        request, asked = self._again(turn.request), asker(interaction)
        check_interaction(interaction, private=request.private)
        self._bench.catalog.check(request, continues=turn.parent is not None or turn.follows_head)
        order = Order(request, asked.place, asked.person, asked.origin, turn.parent, turn.follows_head)
        with self._bench.arrivals.came(asked.place.id) as arrival:
            async with acknowledged(self._bench, interaction, private=request.private):
                if not await self._is_taken(interaction):
                    await self.place(Checked(order), arrival)

    async def _is_taken(self, interaction: Interaction) -> bool:
        """Whether an earlier process accepted it, and Discord sends it again: what it shows there is to stay."""
        taken = was_answered(interaction) and await self._bench.turns.by_origin(interaction.id) is not None
        if taken:
            _log.info("interaction %s was accepted before this start", interaction.id)
        return taken

    async def check(self, wish: Wish, asked: Asker, start: Start = AFRESH) -> Checked:
        """Everything that can be known before a byte is fetched. Raises a `Refused`, ShuttingDown."""
        self._bench.studio.check_open()
        wish = replace(wish, words=said(wish.words))
        if not wish.words and not wish.attached and not wish.resized:
            raise NothingAsked
        before = await self._bench.studio.newest(asked.place.id) if start.follows_head else start.parent
        family, missing = self._family(wish, before)
        if len(wish.attached) > family.references:
            raise TooManyReferences(len(wish.attached), family.references, family.name)
        check_sizes(wish.attached)
        options = _sized(wish.options, before, family)
        request = Request(wish.words, family.id, (), options, wish.spoiler, wish.private, resized=wish.resized)
        changes = start.must_continue and not wish.attached
        notes = self._told(missing, request)
        request = replace(request, any_family=not wish.family, must_continue=changes, notes=notes)
        self._bench.catalog.check(request, continues=True)
        if changes and before is None:
            raise NothingToEdit
        order = Order(request, asked.place, asked.person, asked.origin, *start.placed)
        return Checked(order, wish.attached)

    async def place(self, checked: Checked, arrival: Arrival) -> Turn:
        """Bring the attachments in and order. Raises a `Refused`, NotWritten, ShuttingDown."""
        order = checked.order
        if not checked.attached:
            with ended_by_shutdown(self._bench.studio):
                await arrival.turn()
            return await self._bench.studio.accept(order)
        arrival.step_aside()
        try:
            async with self._bench.studio.expecting(order) as claim:
                return await self._fetch(order, checked.attached, claim)
        except StorageFailed as error:
            raise NotWritten from error

    async def _fetch(self, order: Order, attached: Sequence[Attached], claim: Claim) -> Turn:
        async with fetched(self._bench, order.person, lambda folder: self._desk.take(attached, folder)) as brought:
            notes = (*order.request.notes, *brought.notes)
            request = replace(order.request, references=brought.pictures, notes=notes)
            return await self._bench.studio.accept(replace(order, request=request, files=brought.files), claim)

    def _family(self, wish: Wish, before: Turn | None) -> tuple[Family, str]:
        """What was chosen, else that of the turn it goes on from: another family would have to start over.

        And what that was, where it is not here any more and the default one draws.
        """
        catalog, default = self._bench.catalog, self._bench.default_family()
        if wish.family:
            return catalog.family(wish.family), ""
        wanted = wish.like or (before.family if before else default)
        return (catalog.family(wanted), "") if catalog.has(wanted) else (catalog.family(default), wanted)

    def _told(self, missing: str, request: Request) -> tuple[str, ...]:
        return (instead_of(missing, self._bench.catalog, request),) if missing else ()

    def _again(self, request: Request) -> Request:
        """The same of the default family, where its own is gone that nobody chose. Raises FamilyGone."""
        catalog = self._bench.catalog
        if catalog.has(request.family):
            return request
        if not request.any_family:
            known = catalog.described(request.family)
            raise FamilyGone(known.name if known else request.family, [family.name for family in catalog.available])
        asked = replace(request, family=self._bench.default_family())
        return replace(asked, notes=(*request.notes, instead_of(request.family, catalog, asked)))

    def knows(self, family: str) -> bool:
        return self._bench.catalog.has(family)


def after(turn: Turn) -> Start:
    return Start(turn, follows_head=turn.state in _WITHOUT_PICTURE and turn.follows_head)


def _sized(chosen: Options, before: Turn | None, family: Family) -> Options:
    """Where no size is chosen, that of the turn it goes on from: an edit must not lose pixels."""
    size = before.request.options.size if before and chosen.size is None else None
    return replace(chosen, size=size) if size in family.choosable_sizes else chosen
