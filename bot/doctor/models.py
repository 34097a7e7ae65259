"""Checks of the models: whether the default one is to be had, and which families are."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from bot.core.catalog import Catalog
from bot.core.errors.base import listed as in_words
from bot.core.family import Family
from bot.doctor.findings import Finding, broken, ok, warning

_DEFAULT, _ALL = "default model", "models"


@dataclass(frozen=True, slots=True)
class Shelves:
    """What a provider has: the ids that it *listed*, none where it shows no list; `gone`: it refused the default."""

    catalog: Catalog
    provider: str
    title: str
    listed: Sequence[str] = ()
    gone: bool = False

    def has(self, family: Family) -> bool:
        return any(model in self.listed for model in self.ids(family))

    def ids(self, family: Family) -> tuple[str, ...]:
        return family.ids.get(self.provider, ())

    @property
    def offered(self) -> list[Family]:
        return [family for family in self.catalog.families if self.has(family)]


def chosen(wanted: str, catalog: Catalog, provider: str, listed: Sequence[str], today: date) -> Family:
    """The default family, as the start would choose it from *wanted*."""
    if wanted.lower() == "auto":
        return catalog.first_offered(provider, listed, today)
    return catalog.family(wanted)


def models_told(wanted: str, shelves: Shelves, today: date) -> Sequence[Finding]:
    family = chosen(wanted, shelves.catalog, shelves.provider, shelves.listed, today)
    return [_default(wanted, family, shelves, today), _families(shelves)]


def _default(wanted: str, family: Family, shelves: Shelves, today: date) -> Finding:
    called = family.name if wanted.lower() == "auto" else f"{family.name} (GEMINI_MODEL={wanted})"
    first, *others = shelves.ids(family)
    if shelves.gone or (shelves.listed and not shelves.has(family)):
        return broken(
            _DEFAULT, f"{called} is not offered by {shelves.title}{_end(family, shelves)}", _instead(family, shelves)
        )
    if shelves.listed and first not in shelves.listed:
        other = next(model for model in others if model in shelves.listed)
        sentence = f"{called}: {first} is not offered by {shelves.title}, {other} draws in its place"
        return warning(_DEFAULT, sentence, f"GEMINI_MODEL={other} asks for it at once.")
    if family.ended.get(first, date.max) <= today:
        sentence = f"{called}: Google switched {first} off on {family.ended[first]}; {shelves.title} may still have it"
        return warning(_DEFAULT, sentence, _instead(family, shelves))
    return ok(_DEFAULT, f"{called} as {first}{_end(family, shelves)}")


def _end(family: Family, shelves: Shelves) -> str:
    """When it ends, where that is known."""
    known = _described(family, shelves)
    return f" ({known.status})" if known and known.shutdown else ""


def _instead(family: Family, shelves: Shelves) -> str:
    """Who takes over: the named successor where it is to be had, else the first that is."""
    known = _described(family, shelves)
    heir = next((each for each in shelves.catalog.families if known and each.id == known.successor), None)
    if heir is None or (shelves.listed and not shelves.has(heir)):
        heir = next((each for each in shelves.offered if each.id != family.id), heir)
    if heir is None:
        return "Ask the provider for a model that draws, and name its id as GEMINI_MODEL."
    succeeds = "its successor" if known and heir.id == known.successor else "which is offered"
    return f"Set GEMINI_MODEL to {heir.name}, {succeeds}."


def _described(family: Family, shelves: Shelves) -> Family | None:
    """What the whole catalog knows of a family, also where an id that is gone by now was adopted for it."""
    names = {family.id, *shelves.ids(family)}
    return next((each for each in shelves.catalog.everywhere if names & {each.id, *each.ended, *_all_ids(each)}), None)


def _all_ids(family: Family) -> set[str]:
    return {model for ids in family.ids.values() for model in ids}


def _families(shelves: Shelves) -> Finding:
    if not shelves.listed:
        return ok(_ALL, f"{shelves.title} shows no list of models: what is not there is told when it is asked for")
    offered = [family.name for family in shelves.offered]
    missing = [family.name for family in shelves.catalog.families if family.name not in offered]
    if not offered:
        advice = "Name the id of a model that draws as GEMINI_MODEL."
        return broken(_ALL, f"{shelves.title} lists none that Plantain knows", advice)
    without = f"; not {in_words(missing)}" if missing else ""
    return ok(_ALL, f"{in_words(offered, 'and')}{without}")
