"""Ids of turns and errors."""

from collections.abc import Callable
from datetime import datetime

from bot.core.ports import Clock

_DIGITS = "0123456789abcdefghijklmnopqrstuv"
_LENGTH = 13
_COUNTED = 16


class Identifier:
    """13 digits of base 32: milliseconds since 1970 and 16 bits that start at random, so that ids sort by time.

    Ids of one identifier never repeat, even when the clock stands still or goes back. *random* gives 16 bits.
    """

    def __init__(self, clock: Clock, random: Callable[[], int]) -> None:
        self._clock, self._random, self._last = clock, random, 0

    def __call__(self) -> str:
        fresh = (_milliseconds(self._clock()) << _COUNTED) | (self._random() & (2**_COUNTED - 1))
        self._last = max(fresh, self._last + 1)
        return _written(self._last)


def _milliseconds(moment: datetime) -> int:
    return int(moment.timestamp() * 1000)


def _written(number: int) -> str:
    return "".join(_DIGITS[number >> 5 * place & 31] for place in reversed(range(_LENGTH)))
