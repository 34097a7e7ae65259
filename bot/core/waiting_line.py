"""Those who wait: whether one more may, who gets room to draw, and showing people that they move up."""

import asyncio
import logging
from collections import Counter
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Self

from bot.core.errors import PostFailed, QueueFull, StorageFailed
from bot.core.limits import WAITING_IN_ALL, WAITING_PER_PERSON, WAITING_PER_PLACE
from bot.core.ports import Delivery, Turns
from bot.core.scheduling import Scheduler
from bot.core.turn import State, Turn

_log = logging.getLogger(__name__)

_POSITIONS = 5
"""How many waiting turns of a line are shown that they moved up: each is an edit, and Discord limits those."""

_SHOWING_SECONDS = 10.0
"""A position that takes longer to show is out of date."""


class Claim:
    """Counts as one that waits inside of this, or until it is released; a turn that is submitted counts by itself."""

    def __init__(self, claimed: Counter[tuple[str, int]], place: int, person: int) -> None:
        self._claimed, self._keys = claimed, [("place", place), ("person", person), ("all", 0)]
        claimed.update(self._keys)

    def release(self) -> None:
        """Safe to repeat."""
        for key in self._keys:
            self._claimed[key] -= 1
            if not self._claimed[key]:
                del self._claimed[key]
        self._keys = []

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.release()


class WaitingLine:
    """What people see of the scheduler."""

    def __init__(self, scheduler: Scheduler, turns: Turns, delivery: Delivery) -> None:
        self._scheduler, self._turns, self._delivery = scheduler, turns, delivery
        self._entering: Counter[tuple[str, int]] = Counter()
        self._due: set[str] = set()
        self._showing: dict[str, asyncio.Task[None]] = {}
        self._stopped = False

    def claim(self, place: int, person: int) -> Claim:
        """A place for a turn that is about to be submitted: others come while it is fetched for and written down.

        Raises QueueFull.
        """
        self._check(place, person)
        return Claim(self._entering, place, person)

    @asynccontextmanager
    async def room(self, turn: Turn) -> AsyncIterator[bool]:
        """Draw inside of this; False when the turn is not to be drawn any more.

        On leaving no position of its own is on its way that could cover what comes next.
        """
        if self._scheduler.room.is_full:
            self._show_soon(turn.id)  # its place among those who wait for room is known once it is one of them
            self.show(turn.place.id)
        try:
            async with self._scheduler.room.held(turn.person.id, turn.id) as is_next:
                self.show(turn.place.id)
                yield is_next
        finally:
            await self._settled(turn.id)

    async def withdraw(self, turn: Turn) -> None:
        """It waits no longer, and who is behind it moves up."""
        if self._scheduler.ahead(turn.place.id, turn.id):
            self._scheduler.withdraw(turn.place.id, turn.id)
            self.show(turn.place.id)
        await self._settled(turn.id)

    def show(self, place: int) -> None:
        """Show where they stand now to those who wait in a place, and to those who wait for room."""
        for turn_id in (*self._scheduler.line(place)[:_POSITIONS], *self._scheduler.room.line()[:_POSITIONS]):
            self._show_soon(turn_id)

    def stop(self) -> None:
        """Leave Discord to what comes in the end: people see their places as they are."""
        self._stopped = True
        self._due.clear()

    async def close(self) -> None:
        """Return when nothing is shown any more."""
        self.stop()
        if self._showing:
            await asyncio.wait(self._showing.values())

    def _check(self, place: int, person: int) -> None:
        entering = self._entering
        if self._scheduler.waiting(place) + entering["place", place] >= WAITING_PER_PLACE:
            raise QueueFull(WAITING_PER_PLACE)
        if self._scheduler.waiting_for(person) + entering["person", person] >= WAITING_PER_PERSON:
            raise QueueFull(WAITING_PER_PERSON, whose="yours")
        if self._scheduler.all_waiting() + entering["all", 0] >= WAITING_IN_ALL:
            raise QueueFull(WAITING_IN_ALL, whose="everywhere")

    def _show_soon(self, turn_id: str) -> None:
        if self._stopped:
            return
        self._due.add(turn_id)
        if turn_id not in self._showing:
            self._showing[turn_id] = asyncio.create_task(self._shown(turn_id), name=f"position of turn {turn_id}")

    async def _settled(self, turn_id: str) -> None:
        """Nothing is shown of its position any more."""
        self._due.discard(turn_id)
        if showing := self._showing.get(turn_id):
            await asyncio.wait((showing,))

    async def _shown(self, turn_id: str) -> None:
        """One edit after another, and of those that are due meanwhile only the last."""
        try:
            while turn_id in self._due:
                self._due.discard(turn_id)
                async with asyncio.timeout(_SHOWING_SECONDS):
                    await self._show(turn_id)
        except (PostFailed, StorageFailed, TimeoutError):
            _log.debug("turn %s: its position could not be shown", turn_id)
        except Exception:  # noqa: BLE001 - a position is no reason to hold anybody up
            _log.exception("turn %s: its position could not be shown", turn_id)
        finally:
            self._due.discard(turn_id)
            del self._showing[turn_id]

    async def _show(self, turn_id: str) -> None:
        turn = await self._turns.get(turn_id)
        ahead = self._scheduler.ahead(turn.place.id, turn_id) if turn else 0
        if turn and ahead and turn.state is State.ACCEPTED:
            await self._delivery.position(turn, ahead)
