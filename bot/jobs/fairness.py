"""Who may go next when there is less room than there are wishes: people in turn, each with what they asked first."""

import asyncio
from collections import deque
from collections.abc import AsyncIterator, Iterable, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass
from itertools import chain, zip_longest


@dataclass(eq=False, slots=True)
class _Waiter:
    turn_id: str
    let_in: asyncio.Future[bool]


class FairRoom:
    """The `Room` port, for *count* at a time. Whoever waits is let in person by person, round and round."""

    def __init__(self, count: int) -> None:
        self._free = count
        self._waiting: dict[int, deque[_Waiter]] = {}
        self._closed = False

    @property
    def is_full(self) -> bool:
        """Whether one more would have to wait."""
        return not self._free or bool(self._waiting)

    def waiting_for(self, person: int) -> int:
        return len(self._waiting.get(person, ()))

    def before(self, person: int) -> int:
        """How many that wait would be let in before one more turn of *person*, if nobody else comes."""
        newcomer = _Waiter("", asyncio.get_running_loop().create_future())
        theirs = {**self._waiting, person: [*self._waiting.get(person, ()), newcomer]}
        return _in_turn(theirs.values()).index(newcomer)

    def line(self) -> Sequence[str]:
        """The turns that wait, as they will be let in if nobody else comes."""
        return [waiter.turn_id for waiter in _in_turn(self._waiting.values())]

    @asynccontextmanager
    async def held(self, person: int, turn_id: str) -> AsyncIterator[bool]:
        """Hold a place inside of this: False when there is none any more, for the turn has left the line."""
        if not await self._enter(person, turn_id):
            yield False
            return
        try:
            yield True
        finally:
            self._free += 1
            self._let_in()

    def withdraw(self, turn_id: str) -> bool:
        """Let a turn wait no longer; whether it did."""
        for waiter in self._waiters():
            if waiter.turn_id == turn_id:
                self._forget(waiter)
                waiter.let_in.set_result(False)
                return True
        return False

    def close(self) -> None:
        """Let nobody in any more."""
        self._closed = True
        for waiter in self._waiters():
            waiter.let_in.set_result(False)
        self._waiting.clear()

    async def _enter(self, person: int, turn_id: str) -> bool:
        if self._closed:
            return False
        if not self.is_full:
            self._free -= 1
            return True
        waiter = _Waiter(turn_id, asyncio.get_running_loop().create_future())
        self._waiting.setdefault(person, deque()).append(waiter)
        try:
            return await waiter.let_in
        except asyncio.CancelledError:
            if waiter.let_in.cancelled():
                self._forget(waiter)
            elif waiter.let_in.result():  # let in and cancelled in the same turn of the loop
                self._free += 1
                self._let_in()
            raise

    def _let_in(self) -> None:
        """Give free places to the people at the front, each of whom then goes to the back."""
        while self._free and self._waiting:
            person, waiters = next(iter(self._waiting.items()))
            waiter = waiters.popleft()
            del self._waiting[person]
            if waiters:
                self._waiting[person] = waiters
            waiter.let_in.set_result(True)
            self._free -= 1

    def _waiters(self) -> list[_Waiter]:
        return list(chain.from_iterable(self._waiting.values()))

    def _forget(self, waiter: _Waiter) -> None:
        for person, waiters in self._waiting.items():
            if waiter in waiters:
                waiters.remove(waiter)
                if not waiters:
                    del self._waiting[person]
                return


def _in_turn(lines: Iterable[Iterable[_Waiter]]) -> list[_Waiter]:
    """Round and round, one of each line."""
    return [waiter for waiter in chain.from_iterable(zip_longest(*lines)) if waiter]
