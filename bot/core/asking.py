"""What is asked of the model for one turn: whether it may be asked once more, and what that has cost so far."""

import asyncio
from collections.abc import Iterator
from contextlib import contextmanager

from bot.core.charge import price_of_failure
from bot.core.errors import Cancelled, Cost, PlantainError
from bot.core.family import Family


class Asking:
    """*reserved* (millionths of a US dollar) stands for what nobody has told the price of.

    *placed*: the provider has the request already, as a task. `left` is set when nobody waits for the answer any more.
    """

    def __init__(self, reserved: int, *, placed: bool = False) -> None:
        self.reserved = reserved
        self.left = asyncio.Event()
        self._settled = 0
        self._is_open = self._may_have_cost = placed
        self._unwanted = False

    @property
    def charged(self) -> int:
        """What it is taken to have cost, all calls together."""
        return self._settled + (self.reserved if self._is_open else 0)

    @property
    def cost(self) -> Cost:
        return Cost.MAYBE if self._is_open or self._may_have_cost else Cost.NOTHING

    def stop(self) -> Cost:
        """Nothing more is asked from now on; what the calls until now cost, one that is under way included."""
        self._unwanted = True
        return self.cost

    @contextmanager
    def once(self, family: Family) -> Iterator[None]:
        """Make one call of a model of *family* inside. Raises Cancelled where no more is to be asked."""
        if self._unwanted:
            raise Cancelled(self.cost)
        self._is_open = True
        try:
            yield
        except PlantainError as error:
            self._settle(price_of_failure(family, error), may_have_cost=error.charge is not Cost.NOTHING)
            raise

    def answered(self, price: int | None) -> None:
        """There is a reply. *price*: None where nobody told."""
        self._settle(price, may_have_cost=True)

    def _settle(self, price: int | None, *, may_have_cost: bool) -> None:
        self._settled += self.reserved if price is None else price
        self._is_open, self._may_have_cost = False, self._may_have_cost or may_have_cost
