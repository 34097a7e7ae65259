from typing import Any

import pytest

from bot.playground.discord.rules import broken
from bot.playground.discord.rules_components import COMPONENT_RULES, LAYOUT_TOP, MESSAGE_TOP, MODAL_TOP, Tree

Json = dict[str, Any]


def button(custom_id: str = "a", **more: Any) -> Json:
    return {"type": 2, "style": 1, "label": "Go", "custom_id": custom_id, **more}


def row(*children: Json) -> Json:
    return {"type": 1, "components": list(children)}


def words(text: str = "x", **more: Any) -> Json:
    return {"type": 10, "content": text, **more}


def options(count: int) -> Json:
    found = [{"label": str(number), "value": str(number)} for number in range(count)]
    return {"type": 3, "custom_id": "s", "options": found}


def label(component: Json, text: str = "Label") -> Json:
    return {"type": 18, "label": text, "component": component}


def entry(**more: Any) -> Json:
    return {"type": 4, "custom_id": "t", "style": 1, **more}


def codes(components: list[Json], top: tuple[int, ...]) -> set[str]:
    return {violation.code for violation in broken(COMPONENT_RULES, Tree(components, top))}


GALLERY_11 = {"type": 12, "items": [{"media": {"url": "https://x"}}] * 11}
SECTION = {"type": 9, "components": [words()], "accessory": button()}
FINE = [
    ([row(*[button(str(n)) for n in range(5)])] * 1, MESSAGE_TOP),
    ([row(options(25))], MESSAGE_TOP),
    ([{"type": 17, "components": [words(), SECTION, row(button("b"))]}], LAYOUT_TOP),
    ([words("x" * 4000)], LAYOUT_TOP),
    ([words() for _ in range(40)], LAYOUT_TOP),
    ([row({"type": 2, "style": 5, "label": "Open", "url": "https://x"})], MESSAGE_TOP),
    ([label(entry()), label({"type": 19, "custom_id": "f", "max_values": 10}), words()], MODAL_TOP),
    ([row(entry(label="Old"))], MODAL_TOP),
]
BROKEN = [
    ([row(*[button(str(n)) for n in range(6)])], MESSAGE_TOP, "BASE_TYPE_BAD_LENGTH"),
    ([row()], MESSAGE_TOP, "BASE_TYPE_BAD_LENGTH"),
    ([row(button(str(n))) for n in range(6)], MESSAGE_TOP, "BASE_TYPE_BAD_LENGTH"),
    ([row(button(label="x" * 81))], MESSAGE_TOP, "BASE_TYPE_MAX_LENGTH"),
    ([row(button("x" * 101))], MESSAGE_TOP, "BASE_TYPE_BAD_LENGTH"),
    ([row(button(), button())], MESSAGE_TOP, "COMPONENT_CUSTOM_ID_DUPLICATED"),
    ([words(id=3), words(id=3)], LAYOUT_TOP, "COMPONENT_ID_DUPLICATED"),
    ([row(options(26))], MESSAGE_TOP, "BASE_TYPE_BAD_LENGTH"),
    ([row(options(2) | {"max_values": 26})], MESSAGE_TOP, "NUMBER_TYPE_MAX"),
    ([row(options(2) | {"min_values": -1})], MESSAGE_TOP, "NUMBER_TYPE_MIN"),
    ([row(button(), options(2))], MESSAGE_TOP, "COMPONENT_LAYOUT_WIDTH_EXCEEDED"),
    ([row({"type": 2, "style": 5, "label": "Open"})], MESSAGE_TOP, "BASE_TYPE_REQUIRED"),
    ([row(button(style=5, url="https://x"))], MESSAGE_TOP, "BUTTON_COMPONENT_CUSTOM_ID_URL_EXCLUSIVE"),
    ([row(button(label=None))], MESSAGE_TOP, "BUTTON_COMPONENT_INVALID"),
    ([words()], MESSAGE_TOP, "UNION_TYPE_CHOICES"),
    ([{"type": 17, "components": [{"type": 17, "components": [words()]}]}], LAYOUT_TOP, "UNION_TYPE_CHOICES"),
    ([GALLERY_11], LAYOUT_TOP, "BASE_TYPE_BAD_LENGTH"),
    ([words("")], LAYOUT_TOP, "BASE_TYPE_BAD_LENGTH"),
    ([words() for _ in range(41)], LAYOUT_TOP, "COMPONENT_MAX_TOTAL_COMPONENTS_EXCEEDED"),
    ([words("x" * 2000), words("x" * 2001)], LAYOUT_TOP, "COMPONENT_DISPLAYABLE_TEXT_SIZE_EXCEEDED"),
    ([row(entry(label="x"))], MESSAGE_TOP, "BASE_TYPE_CHOICES"),
    ([row(button())], MODAL_TOP, "BASE_TYPE_CHOICES"),
    ([label(entry(), "x" * 46)], MODAL_TOP, "BASE_TYPE_BAD_LENGTH"),
    ([label({"type": 19, "custom_id": "f", "max_values": 11})], MODAL_TOP, "NUMBER_TYPE_MAX"),
    ([label(entry(max_length=4001))], MODAL_TOP, "NUMBER_TYPE_MAX"),
    ([label(button())], MODAL_TOP, "UNION_TYPE_CHOICES"),
]


@pytest.mark.parametrize(("components", "top"), FINE)
def test_what_the_docs_allow_passes(components: list[Json], top: tuple[int, ...]) -> None:
    """Components at their limits are taken."""
    assert codes(components, top) == set()


@pytest.mark.parametrize(("components", "top", "code"), BROKEN)
def test_what_the_docs_forbid_is_told(components: list[Json], top: tuple[int, ...], code: str) -> None:
    """Components past a limit are refused with the code of that limit."""
    assert code in codes(components, top)
