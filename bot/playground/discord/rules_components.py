"""Limits of components, in messages and in modals."""

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Final

from bot.playground.discord.components import ComponentKind as Kind
from bot.playground.discord.components import Path, walk
from bot.playground.discord.records import Json
from bot.playground.discord.rules import Length, Rule, Violation

REFERENCE: Final = "Discord docs, Components reference"
LINK_STYLE: Final = 5
PREMIUM_STYLE: Final = 6
MOST_COMPONENTS: Final = 40
MOST_TEXT: Final = 4000
MOST_ROWS: Final = 5

SELECTS: Final = (Kind.STRING_SELECT, Kind.USER_SELECT, Kind.ROLE_SELECT, Kind.MENTIONABLE_SELECT, Kind.CHANNEL_SELECT)
_BLOCKS: Final = (Kind.ACTION_ROW, Kind.SECTION, Kind.TEXT_DISPLAY, Kind.MEDIA_GALLERY, Kind.FILE, Kind.SEPARATOR)
_INPUTS: Final = (
    Kind.TEXT_INPUT,
    *SELECTS,
    Kind.FILE_UPLOAD,
    Kind.RADIO_GROUP,
    Kind.CHECKBOX_GROUP,
    Kind.CHECKBOX,
)


def _text(key: str, least: int, most: int, *, required: bool = False) -> Length:
    return Length(key, least, most, REFERENCE, required)


_ID: Final = _text("custom_id", 1, 100, required=True)
_SELECT: Final = (_ID, _text("placeholder", 0, 150))
LENGTHS: Final[Mapping[int, tuple[Length, ...]]] = {
    Kind.ACTION_ROW: (_text("components", 1, 5, required=True),),
    Kind.BUTTON: (_text("label", 0, 80), _text("custom_id", 1, 100), _text("url", 1, 512)),
    Kind.STRING_SELECT: (*_SELECT, _text("options", 1, 25, required=True)),
    Kind.USER_SELECT: _SELECT,
    Kind.ROLE_SELECT: _SELECT,
    Kind.MENTIONABLE_SELECT: _SELECT,
    Kind.CHANNEL_SELECT: _SELECT,
    Kind.TEXT_INPUT: (_ID, _text("label", 1, 45), _text("value", 0, 4000), _text("placeholder", 0, 100)),
    Kind.SECTION: (_text("components", 1, 3, required=True),),
    Kind.TEXT_DISPLAY: (_text("content", 1, 4000, required=True),),
    Kind.THUMBNAIL: (_text("description", 0, 1024),),
    Kind.MEDIA_GALLERY: (_text("items", 1, 10, required=True),),
    Kind.CONTAINER: (_text("components", 1, 40, required=True),),
    Kind.LABEL: (_text("label", 1, 45, required=True), _text("description", 0, 100)),
    Kind.FILE_UPLOAD: (_ID,),
    Kind.RADIO_GROUP: (_ID, _text("options", 2, 10, required=True)),
    Kind.CHECKBOX_GROUP: (_ID, _text("options", 1, 10, required=True)),
    Kind.CHECKBOX: (_ID,),
}
OPTION_LENGTHS: Final = (
    _text("label", 1, 100, required=True),
    _text("value", 1, 100, required=True),
    _text("description", 0, 100),
)
# (kind, field) to the least and most that the number may be
RANGES: Final[Mapping[tuple[int, str], tuple[int, int]]] = {
    **{(kind, "min_values"): (0, 25) for kind in SELECTS},
    **{(kind, "max_values"): (1, 25) for kind in SELECTS},
    (Kind.TEXT_INPUT, "min_length"): (0, 4000),
    (Kind.TEXT_INPUT, "max_length"): (1, 4000),
    (Kind.FILE_UPLOAD, "min_values"): (0, 10),
    (Kind.FILE_UPLOAD, "max_values"): (1, 10),
    (Kind.BUTTON, "style"): (1, PREMIUM_STYLE),
}
CHILDREN: Final[Mapping[tuple[int, str], tuple[int, ...]]] = {
    (Kind.ACTION_ROW, "components"): (Kind.BUTTON, *SELECTS, Kind.TEXT_INPUT),
    (Kind.SECTION, "components"): (Kind.TEXT_DISPLAY,),
    (Kind.SECTION, "accessory"): (Kind.BUTTON, Kind.THUMBNAIL),
    (Kind.CONTAINER, "components"): _BLOCKS,
    (Kind.LABEL, "component"): _INPUTS,
}
MESSAGE_TOP: Final = (Kind.ACTION_ROW,)
LAYOUT_TOP: Final = (*_BLOCKS, Kind.CONTAINER)
MODAL_TOP: Final = (Kind.LABEL, Kind.TEXT_DISPLAY, Kind.ACTION_ROW)
MODAL_ONLY: Final = (Kind.TEXT_INPUT, Kind.LABEL, Kind.FILE_UPLOAD, *_INPUTS[-3:])


@dataclass(frozen=True, slots=True)
class Tree:
    """Components of one message or modal; `top` are the kinds allowed at its top."""

    components: list[Json]
    top: tuple[int, ...]

    def __iter__(self) -> Iterator[tuple[Path, Json]]:
        return walk(self.components)


def _kinds(tree: Tree) -> Iterator[Violation]:
    for index, component in enumerate(tree.components):
        yield from _kind(("components", index), component, tree.top)
    for path, component in tree:
        for (kind, key), allowed in CHILDREN.items():
            if component.get("type") == kind and (nested := component.get(key)) is not None:
                children = nested if isinstance(nested, list) else [nested]
                for index, child in enumerate(children):
                    place = (*path, key, index) if isinstance(nested, list) else (*path, key)
                    yield from _kind(place, child, allowed)


def _kind(path: Path, component: Json, allowed: tuple[int, ...]) -> Iterator[Violation]:
    if component.get("type") not in allowed:
        names = ", ".join(str(int(kind)) for kind in allowed)
        yield Violation((*path, "type"), "UNION_TYPE_CHOICES", f'Value of field "type" must be one of ({names}).')


def _places(tree: Tree) -> Iterator[Violation]:
    """Form inputs only in forms, the rest of the interactive parts only in messages."""
    in_modal = tree.top == MODAL_TOP
    for path, component in tree:
        kind = component.get("type")
        if (kind in MODAL_ONLY and not in_modal) or (kind == Kind.BUTTON and in_modal):
            yield Violation((*path, "type"), "BASE_TYPE_CHOICES", "This component cannot be used here.")


def _lengths(tree: Tree) -> Iterator[Violation]:
    for path, component in tree:
        for length in LENGTHS.get(component.get("type", 0), ()):
            yield from length.check(component, path)
        for index, option in enumerate(component.get("options") or ()):
            for length in OPTION_LENGTHS:
                yield from length.check(option, (*path, "options", index))


def _ranges(tree: Tree) -> Iterator[Violation]:
    for path, component in tree:
        for (kind, key), (least, most) in RANGES.items():
            value = component.get(key)
            if component.get("type") == kind and value is not None and not least <= value <= most:
                code = "NUMBER_TYPE_MAX" if value > most else "NUMBER_TYPE_MIN"
                yield Violation((*path, key), code, f"int value should be between {least} and {most}.")


def _rows(tree: Tree) -> Iterator[Violation]:
    for path, component in tree:
        children = component.get("components") or []
        mixed = len(children) > 1 and any(child.get("type") != Kind.BUTTON for child in children)
        if component.get("type") == Kind.ACTION_ROW and mixed:
            yield Violation(path, "COMPONENT_LAYOUT_WIDTH_EXCEEDED", "The specified component exceeds the width.")
    if tree.top == MESSAGE_TOP and len(tree.components) > MOST_ROWS:
        yield Violation(("components",), "BASE_TYPE_BAD_LENGTH", "Must be between 1 and 5 in length.")


def _buttons(tree: Tree) -> Iterator[Violation]:
    for path, component in tree:
        if component.get("type") != Kind.BUTTON:
            continue
        style = component.get("style")
        wanted = {LINK_STYLE: "url", PREMIUM_STYLE: "sku_id"}.get(style or 0, "custom_id")
        if component.get(wanted) is None:
            yield Violation((*path, wanted), "BASE_TYPE_REQUIRED", "This field is required")
        if style == LINK_STYLE and component.get("custom_id") is not None:
            yield Violation(
                (*path, "custom_id"), "BUTTON_COMPONENT_CUSTOM_ID_URL_EXCLUSIVE", "Url or custom id, not both"
            )
        if style != PREMIUM_STYLE and not (component.get("label") or component.get("emoji")):
            yield Violation(path, "BUTTON_COMPONENT_INVALID", "A button needs a label or an emoji")


def _unique(tree: Tree) -> Iterator[Violation]:
    for key, code in (("custom_id", "COMPONENT_CUSTOM_ID_DUPLICATED"), ("id", "COMPONENT_ID_DUPLICATED")):
        counts = Counter(component.get(key) for _, component in tree if component.get(key))
        for path, component in tree:
            if counts[component.get(key)] > 1:
                yield Violation((*path, key), code, f"Component {key.replace('_', ' ')} cannot be duplicated")


def _total(tree: Tree) -> Iterator[Violation]:
    if sum(1 for _ in tree) > MOST_COMPONENTS:
        message = f"The maximum number of components is {MOST_COMPONENTS}, nested ones included."
        yield Violation(("components",), "COMPONENT_MAX_TOTAL_COMPONENTS_EXCEEDED", message)


def _text_total(tree: Tree) -> Iterator[Violation]:
    if text_length(tree.components) > MOST_TEXT:
        message = f"The total displayable text must be {MOST_TEXT} or fewer characters."
        yield Violation(("components",), "COMPONENT_DISPLAYABLE_TEXT_SIZE_EXCEEDED", message)


def text_length(components: Iterable[Json]) -> int:
    texts = (part.get("content") for _, part in walk(components) if part.get("type") == Kind.TEXT_DISPLAY)
    return sum(len(text) for text in texts if isinstance(text, str))


COMPONENT_RULES: Final[tuple[Rule[Tree], ...]] = (
    Rule(REFERENCE, _kinds),
    Rule(REFERENCE, _places),
    Rule(REFERENCE, _lengths),
    Rule(REFERENCE, _ranges),
    Rule(REFERENCE + ", Action row", _rows),
    Rule(REFERENCE + ", Button", _buttons),
    Rule(REFERENCE + ", Custom id and id", _unique),
    Rule("Discord docs, Using message components, up to 40 in total", _total),
    Rule(REFERENCE + ", Text display, 4000 characters over all of them", _text_total),
)
