"""Turns as rows: nothing is lost on the way."""

import json
from dataclasses import replace
from datetime import datetime, timedelta, timezone
from typing import Any, cast

from hypothesis import given
from sqlalchemy import RowMapping

from bot.core.reply import RawPart
from bot.storage import rows
from tests.storage import samples
from tests.storage.samples import NOW, REPLY, a_turn

EAST = timezone(timedelta(hours=9))


def as_read(row: dict[str, Any]) -> RowMapping:
    """A row in place of one that a database returns."""
    return cast("RowMapping", row)


@given(samples.raw_parts)
def test_raw_parts_keep_their_spelling(parts: tuple[RawPart, ...]) -> None:
    """Order of keys, types of numbers, their digits and every character come back as they were."""
    turn = a_turn().generated(replace(REPLY, sent=parts, parts=parts))
    read = rows.turn(as_read(rows.added(turn))).reply
    assert read is not None
    assert json.dumps(read.parts) == json.dumps(parts)
    assert json.dumps(read.sent) == json.dumps(parts)


def test_raw_parts_of_the_strangest_kind() -> None:
    """Integers beyond 64 bits, long floats, negative zero, keys out of order, lone surrogates and U+0000 survive."""
    numbers = '"z": 123456789012345678901234567890, "a": 1.0, "b": -0.0, "c": 1e-07, "n": [1, 1.5, null]'
    wire = f'{{{numbers}, "s": "\\ud800 \\u0000 é"}}'
    turn = a_turn().generated(replace(REPLY, parts=(json.loads(wire),)))
    row = rows.added(turn)
    assert row["reply"].isascii()
    read = rows.turn(as_read(row)).reply
    assert read is not None
    assert json.dumps(read.parts[0]) == json.dumps(json.loads(wire))


def test_times_are_the_same_moment_in_utc() -> None:
    """A time of any zone is written as UTC, and read as UTC whether the database keeps zones or not."""
    turn = a_turn(created_at=NOW.astimezone(EAST))
    row = rows.added(turn)
    written: datetime = row["created_at"]
    assert written.utcoffset() == timedelta(0)
    for kept in (written, written.replace(tzinfo=None), written.astimezone(EAST)):
        read = rows.turn(as_read({**row, "created_at": kept})).created_at
        assert read == NOW
        assert read.utcoffset() == timedelta(0)


def test_an_older_row_is_read_with_defaults() -> None:
    """JSON without a field that has a default, or with one that nobody knows, is read all the same."""
    row = rows.added(a_turn())
    read = rows.turn(as_read({**row, "request": '{"words":"w","family":"f","unheard":[1]}'}))
    assert (read.request.words, read.request.references) == ("w", ())
    failed = rows.turn(as_read({**row, "failure": '{"code":"WordsOnly","sentence":"no","cost":"maybe"}'})).failure
    assert failed
    assert not failed.citations
