"""Checks of the models: whether the default one is to be had, and which families are."""

from collections.abc import Collection, Sequence
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


def chosen(wanted: str, catalog: Catalog, provider: str, listed: Collection[str], today: date) -> Family:
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
    off = _off(first, family, shelves, today)
    if shelves.gone or (shelves.listed and not shelves.has(family)):
        end = f" ({off})" if off else _end(family, shelves)
        return broken(
            _DEFAULT, f"{called} is not offered by {shelves.title}{end}", _instead(family, first, shelves, today)
        )
    if shelves.listed and first not in shelves.listed:
        other = next(model for model in others if model in shelves.listed)
        since = f" ({off})" if off else ""
        sentence = f"{called}: {first} is not offered by {shelves.title}{since}, {other} draws in its place"
        return warning(_DEFAULT, sentence, _instead(family, first, shelves, today))
    if off:
        sentence = f"{called}: {off}; {shelves.title} {'still lists' if shelves.listed else 'may still have'} it"
        return warning(_DEFAULT, sentence, _instead(family, first, shelves, today))
    return ok(_DEFAULT, f"{called} as {first}{_end(family, shelves)}")


def _off(model: str, family: Family, shelves: Shelves, today: date) -> str:
    """Since when an id is off; nothing while it is not."""
    ended = _described(family, shelves).ended.get(model, date.max)
    return f"Google switched {model} off on {ended}" if ended <= today else ""


def _end(family: Family, shelves: Shelves) -> str:
    """When the family ends, where that is known."""
    known = _described(family, shelves)
    return f" ({known.status})" if known.shutdown else ""


def _instead(family: Family, asked: str, shelves: Shelves, today: date) -> str:
    """What draws in place of *asked*: an id of the same family, else its successor, else whatever is to be had.

    What Google has switched off comes after all that it has not; what nobody is sure of is named where nothing else is.
    """
    known = _described(family, shelves)
    own = [model for model in (*shelves.ids(family), *known.ids.get(shelves.provider, ())) if model != asked]
    if same := _living(own, known, shelves, today):
        return f"Set GEMINI_MODEL to {same[0]}, which is {known.name}, too."
    others = [each for each in shelves.catalog.families if each.id != family.id]
    alive = [each for each in others if _living(shelves.ids(each), each, shelves, today)]
    heirs = alive or ([] if shelves.listed else others)
    if heir := next((each for each in heirs if each.id == known.successor), None):
        return f"Set GEMINI_MODEL to {heir.name}, its successor."
    if alive:
        return f"Set GEMINI_MODEL to {alive[0].name}, which {'is' if shelves.listed else 'should be'} offered."
    left = [(model, model) for model in own if model in shelves.listed] or [
        (each.name, model) for each in others for model in shelves.ids(each) if model in shelves.listed
    ]
    if left:
        name, model = left[0]
        where = "" if name == model else f" as {model}"
        return f"Set GEMINI_MODEL to {name}, which is still offered{where}, though Google has switched that id off."
    return "Ask the provider for a model that draws, and name its id as GEMINI_MODEL."


def _living(models: Collection[str], known: Family, shelves: Shelves, today: date) -> list[str]:
    """Those that are listed, or not known to be in doubt where nothing is, and that Google has not switched off."""
    sure = shelves.listed or ([] if shelves.provider in known.unsure else models)
    return [model for model in models if model in sure and known.ended.get(model, date.max) > today]


def _described(family: Family, shelves: Shelves) -> Family:
    """What the whole catalog knows of a family, also where an id that is gone by now was adopted for it."""
    names = {family.id, *shelves.ids(family)}
    known = (each for each in shelves.catalog.everywhere if names & {each.id, *each.ended, *_all_ids(each)})
    return next(known, family)


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
