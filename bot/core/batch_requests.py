"""From the rows of a list to requests, checked one option at a time, so that its place can be told."""

import re
from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from typing import Any, Final

from bot.core.batch_file import Row
from bot.core.catalog import Catalog
from bot.core.errors import Refused
from bot.core.errors.base import listed, short
from bot.core.errors.batch import BatchFileWrong
from bot.core.request import RATIOS, SIZES, Options, Request, Thinking

AUTO: Final = "auto"
_AS_TIME: Final = re.compile(r"0?(\d+):0?(\d+)(?::00)?")
"""What spreadsheets make of a ratio: they take it for the time of day."""


@dataclass(frozen=True, slots=True)
class Defaults:
    """What rows have that say nothing else: the id or name of a family, and options."""

    family: str
    options: Options = field(default_factory=Options)


def requests(rows: Sequence[Row], defaults: Defaults, catalog: Catalog) -> tuple[Request, ...]:
    """Raises BatchFileWrong."""
    return tuple(_request(row, defaults, catalog) for row in rows)


def _request(row: Row, defaults: Defaults, catalog: Catalog) -> Request:
    try:
        family = catalog.family(row.options.get("model", defaults.family)).id
    except Refused as error:
        raise BatchFileWrong(_place(row, "model"), error.sentence) from error
    asked = Request(row.prompt, family)
    options = Options()
    for name in ("ratio", "size", "thinking"):
        change: dict[str, Any] = {name: _value(row, name) if name in row.options else getattr(defaults.options, name)}
        options = replace(options, **change)
        try:
            catalog.check(replace(asked, options=Options(**change)), continues=False)
        except Refused as error:
            raise BatchFileWrong(_place(row, name), error.sentence) from error
    return replace(asked, options=options)


def _value(row: Row, name: str) -> str | Thinking | None:
    """The cell as the option's value, whatever its case. Raises BatchFileWrong."""
    known = {"ratio": (AUTO, *RATIOS), "size": (AUTO, *SIZES), "thinking": (AUTO, *Thinking)}[name]
    wanted = "".join(row.options[name].split()).casefold()
    if name == "ratio" and (time := _AS_TIME.fullmatch(wanted)):
        wanted = f"{time[1]}:{time[2]}"
    found = next((value for value in known if value.casefold() == wanted), None)
    if found is None:
        allowed = f"“{short(row.options[name])}” is no {name}: allowed are {listed([str(v) for v in known], 'and')}."
        raise BatchFileWrong(_place(row, name), allowed)
    return None if found == AUTO else Thinking(found) if name == "thinking" else found


def _place(row: Row, option: str) -> str:
    return f"{row.place}, column {option}" if option in row.options else f"{row.place}, {option} of the command"
