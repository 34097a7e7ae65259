"""What is wrong with a preset, in plain words; whole files are read in test_providers.py."""

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
            "search.*, entry 2: invalid enum value 'all'; allowed is web or web + images.",
        ),
        ({"references": 0}, "references: expected a whole number >= 1."),
        ({"colour": 1}, f"colour is not a field; allowed are like, {', '.join(fields(Preset)[:-1])} and notes."),
    ],
)
def test_the_place_comes_first_with_every_key_that_leads_there(table: dict[str, Any], clause: str) -> None:
    """The validator counts entries and leaves keys out; people look for what they wrote."""
    with pytest.raises(msgspec.ValidationError) as wrong:
        msgspec.convert(table, Preset)
    assert told(wrong.value, table) == clause


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
    odd = Preset(base_url="http://h:77777", per_picture={"pro": 1.0}, modalities=("TEXT",), tasks={"B": tasks})
    assert [clause.partition(" ")[0] for clause in contradictions(odd, ["nano-banana"])] == [
        "per_picture",
        "base_url",
        "modalities",
        "tasks.B.body.x",
    ]
