"""The families of image models, as data; a request is checked here before anything is paid."""

import tomllib
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from pathlib import Path
from typing import Any, Self

from bot.core.errors import (
    NothingAsked,
    OptionUnsupported,
    PlantainError,
    ThoughtsUnsupported,
    TooManyReferences,
    UnknownFamily,
    WordsTooLong,
)
from bot.core.family import Family
from bot.core.limits import JSON_BYTES, PATH_BYTES, WORDS_LIMIT
from bot.core.naming import as_listed, bare, folded, is_called, names, spelt
from bot.core.offer import Offer
from bot.core.request import Request, Search
from bot.core.words import said

__all__ = ["Catalog", "Family"]

_SHOWN = "shown"


@dataclass(frozen=True, slots=True)
class Catalog:
    """Families in order of preference; `everywhere` are all that there are, `offer` is what a provider has of them.

    `crossing`: another family may stand in for one that is gone. `default` is the id of the family that draws where
    nobody chose one, `listed` are the model ids that the provider itself has told, none where it tells nothing.
    """

    families: tuple[Family, ...]
    everywhere: tuple[Family, ...] = ()
    offer: Offer | None = None
    crossing: bool = False
    default: str = ""
    listed: frozenset[str] = frozenset()
    _by_name: Mapping[str, Family] = field(init=False, repr=False)

    def __post_init__(self) -> None:
        here = {family.id: family for family in self.families}
        known = {folded(name): here[each.id] for each in self.everywhere if each.id in here for name in names(each)}
        own = {folded(name): family for family in self.families for name in names(family)}
        object.__setattr__(self, "_by_name", known | own)

    @classmethod
    def load(cls, path: Path | None = None) -> Self:
        """Read the data file that comes with the package, or another of the same form."""
        path = path or Path(__file__).with_name("catalog.toml")
        data = tomllib.loads(path.read_text(encoding="utf-8"))
        families = tuple(_family(entry, data["pixels"]) for entry in data["family"])
        return cls(families, families)

    def at(self, offer: Offer) -> Self:
        """This catalog as a provider has it: what it lacks is refused before paying."""
        narrowed = (offer.narrowed(family) for family in self.families)
        return replace(self, families=tuple(family for family in narrowed if family), offer=offer)

    def listing(self, offered: Collection[str]) -> Self:
        """This catalog, where the provider has told the ids *offered*, which are asked for as it spells them."""
        return replace(self, families=as_listed(self.families, offered), listed=frozenset(offered))

    @property
    def room(self) -> int:
        """Bytes that the history and the pictures of one request may have together, before base64."""
        limit = self.offer.request_bytes if self.offer else None
        return min(PATH_BYTES, (limit - min(JSON_BYTES, limit // 8)) * 3 // 4) if limit else PATH_BYTES

    @property
    def reference_bytes(self) -> int:
        """Bytes that one picture of a user turn may have."""
        return (self.offer.reference_bytes if self.offer else None) or self.room

    @property
    def title(self) -> str:
        """How sentences call the provider."""
        return self.offer.title if self.offer else "the image service"

    def family(self, name: str) -> Family:
        """Find a family by id, name or model id, whatever the case: autocomplete hands over what a person typed.

        Raises UnknownFamily.
        """
        found = self._found(name)
        if found is None:
            raise UnknownFamily(name, [family.name for family in self.available])
        return found

    def has(self, name: str) -> bool:
        return self._found(name) is not None

    def _found(self, name: str) -> Family | None:
        return self._by_name.get(folded(name)) or self._by_name.get(folded(bare(name)))

    def described(self, name: str) -> Family | None:
        """What is known of the family that *name* belongs to or belonged to, here or with whomever."""
        return self._found(name) or next((each for each in self.everywhere if is_called(each, name)), None)

    def is_missing(self, family: Family) -> bool:
        """Whether the provider's own list shows that it lacks *family*; a list of strangers shows nothing."""
        return not self.is_listed(family) and any(map(self.is_listed, self.families))

    def is_listed(self, family: Family) -> bool:
        return any(model in self.listed for models in family.ids.values() for model in models)

    @property
    def available(self) -> tuple[Family, ...]:
        """The families that can be had here, as far as anybody has told."""
        return tuple(family for family in self.families if not self.is_missing(family))

    def heir(self, family: Family) -> Family | None:
        """The successor of *family*, if it can be had here."""
        return next((each for each in self.available if each.id == family.successor), None)

    def drawn_by_another(self, family: Family, model: str) -> str | None:
        """What to say when *model*, as an answer names itself, is known to be of another family than *family*.

        Google may lead a retired id on to its successor (Gemini API changelog), and relays do.
        """
        made = self.described(model)
        if made is None or made.id == family.id or is_called(family, model):
            return None
        return f"the provider let {made.name} draw this in place of {family.name}"

    def adopting(self, name: str, provider: str) -> Self:
        """This catalog, where *name*, as a model id of *provider*, is what its family is called first.

        The family is known by each id that it has or had, with whomever. A model that nobody has described yet is put
        in front and taken to do what the newest family does.
        """
        known = self._found(name)
        if known and folded(name) in {folded(known.id), folded(known.name)}:
            return self
        family = known or self._newcomer(name)
        ids, first = family.ids.get(provider, ()) if known else (), spelt(name, family)
        named = replace(family, ids={provider: (first, *(each for each in ids if each != first))})
        if known is None:
            return replace(self, families=(named, *self.families))
        return replace(self, families=tuple(named if each is known else each for each in self.families))

    def _newcomer(self, name: str) -> Family:
        """A family that this provider is not known to have."""
        if described := self.described(name):
            here = replace(self.offer, ids={described.id: (name,)}).narrowed(described) if self.offer else None
            return replace(here or described, unsure=())
        newest = (self.families or self.everywhere)[0]
        return replace(newest, id=name, name=name, released=None, deprecated=None, shutdown=None, unsure=())

    def first_offered(self, provider: str, offered: Collection[str], today: date) -> Family:
        """The first family that *provider* lists; where it lists none, the first that it surely still has *today*."""
        named = [family for family in self.families if family.ids.get(provider)]
        listed = (family for family in named if not set(family.ids[provider]).isdisjoint(offered))
        sure = (
            family
            for family in named
            if provider not in family.unsure and not set(family.ids[provider]) <= {*self.switched_off(family, today)}
        )
        return next(listed, None) or next(sure, None) or (named or self.families)[0]

    def switched_off(self, family: Family, today: date) -> tuple[str, ...]:
        """The ids of *family* here that Google has switched off by *today*; a gateway may still lead them on."""
        ids = [model for models in family.ids.values() for model in models]
        return tuple(model for model in ids if model in family.ended and family.ended[model] <= today)

    def check(self, request: Request, *, continues: bool, seeded: bool = False) -> None:
        """Refuse what the family can't do here, naming what would work. *continues*: there is a picture to go on from.

        *seeded*: that picture goes in beside the references. Raises a `Refused`.
        """
        family = self.family(request.family)
        if not said(request.words) and not request.references and not continues:
            raise NothingAsked
        if len(request.words) > WORDS_LIMIT:
            raise WordsTooLong(len(request.words), WORDS_LIMIT)
        given = len(request.references) + seeded
        if given > family.references:
            raise TooManyReferences(given, family.references, self._called(family), seeded=seeded)
        for option, value, works in _chosen(request, family):
            if value not in works:
                raise self._lacking(family, option, value, works)

    def offering(self, option: str, value: str) -> Sequence[str]:
        """Names of the families that can do it, can be had here, and have no successor here."""
        able = (family for family in self.available if value in _works(family)[option])
        return [family.name for family in able if not self.heir(family)]

    def _lacking(self, family: Family, option: str, value: str, works: Sequence[str]) -> PlantainError:
        name, elsewhere = self._called(family, option, value), self.offering(option, value)
        if option == "thoughts":
            return ThoughtsUnsupported(name, elsewhere)
        own_pace = option == "thinking" and family.thinks
        return OptionUnsupported(option, value, name, works, elsewhere, own_pace=own_pace)

    def _called(self, family: Family, option: str = "", value: str = "") -> str:
        """The family's name; with the provider's where the family itself could do it."""
        whole = next((each for each in self.everywhere if each.id == family.id), None)
        if self.offer is None or whole is None or (option and value not in _works(whole)[option]):
            return family.name
        return f"{family.name} at {self.offer.title}"


def lacks(family: Family, request: Request) -> list[str]:
    """The options that were chosen and that *family* can't do."""
    return [option for option, value, works in _chosen(request, family) if value not in works]


def _works(family: Family) -> Mapping[str, tuple[str, ...]]:
    sizes = family.choosable_sizes
    shown = (_SHOWN,) if family.thinks else ()
    return {
        "ratio": family.ratios,
        "size": sizes,
        "thinking": family.thinking,
        "search": family.search,
        "thoughts": shown,
    }


def _chosen(request: Request, family: Family) -> list[tuple[str, str, tuple[str, ...]]]:
    options = request.options
    asked = {
        "ratio": options.ratio,
        "size": options.size,
        "thinking": options.thinking,
        "search": None if options.search is Search.OFF else options.search,
        "thoughts": _SHOWN if options.thoughts else None,
    }
    return [(name, str(value), _works(family)[name]) for name, value in asked.items() if value is not None]


def _family(entry: dict[str, Any], pixels: dict[str, list[int]]) -> Family:
    entry = {key: tuple(value) if isinstance(value, list) else value for key, value in entry.items()}
    entry["ids"] = {provider: tuple(ids) for provider, ids in entry["ids"].items()}
    sizes = entry.get("pixels", pixels)
    entry["pixels"] = {ratio: (sizes[ratio][0], sizes[ratio][1]) for ratio in entry["ratios"]}
    return Family(**entry)
