"""What is wrong with a preset, in plain words: the place first, then what is allowed there."""

import math
import re
import typing
from collections.abc import Collection, Iterator
from types import UnionType
from typing import Annotated, Any, Literal

import msgspec

from bot.core.errors.base import listed, short
from bot.core.offer import EVERY
from bot.core.request import RATIOS
from bot.gemini.addresses import is_usable
from bot.gemini.presets import PATTERNS, Preset

OURS = frozenset({"name", "kin"})
"""Fields that nobody sets in a file."""

_BY_FAMILY = ("ids", "sizes", "ratios", "search", "per_picture")
_ONE_BY_ONE = ("ids",)
"""No two families can go by the same id."""
_VALUES = ("model", "prompt", "ratio", "size", "references")
"""What `{…}` in the body of a task may stand for."""
_DEEPEST = 20
_STEPS = re.compile(r"\[\.\.\.\]|\[\d+\]|[^.\[\]]+")
_TYPES = {
    "str": "text",
    "int": "a whole number",
    "float": "a number",
    "bool": "true or false",
    "array": "a list",
    "object": "a table",
    "date": "a date",
    "time": "a time of day",
    "datetime": "a date and a time of day",
}
_OR_NOTHING = " | null"
"""What may be left out; nothing in a file says null."""
_UNKNOWN = re.compile(r"Invalid enum value '(.*)'", re.DOTALL)
_BOUND = re.compile(r"(?P<length>of length )?(?P<sign>[<>]=) (?P<number>\d+(?:\.\d*[1-9])?)(?:\.0*)?")


def told(error: msgspec.ValidationError, table: Any) -> str:
    """A clause about *error*, which converting *table* to a `Preset` has raised."""
    what, _, where = str(error).partition(" - at ")
    named, kind = _followed(where.rpartition("$")[2].strip("`. "), table, of_key=where.startswith("`key`"))
    before = f"{named}: " if named else ""
    if "unknown field" in what:
        unknown = what.rpartition("field ")[2].strip("`")
        return f"{before}{short(unknown)} is not a field; allowed are {_names(kind)}."
    choices = _choices(kind)
    return f"{before}{_in_words(what)}{f'; allowed is {listed(choices)}' if choices else ''}."


def contradictions(preset: Preset, families: Collection[str]) -> Iterator[str]:
    """What types can't say, a clause for each; *families* are ids of the catalog."""
    for field in _BY_FAMILY:
        allowed = [*families] if field in _ONE_BY_ONE else [*families, EVERY]
        for family in getattr(preset, field):
            if family not in allowed:
                yield f"{field} names the family {short(family)}; allowed is {listed(allowed)}"
    for ratio in {ratio for ratios in preset.ratios.values() for ratio in ratios} - {*RATIOS}:
        yield f"ratios has {short(ratio)}; allowed is {listed(RATIOS)}"
    if not is_usable(preset.base_url):
        yield "base_url is no address; allowed is a web address such as https://host/path"
    if preset.way == "task" and not preset.tasks:
        yield "way is task, but there are no tasks; allowed is call, or a table of tasks"
    if "IMAGE" not in preset.modalities:
        yield "modalities has no IMAGE; allowed is TEXT and IMAGE, with IMAGE among them"
    for name, tasks in preset.tasks.items():
        yield from _unsendable(tasks.body, f"tasks.{name}.body")


def fields(kind: Any) -> list[str]:
    return [field for field in kind.__struct_fields__ if field not in OURS]


def _followed(path: str, value: Any, *, of_key: bool) -> tuple[str, Any]:
    """*path* with the names of the keys that the validator leaves out, and the type of what is there."""
    hint: Any = Preset
    words: list[str] = []
    for step in _STEPS.findall(path):
        if step == "[...]":
            hint = typing.get_args(hint)[1]
            key = next((key for key, item in value.items() if not _fits(item, hint)), "")
            value = value.get(key)
            words.append(key)
        elif step.startswith("["):
            hint = typing.get_args(hint)[0]
            words[-1] += f", entry {int(step[1:-1]) + 1}"
            value = value[int(step[1:-1])]
        else:
            hint = typing.get_type_hints(hint, include_extras=True)[step]
            value = value[step]
            words.append(step)
        hint = _bare(hint)
    if of_key:
        hint = typing.get_args(hint)[0]
        words.append(next((key for key in value if not _fits(key, hint)), ""))
    return short(".".join(words), 120), hint


def _bare(hint: Any) -> Any:
    """Without what it is annotated with, and without None."""
    if typing.get_origin(hint) is Annotated:
        return _bare(typing.get_args(hint)[0])
    if typing.get_origin(hint) in {UnionType, typing.Union}:
        return _bare(next(inner for inner in typing.get_args(hint) if inner is not type(None)))
    return hint


def _fits(value: Any, hint: Any) -> bool:
    try:
        msgspec.convert(value, hint)
    except msgspec.ValidationError:
        return False
    return True


def _in_words(what: str) -> str:
    if unknown := _UNKNOWN.fullmatch(what):
        return f"{short(unknown[1])} is unknown"
    what = what.replace(_OR_NOTHING, "")
    for ours, words in (*PATTERNS.items(), *_TYPES.items()):
        what = what.replace(f"`str` matching regex {ours!r}", words).replace(f"`{ours}`", words)
    what = _BOUND.sub(_bound, what)
    return what[:1].lower() + what[1:]


def _bound(rule: re.Match[str]) -> str:
    most = "most" if rule["sign"] == "<=" else "least"
    return f"of at {most} {rule['number']}{' characters' if rule['length'] else ''}"


def _names(kind: Any) -> str:
    return listed(["like", *fields(kind)] if kind is Preset else fields(kind), "and")


def _choices(hint: Any) -> list[str]:
    """The values of the Literals inside a type."""

    def inside(hint: Any) -> Iterator[str]:
        if typing.get_origin(hint) is Literal:
            yield from map(str, typing.get_args(hint))
        else:
            for inner in typing.get_args(hint):
                yield from inside(inner)

    return list(dict.fromkeys(inside(hint)))


def _unsendable(value: Any, place: str, depth: int = 0) -> Iterator[str]:
    """What of a task's body is no JSON, or stands for nothing."""
    if depth > _DEEPEST:
        yield f"{short(place)} is nested too deeply"
    elif isinstance(value, dict):
        for key, item in value.items():
            yield from _unsendable(item, f"{place}.{key}", depth + 1)
    elif isinstance(value, list):
        for item in value:
            yield from _unsendable(item, place, depth + 1)
    elif isinstance(value, str):
        if value[:1] == "{" and value[-1:] == "}" and value[1:-1] not in _VALUES:
            allowed = listed([f"{{{name}}}" for name in _VALUES])
            yield f"{short(place)} names {short(value)}; allowed is {allowed}"
    elif not isinstance(value, int | float) or not math.isfinite(value):
        yield f"{short(place)} is no JSON; allowed are texts, numbers, true and false, lists and tables"
