"""Walking components: rows, containers, sections, labels (Discord docs, Components reference)."""

from collections.abc import Iterable, Iterator
from enum import IntEnum

from bot.playground.discord.records import Json


class ComponentKind(IntEnum):
    """Discord docs, Component types."""

    ACTION_ROW = 1
    BUTTON = 2
    STRING_SELECT = 3
    TEXT_INPUT = 4
    USER_SELECT = 5
    ROLE_SELECT = 6
    MENTIONABLE_SELECT = 7
    CHANNEL_SELECT = 8
    SECTION = 9
    TEXT_DISPLAY = 10
    THUMBNAIL = 11
    MEDIA_GALLERY = 12
    FILE = 13
    SEPARATOR = 14
    CONTAINER = 17
    LABEL = 18
    FILE_UPLOAD = 19
    RADIO_GROUP = 21
    CHECKBOX_GROUP = 22
    CHECKBOX = 23


Path = tuple[str | int, ...]


def walk(components: Iterable[Json], path: Path = ("components",)) -> Iterator[tuple[Path, Json]]:
    """Every component, the nested ones too, parents first, with its path from the message or modal."""
    for index, component in enumerate(components):
        yield from _walk_one(component, (*path, index))


def _walk_one(component: Json, path: Path) -> Iterator[tuple[Path, Json]]:
    yield path, component
    nested = component.get("components")
    if isinstance(nested, list):
        yield from walk([child for child in nested if isinstance(child, dict)], (*path, "components"))
    for key in ("accessory", "component"):
        if isinstance(child := component.get(key), dict):
            yield from _walk_one(child, (*path, key))


def media(component: Json) -> Iterator[tuple[Path, Json]]:
    """The `{"url": …}` objects of a thumbnail, gallery or file component, with the path from the component."""
    match component.get("type"):
        case ComponentKind.THUMBNAIL:
            yield ("media",), component["media"]
        case ComponentKind.FILE:
            yield ("file",), component["file"]
        case ComponentKind.MEDIA_GALLERY:
            for index, item in enumerate(component["items"]):
                yield ("items", index, "media"), item["media"]


def numbered(components: Iterable[Json]) -> tuple[Json, ...]:
    """Copy components and give those without `id` one, counting from 1, as Discord does."""
    used = {component["id"] for _, component in walk(components) if component.get("id")}
    fresh = (number for number in range(1, 10_000) if number not in used)

    def copy(component: Json) -> Json:
        done = {**component, "id": component.get("id") or next(fresh)}
        if isinstance(done.get("components"), list):
            done["components"] = [copy(child) for child in done["components"]]
        for key in ("accessory", "component"):
            if isinstance(done.get(key), dict):
                done[key] = copy(done[key])
        return done

    return tuple(copy(component) for component in components)
