from typing import Any

import pytest

from bot.playground.discord.choosing import NotPossible
from bot.playground.discord.components import numbered
from bot.playground.discord.filling import fill
from bot.playground.discord.invocations import Modal
from bot.playground.discord.records import Attachment

SIZES = [{"label": "1K", "value": "1K", "default": True}, {"label": "2K", "value": "2K"}]
PARTS: list[dict[str, Any]] = [
    {"type": 10, "content": "Hello"},
    {"type": 18, "label": "Prompt", "component": {"type": 4, "custom_id": "prompt", "value": "tree", "max_length": 9}},
    {"type": 18, "label": "Size", "component": {"type": 3, "custom_id": "size", "options": SIZES}},
    {"type": 18, "label": "Files", "component": {"type": 19, "custom_id": "files", "required": False, "min_values": 0}},
    {"type": 1, "components": [{"type": 4, "custom_id": "old", "required": False}]},
]
FORM = Modal(1, {"custom_id": "m", "title": "T", "components": list(numbered(PARTS))})


def values(parts: list[dict[str, Any]]) -> dict[str, Any]:
    fields = [part["component"] for part in parts if "component" in part]
    fields += [child for part in parts for child in part.get("components", ())]
    return {field["custom_id"]: field.get("value", field.get("values")) for field in fields}


def test_untouched_fields_keep_what_the_form_shows() -> None:
    """Defaults are sent as they stand, empty ones as empty."""
    filled = fill(FORM, {}, {})
    assert values(filled) == {"prompt": "tree", "size": ["1K"], "files": [], "old": ""}
    assert filled[0] == {"type": 10, "id": 1}


def test_what_is_entered_is_sent() -> None:
    """Words, choices and uploaded files are in the submitted form."""
    filled = fill(FORM, {"prompt": "boat", "size": ["2K"]}, {"files": (Attachment(7, "a", "b", 1),)})
    assert values(filled) == {"prompt": "boat", "size": ["2K"], "files": ["7"], "old": ""}


@pytest.mark.parametrize(
    ("chosen", "sentence"),
    [
        ({"nothing": "x"}, "no field"),
        ({"prompt": ""}, "required"),
        ({"prompt": "x" * 10}, "outside"),
        ({"size": ["4K"]}, "not among"),
        ({"size": ["1K", "2K"]}, "outside"),
        ({"size": []}, "required"),
    ],
)
def test_a_client_holds_a_wrong_form_back(chosen: dict[str, Any], sentence: str) -> None:
    """Unknown, empty, long and impossible entries are not submitted."""
    with pytest.raises(NotPossible, match=sentence):
        fill(FORM, chosen, {})


def test_too_many_files_are_held_back() -> None:
    """A file upload takes as many as it says."""
    with pytest.raises(NotPossible, match="outside"):
        fill(FORM, {}, {"files": (Attachment(7, "a", "b", 1), Attachment(8, "a", "b", 1))})
