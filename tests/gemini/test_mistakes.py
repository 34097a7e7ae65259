"""What is wrong with a preset, in plain words; whole files are read in test_providers.py."""

import re
from datetime import UTC, date, datetime, time
from typing import Any

import msgspec
import pytest

from bot.gemini.mistakes import contradictions, fields, told
from bot.gemini.presets import Preset, Tasks


@pytest.mark.parametrize(
    ("table", "clause"),
    [
        ({"timeout": "long"}, "timeout: expected a number, got text."),
        ({"ids": {"a": ["x"], "b": ["y", 7]}}, "ids.b, entry 2: expected text, got a whole number."),
        ({"headers": {"X-A": "b\n"}}, "headers.X-A: expected plain letters on one line."),
        (
            {"search": {"*": ["web", "all"]}},
            "search.*, entry 2: all is unknown; allowed is web or web + images.",
        ),
        ({"references": 0}, "references: expected a whole number of at least 1."),
        ({"references": "x"}, "references: expected a whole number, got text."),
        ({"references": date(2026, 1, 1)}, "references: expected a whole number, got a date."),
        ({"timeout": time(1)}, "timeout: expected a number, got a time of day."),
        ({"title": datetime(2026, 1, 1, tzinfo=UTC)}, "title: expected text, got a date and a time of day."),
        ({"timeout": 3600.5}, "timeout: expected a number of at most 3600."),
        ({"title": "x" * 81}, "title: expected text of at most 80 characters."),
        ({"way": "x" * 300}, f"way: {'x' * 59}\u2026 is unknown; allowed is call or task."),
        ({"colour": 1}, f"colour is not a field; allowed are like, {', '.join(fields(Preset)[:-1])} and notes."),
    ],
)
def test_the_place_comes_first_with_every_key_that_leads_there(table: dict[str, Any], clause: str) -> None:
    """The validator counts entries and leaves keys out; people look for what they wrote."""
    with pytest.raises(msgspec.ValidationError) as wrong:
        msgspec.convert(table, Preset)
    assert told(wrong.value, table) == clause


ODD: tuple[Any, ...] = (
    "x",
    "",
    "x" * 300,
    7,
    -1,
    1.5,
    True,
    date(2026, 1, 1),
    time(1),
    [],
    [1],
    ["x"],
    {},
    {"a": 1},
    {"*": ["x"]},
)


@pytest.mark.parametrize("field", fields(Preset))
def test_no_clause_is_in_programmers_words(field: str) -> None:
    """Whatever stands in a field that takes something else."""
    clauses = [clause for value in ODD if (clause := mistaken({field: value}))]
    assert clauses
    for clause in clauses:
        assert not re.search(r"[`|]|\b(?:str|int|float|bool|null|enum|regex|object|array)\b|[<>]=", clause)
        assert len(clause) < 600


def mistaken(table: dict[str, Any]) -> str | None:
    try:
        msgspec.convert(table, Preset)
    except msgspec.ValidationError as wrong:
        return told(wrong, table)
    return None


def test_what_types_cannot_say_is_found() -> None:
    """Each contradiction is a clause of its own; a preset without any has none."""
    assert list(contradictions(Preset(), ["nano-banana"])) == []
    tasks = Tasks(
        submit="/a",
        poll="/b/{id}",
        body={"x": [object()]},
        ids=("id",),
        states=("s",),
        results=("r",),
        done=(),
        failed=(),
    )
    everybody = Preset(ids={"*": ("m",)}, sizes={"*": {"1K": "1K"}})
    assert list(contradictions(everybody, ["nano-banana"])) == ["ids names the family *; allowed is nano-banana"]
    odd = Preset(base_url="http://h:77777", per_picture={"pro": 1.0}, modalities=("TEXT",), tasks={"B": tasks})
    assert [clause.partition(" ")[0] for clause in contradictions(odd, ["nano-banana"])] == [
        "per_picture",
        "base_url",
        "modalities",
        "tasks.B.body.x",
    ]
