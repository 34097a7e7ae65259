"""Which orders are taken: those that the line has room for and the day's budget money, with their files kept."""

from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from pathlib import Path

from bot.core.catalog import Catalog
from bot.core.charge import USUAL_HISTORY, Budget, daily
from bot.core.errors import BudgetSpent, NotWritten, StorageFailed
from bot.core.ports import Clock, Identify, Pictures, Turns
from bot.core.request import Request
from bot.core.succession import most
from bot.core.turn import Origin, Person, Place, Turn
from bot.core.waiting_line import Claim, WaitingLine


@dataclass(frozen=True, slots=True)
class Order:
    """What somebody asks for, where, and which turn it goes on from (`follows_head`: the newest, when it starts).

    `files` are those of its references that are not kept yet, by address.
    """

    request: Request
    place: Place
    person: Person
    origin: Origin
    parent: str | None = None
    follows_head: bool = False
    files: Mapping[str, Path] = field(default_factory=dict)

    @property
    def continues(self) -> bool:
        return self.follows_head or self.parent is not None


class Admission:
    """`daily_budget`: millionths of a US dollar that one day (UTC) may cost; None for no limit."""

    def __init__(
        self,
        *,
        catalog: Catalog,
        turns: Turns,
        pictures: Pictures,
        line: WaitingLine,
        clock: Clock,
        identify: Identify,
        daily_budget: int | None,
    ) -> None:
        self._catalog, self._turns, self._pictures, self._line = catalog, turns, pictures, line
        self._clock, self._identify = clock, identify
        self._daily_budget = daily_budget

    @asynccontextmanager
    async def expecting(self, order: Order) -> AsyncIterator[Claim]:
        """Raises QueueFull, StorageFailed, and BudgetSpent where not even the order without its files is affordable."""
        with self.claim(order) as claim:
            if self._daily_budget is not None:
                budget, needed = daily(self._daily_budget, self._clock()), self._price(order)
                left = budget.limit - await self._turns.spent(budget)
                if needed > left:
                    raise BudgetSpent(needed, left, budget.limit)
            yield claim

    def claim(self, order: Order) -> Claim:
        """Raises QueueFull."""
        return self._line.claim(order.place.id, order.person.id)

    async def write(self, order: Order) -> tuple[Turn, bool]:
        """Its turn, and whether that is new. Its files are on disk before the turn is; refused, they are not kept.

        Raises a `Refused`, NotWritten.
        """
        self._catalog.check(order.request, continues=order.continues)
        fresh = Turn(
            id=self._identify(),
            place=order.place,
            person=order.person,
            request=order.request,
            origin=order.origin,
            created_at=self._clock(),
            parent=order.parent,
            follows_head=order.follows_head,
            reserved=self._price(order),
        )
        try:
            async with self._pictures.keeping(order.files):
                turn = await self._turns.accept(fresh, self.budget(fresh))
        except StorageFailed as error:
            raise NotWritten from error
        return turn, turn.id == fresh.id

    def budget(self, turn: Turn) -> Budget | None:
        """Of the day on which the turn was accepted, for its entries in the ledger are of that day."""
        return daily(self._daily_budget, turn.created_at) if self._daily_budget is not None else None

    def _price(self, order: Order) -> int:
        return most(self._catalog, order.request, history=USUAL_HISTORY if order.continues else 0)
