"""How long to leave alone what could not be finished: the longer, the longer that has been so."""

from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Final

from bot.core.ports import Clock
from bot.core.turn import Turn

LONGEST: Final = timedelta(minutes=30)


class Backoff:
    """Each gap is as long as the turn is old, up to LONGEST, so that a restart does not begin with short ones again."""

    def __init__(self, clock: Clock) -> None:
        self._clock = clock
        self._next: dict[str, datetime] = {}

    def due(self, left: Sequence[Turn]) -> Sequence[Turn]:
        """Of all that is *left* what is to be tried now; what is not among them any more is forgotten."""
        now = self._clock()
        times = {turn.id: self._next.get(turn.id, now) for turn in left}
        due = [turn for turn in left if times[turn.id] <= now]
        self._next = times | {turn.id: now + min(now - turn.created_at, LONGEST) for turn in due}
        return due
