"""Reading rows one by one, so that one that can't be read hides no other."""

import logging
from collections.abc import Iterable, Sequence
from typing import Any

from sqlalchemy import RowMapping, Select, select

from bot.core.turn import Turn
from bot.storage import rows
from bot.storage.failures import FAILURES
from bot.storage.tables import turns

_log = logging.getLogger(__name__)

OPEN: Select[Any] = select(turns).where(turns.c.closed_at.is_(None)).order_by(turns.c.seq)


class Reader:
    """Leaves out what can't be read, and names each such row to the operator once."""

    def __init__(self) -> None:
        self._told: set[str] = set()

    def turns(self, found: Iterable[RowMapping]) -> Sequence[Turn]:
        return tuple(turn for row in found if (turn := self._turn(row)))

    def _turn(self, row: RowMapping) -> Turn | None:
        try:
            return rows.turn(row)
        except FAILURES as error:
            if row["id"] not in self._told:
                self._told.add(row["id"])
                _log.warning(
                    "turn %s can't be read (%s), and is left out: plantain restore puts back a backup that has it",
                    row["id"],
                    type(error).__name__,
                )
            return None


def unreadable(found: Iterable[RowMapping]) -> Sequence[str]:
    """The ids of the turns that can't be read."""
    damaged = []
    for row in found:
        try:
            rows.turn(row)
        except FAILURES:
            damaged.append(row["id"])
    return damaged
