"""What a bot under torture has written down, read from its database as any operator could."""

import json
import re
import sqlite3
from collections.abc import Iterator, Sequence
from contextlib import closing, contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

_WISH = re.compile(r"wish (\d+)\b")


@dataclass(frozen=True, slots=True)
class Row:
    """A turn; `wish` is the number in its words, `cost` what its failure says of it, `pictures` are SHA-256s."""

    seq: int
    id: str
    place: int
    origin: int
    state: str
    parent: str | None
    wish: int
    private: bool
    called_at: str | None
    closed: bool
    reserved: int
    charged: int | None
    cost: str | None
    post: int | None
    pictures: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Entry:
    turn: str
    closing: bool
    amount: int


@dataclass(frozen=True, slots=True)
class Books:
    """The database of a data folder; every method reads it anew."""

    file: Path

    def turns(self) -> Sequence[Row]:
        """In the order in which they were accepted."""
        return [_row(found) for found in self._all("SELECT * FROM turns ORDER BY seq")]

    def entries(self) -> Sequence[Entry]:
        found = self._all("SELECT turn, closing, amount FROM ledger ORDER BY seq")
        return [Entry(row["turn"], bool(row["closing"]), row["amount"]) for row in found]

    def counted(self) -> tuple[int, dict[int, int]]:
        """How many turns there are, and how many are open in each place."""
        if not self.file.exists():
            return 0, {}
        total = self._all("SELECT count(*) AS number FROM turns")[0]["number"]
        left = self._all("SELECT place, count(*) AS number FROM turns WHERE closed_at IS NULL GROUP BY place")
        return total, {row["place"]: row["number"] for row in left}

    def damage(self) -> list[str]:
        """What SQLite itself finds wrong."""
        whole = [row[0] for row in self._all("PRAGMA integrity_check")]
        return [*(word for word in whole if word != "ok"), *map(str, self._all("PRAGMA foreign_key_check"))]

    def _all(self, query: str) -> list[Any]:
        with self._open() as connection:
            return connection.execute(query).fetchall()

    @contextmanager
    def _open(self) -> Iterator[sqlite3.Connection]:
        with closing(sqlite3.connect(self.file, timeout=10)) as connection:
            connection.row_factory = sqlite3.Row
            yield connection


def wish_in(words: str) -> int:
    """The number that the crowd gave to the newest wish in these words; 0 where there is none."""
    found = _WISH.findall(words)
    return int(found[-1]) if found else 0


def _row(found: Any) -> Row:
    request, reply = json.loads(found["request"]), json.loads(found["reply"] or "{}")
    return Row(
        seq=found["seq"],
        id=found["id"],
        place=found["place"],
        origin=found["origin"],
        state=found["state"],
        parent=found["parent"],
        wish=wish_in(request["words"]),
        private=request["private"],
        called_at=found["called_at"],
        closed=found["closed_at"] is not None,
        reserved=found["reserved"],
        charged=found["charged"],
        cost=json.loads(found["failure"])["cost"] if found["failure"] else None,
        post=found["post"],
        pictures=tuple(picture["sha256"] for picture in reply.get("pictures", ())),
    )
