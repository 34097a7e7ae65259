"""The presets that come with the package, and the operator's changes to them."""

import re
import tomllib
import typing
from collections.abc import Collection, Mapping
from pathlib import Path
from typing import Any, Literal

import msgspec

from bot.core.errors.base import listed, short
from bot.core.offer import EVERY
from bot.core.request import RATIOS
from bot.gemini.presets import PATTERNS, Preset, Tasks

_SHIPPED = Path(__file__).with_name("providers.toml")
_BY_FAMILY = ("ids", "sizes", "ratios", "search", "per_picture")
_OURS = {"name", "kin"}
_OWN = {"batches"}
"""What one provider has says nothing of those like it: gateways pass on Google's calls, and no batches."""
_TYPES = {
    "str": "text",
    "int": "a whole number",
    "float": "a number",
    "bool": "true or false",
    "array": "a list",
    "object": "a table",
}
Table = dict[str, Any]


class PresetWrong(Exception):
    """One sentence that names file, place and what is allowed."""


def load_presets(families: Collection[str], operators: Path | None = None) -> Mapping[str, Preset]:
    """The presets by name, with what the file *operators* changes and adds. *families* are ids of the catalog.

    Raises PresetWrong.
    """
    shipped = _read(_SHIPPED)
    tables: dict[str, Table] = dict(shipped)
    for name, table in (_read(operators) if operators else {}).items():
        place = f"{operators}, [{name}]"
        if not isinstance(table, dict):
            raise PresetWrong(f"{operators}: {short(name)} is not in a table: allowed are tables such as [newapi].")
        if name not in shipped and "like" not in table:
            raise PresetWrong(
                f"{place} is not a provider that comes with Plantain: say which it is like, with like = and "
                f"one of {listed(list(shipped))}."
            )
        tables[name] = _merged(shipped.get(name, {}), table)
    source = operators or _SHIPPED
    return {name: _preset(name, tables, families, source) for name in tables}


def foreign_key(presets: Mapping[str, Preset], preset: Preset, key: str) -> str:
    """Whose key *key* looks like, where keys of *preset* begin otherwise; empty when nothing speaks against it."""
    if not preset.key_prefixes or key.startswith(preset.key_prefixes):
        return ""
    owners = (other for other in presets.values() if other.key_prefixes and key.startswith(other.key_prefixes))
    return next((re.sub("^the ", "a ", owner.title) for owner in owners), "")


def _read(path: Path) -> Table:
    try:
        return tomllib.loads(path.read_text(encoding="utf-8"))
    except tomllib.TOMLDecodeError as error:
        raise PresetWrong(f"{path} is not TOML: {short(str(error), 120)}.") from None
    except (OSError, UnicodeDecodeError) as error:
        raise PresetWrong(f"{path} cannot be read ({type(error).__name__}).") from None


def _preset(name: str, tables: Mapping[str, Table], families: Collection[str], source: Path) -> Preset:
    place = f"{source}, [{name}]"
    table, kin = _inherited(name, tables, place)
    for field in _OURS & table.keys():
        raise PresetWrong(f"{place}: {field} can't be set; allowed are {listed(_fields(Preset), 'and')}.")
    try:
        preset = msgspec.convert(table | {"name": name, "kin": kin}, Preset)
    except msgspec.ValidationError as error:
        raise PresetWrong(f"{place}: {_told(str(error))}") from None
    _check(preset, families, place)
    return preset


def _inherited(name: str, tables: Mapping[str, Table], place: str) -> tuple[Table, tuple[str, ...]]:
    """The table with all that it is like under it, and the names of those."""
    table, kin = tables[name], [name]
    while "like" in table:
        parent = table["like"]
        if not isinstance(parent, str) or parent not in tables or parent in kin:
            allowed = listed([other for other in tables if other not in kin])
            raise PresetWrong(f"{place}: like names {short(repr(parent))}; allowed is {allowed}.")
        kin.append(parent)
        passed_on = {key: value for key, value in tables[parent].items() if key not in _OWN}
        table = _merged(passed_on, {key: value for key, value in table.items() if key != "like"})
    return table, tuple(kin[1:])


def _merged(under: Table, over: Table) -> Table:
    """Tables by family and by name are merged, spellings and all else replaced."""
    both = under.keys() & over.keys()
    deep = {
        key: {**under[key], **over[key]} for key in both if isinstance(under[key], dict) and isinstance(over[key], dict)
    }
    return {**under, **over, **deep}


def _check(preset: Preset, families: Collection[str], place: str) -> None:
    """What types can't say. Raises PresetWrong."""
    for field in _BY_FAMILY:
        for family in getattr(preset, field):
            if family not in families and family != EVERY:
                allowed = listed([*families, EVERY])
                raise PresetWrong(f"{place}: {field} names the family {short(family)}; allowed is {allowed}.")
    for ratios in preset.ratios.values():
        for ratio in ratios:
            if ratio not in RATIOS:
                raise PresetWrong(f"{place}: ratios has {short(ratio)}; allowed is {listed(RATIOS)}.")
    if preset.way == "task" and not preset.tasks:
        raise PresetWrong(f"{place}: way is task, but there are no tasks; allowed is call, or a table of tasks.")
    if "IMAGE" not in preset.modalities:
        raise PresetWrong(f"{place}: modalities has no IMAGE; allowed is TEXT and IMAGE, with IMAGE among them.")


def _told(error: str) -> str:
    """The validator's sentence in plain words, with the place first and what is allowed."""
    what, _, where = error.partition(" - at ")
    path = where.rpartition("$")[2].strip("`. ")
    kind: Any = Tasks if path.startswith("tasks") else Preset
    before = f"{path}: " if path else ""
    if "unknown field" in what:
        unknown = what.rpartition("field ")[2].strip("`")
        return f"{before}{short(unknown)} is not a field; allowed are {_names(kind)}."
    key = path.removeprefix("tasks").strip("[.]").split("[")[0].split(".")[0]
    choices = _choices(typing.get_type_hints(kind, include_extras=True).get(key))
    return f"{before}{_in_words(what)}{f'; allowed is {listed(choices)}' if choices else ''}."


def _in_words(what: str) -> str:
    for ours, words in (*PATTERNS.items(), *_TYPES.items()):
        what = what.replace(f"`str` matching regex {ours!r}", words).replace(f"`{ours}`", words)
    return what[:1].lower() + what[1:]


def _names(kind: Any) -> str:
    return listed(["like", *_fields(kind)] if kind is Preset else _fields(kind), "and")


def _fields(kind: Any) -> list[str]:
    return [field for field in kind.__struct_fields__ if field not in _OURS]


def _choices(hint: Any) -> list[str]:
    """The values of the Literals inside a type."""
    if typing.get_origin(hint) is Literal:
        return [str(value) for value in typing.get_args(hint)]
    return [choice for inner in typing.get_args(hint) for choice in _choices(inner)]
