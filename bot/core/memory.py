"""What a process may forget: bounded, so that strangers cannot fill its memory."""

from collections import OrderedDict
from datetime import datetime, timedelta
from typing import Generic, TypeVar

from bot.core.ports import Clock

K = TypeVar("K")
V = TypeVar("V")


class Recent(Generic[K, V]):
    """The newest *most* entries."""

    def __init__(self, most: int) -> None:
        self._most = most
        self._entries: OrderedDict[K, V] = OrderedDict()

    def put(self, key: K, value: V) -> None:
        self._entries[key] = value
        self._entries.move_to_end(key)
        if len(self._entries) > self._most:
            self._entries.popitem(last=False)

    def get(self, key: K) -> V | None:
        return self._entries.get(key)


class Repeats:
    """Notices what Discord sends a second time, as it may, within moments of the first."""

    def __init__(self, most: int = 1000) -> None:
        self._known: Recent[int, bool] = Recent(most)

    def has(self, event: int) -> bool:
        """Whether the event with this id came before; from now on it did."""
        came = self._known.get(event) is not None
        self._known.put(event, True)
        return came


class Seldom:
    """Says whether something may be said to somebody again: once in *every*, as far as is remembered."""

    def __init__(self, clock: Clock, every: timedelta, most: int = 1000) -> None:
        self._clock, self._every = clock, every
        self._last: Recent[int, datetime] = Recent(most)

    def may(self, person: int) -> bool:
        now, last = self._clock(), self._last.get(person)
        if last is not None and now - last < self._every:
            return False
        self._last.put(person, now)
        return True
