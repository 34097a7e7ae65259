"""The presets that come with the package, and the operator's changes to them."""

import re
import tomllib
from collections.abc import Collection, Mapping
from pathlib import Path
from typing import Any

import msgspec

from bot.core.errors.base import listed, short
from bot.gemini.mistakes import OURS, contradictions, fields, told
from bot.gemini.presets import Preset

_SHIPPED = Path(__file__).with_name("providers.toml")
_OWN = {"batches"}
"""What one provider has says nothing of those like it: gateways pass on Google's calls, and no batches."""
Table = dict[str, Any]


class PresetWrong(Exception):
    """One sentence that names file, place and what is allowed."""


def load_presets(families: Collection[str], operators: Path | None = None) -> Mapping[str, Preset]:
    """The presets by name, with what the file *operators* changes and adds. *families* are ids of the catalog.

    Raises PresetWrong.
    """
    shipped = _read(_SHIPPED)
    tables: dict[str, Table] = dict(shipped)
    for name, table in (_by_name(operators) if operators else {}).items():
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


def shipped_addresses() -> frozenset[str]:
    """The base addresses that come with the package; all others are an operator's."""
    return frozenset(table.get("base_url", "") for table in _read(_SHIPPED).values())


def foreign_key(presets: Mapping[str, Preset], preset: Preset, key: str) -> str:
    """Whose key *key* looks like, where keys of *preset* begin otherwise; empty when nothing speaks against it."""
    if not preset.key_prefixes or key.startswith(preset.key_prefixes):
        return ""
    owners = (other for other in presets.values() if other.key_prefixes and key.startswith(other.key_prefixes))
    return next((re.sub("^the ", "a ", owner.title) for owner in owners), "")


def _read(path: Path) -> Table:
    try:
        return tomllib.loads(path.read_text(encoding="utf-8-sig"))
    except tomllib.TOMLDecodeError as error:
        raise PresetWrong(f"{path} is not TOML: {short(str(error), 120)}.") from None
    except UnicodeDecodeError:
        raise PresetWrong(f"{path} cannot be read: save it as UTF-8.") from None
    except OSError as error:
        raise PresetWrong(f"{path} cannot be read ({type(error).__name__}).") from None
    except RecursionError:
        raise PresetWrong(f"{path} cannot be read: its lists or tables are nested too deeply.") from None
    except ValueError:
        raise PresetWrong(f"{path} cannot be read: it has a number or a date that is out of all bounds.") from None


def _by_name(path: Path) -> Table:
    """The tables of a file, by the names that GEMINI_PROVIDER has for them: in small letters."""
    found: Table = {}
    for name, table in _read(path).items():
        if _folded(name) in found:
            raise PresetWrong(f"{path} has [{short(name)}] twice: names that differ only in their case are the same.")
        found[_folded(name)] = table
    return found


def _folded(name: Any) -> str:
    return name.strip().lower() if isinstance(name, str) else ""


def _preset(name: str, tables: Mapping[str, Table], families: Collection[str], source: Path) -> Preset:
    place = f"{source}, [{name}]"
    table, kin = _inherited(name, tables, place)
    for field in OURS & table.keys():
        raise PresetWrong(f"{place}: {field} can't be set; allowed are {listed(fields(Preset), 'and')}.")
    try:
        preset = msgspec.convert(table | {"name": name, "kin": kin}, Preset)
    except msgspec.ValidationError as error:
        raise PresetWrong(f"{place}: {told(error, table)}") from None
    except RecursionError:
        raise PresetWrong(f"{place} is nested too deeply.") from None
    for wrong in contradictions(preset, families):
        raise PresetWrong(f"{place}: {wrong}.")
    return preset


def _inherited(name: str, tables: Mapping[str, Table], place: str) -> tuple[Table, tuple[str, ...]]:
    """The table with all that it is like under it, and the names of those."""
    table, kin = tables[name], [name]
    while "like" in table:
        parent = _folded(table["like"])
        if not parent or parent not in tables or parent in kin:
            allowed = listed([other for other in tables if other not in kin])
            raise PresetWrong(f"{place}: like names {short(repr(table['like']))}; allowed is {allowed}.")
        kin.append(parent)
        passed_on = {key: value for key, value in tables[parent].items() if key not in _OWN}
        table = _merged(passed_on, {key: value for key, value in table.items() if key != "like"})
    return table, tuple(kin[1:])


def _merged(under: Table, over: Table) -> Table:
    """Tables by family and by name are merged, and each generation of tasks; spellings and all else are replaced."""
    both = (key for key in under.keys() & over.keys() if isinstance(under[key], dict) and isinstance(over[key], dict))
    deep = {key: (_merged if key == "tasks" else dict.__or__)(under[key], over[key]) for key in both}
    return {**under, **over, **deep}
