from typing import Any

import pytest

from bot.playground.discord.rules import broken
from bot.playground.discord.rules_messages import AUTOCOMPLETE_RULES, MESSAGE_RULES, MODAL_RULES, Draft

V2 = 1 << 15
WORDS = {"type": 10, "content": "x"}
GALLERY = {"type": 12, "items": [{"media": {"url": "attachment://a.png"}}]}


@pytest.mark.parametrize(
    ("body", "files", "code"),
    [
        ({"content": "x" * 2000}, (), None),
        ({"content": "x" * 2001}, (), "BASE_TYPE_MAX_LENGTH"),
        ({"embeds": [{}] * 11}, (), "BASE_TYPE_MAX_LENGTH"),
        ({"embeds": [{"title": "x" * 257}]}, (), "BASE_TYPE_MAX_LENGTH"),
        ({"nonce": "x" * 26}, (), "BASE_TYPE_MAX_LENGTH"),
        ({"content": "x"}, ("f",) * 11, "BASE_TYPE_MAX_LENGTH"),
        ({"content": "x", "colour": 3}, (), "UNKNOWN_KEY"),
        ({"components": [WORDS], "flags": V2}, (), None),
        ({"components": [WORDS]}, (), "UNION_TYPE_CHOICES"),
        (
            {"components": [WORDS], "flags": V2, "content": "x"},
            (),
            "MESSAGE_CANNOT_USE_LEGACY_FIELDS_WITH_COMPONENTS_V2",
        ),
        (
            {"components": [WORDS], "flags": V2, "embeds": [{}]},
            (),
            "MESSAGE_CANNOT_USE_LEGACY_FIELDS_WITH_COMPONENTS_V2",
        ),
        ({"components": [GALLERY], "flags": V2}, ("a.png",), None),
        ({"components": [GALLERY], "flags": V2}, ("b.png",), "UNFURLED_MEDIA_ITEM_REFERENCED_ATTACHMENT_NOT_FOUND"),
        ({"embeds": [{"image": {"url": "attachment://a"}}]}, (), "UNFURLED_MEDIA_ITEM_REFERENCED_ATTACHMENT_NOT_FOUND"),
    ],
)
def test_messages_keep_their_limits(body: dict[str, Any], files: tuple[str, ...], code: str | None) -> None:
    """Each limit of a message is told by its code, and what is within the limits passes."""
    found = {violation.code for violation in broken(MESSAGE_RULES, Draft(body, files))}
    assert found == ({code} if code else set())


@pytest.mark.parametrize(
    ("change", "code"),
    [
        ({}, None),
        ({"title": "x" * 46}, "BASE_TYPE_BAD_LENGTH"),
        ({"custom_id": None}, "BASE_TYPE_REQUIRED"),
        ({"components": [WORDS] * 6}, "BASE_TYPE_BAD_LENGTH"),
        ({"components": [GALLERY]}, "UNION_TYPE_CHOICES"),
    ],
)
def test_forms_keep_their_limits(change: dict[str, Any], code: str | None) -> None:
    """A form needs an id and a short title and takes one to five parts of the right kinds."""
    modal = {"custom_id": "m", "title": "T", "components": [WORDS], **change}
    assert {violation.code for violation in broken(MODAL_RULES, modal)} == ({code} if code else set())


@pytest.mark.parametrize(
    ("choices", "code"),
    [
        ([{"name": "a", "value": "a"}] * 25, None),
        ([{"name": "a", "value": "a"}] * 26, "BASE_TYPE_MAX_LENGTH"),
        ([{"name": "x" * 101, "value": "a"}], "BASE_TYPE_BAD_LENGTH"),
        ([{"name": "a", "value": "x" * 101}], "BASE_TYPE_BAD_LENGTH"),
        ([{"name": "a", "value": 5}], None),
    ],
)
def test_autocomplete_keeps_its_limits(choices: list[dict[str, Any]], code: str | None) -> None:
    """At most 25 choices, with short names and values."""
    found = {violation.code for violation in broken(AUTOCOMPLETE_RULES, {"choices": choices})}
    assert found == ({code} if code else set())
