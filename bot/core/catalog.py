"""Families of image models and their abilities, as data; a request is checked here before anything is paid."""

import tomllib
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any, Self

from bot.core.errors import NothingAsked, OptionUnsupported, TooManyReferences, UnknownFamily, WordsTooLong
from bot.core.limits import WORDS_LIMIT
from bot.core.reply import Usage
from bot.core.request import Request, Search

_SCALES = {"0.5K": 0.5, "1K": 1, "2K": 2, "4K": 4}


@dataclass(frozen=True, slots=True)
class Family:
    """What people choose; `ids` name it per provider, in order of preference.

    `thinking` without entries means that the level cannot be set, `sizes` without entries that there is one size only.
    Prices are US dollars per million tokens, `usual_seconds` and `picture_tokens` go by size.
    """

    id: str
    name: str
    status: str
    ratios: tuple[str, ...]
    sizes: tuple[str, ...]
    references: int
    thinking: tuple[str, ...]
    search: tuple[str, ...]
    picture_tokens: Mapping[str, int]
    price: Mapping[str, float]
    usual_seconds: Mapping[str, int]
    ids: Mapping[str, tuple[str, ...]]
    pixels: Mapping[str, tuple[int, int]]
    thinking_default: str | None = None
    successor: str | None = None

    def dimensions(self, ratio: str, size: str | None) -> tuple[int, int]:
        """Width and height in pixels that the model gives for *ratio* and *size*."""
        scale = _SCALES[size or self.usual_size]
        width, height = self.pixels[ratio]
        return int(width * scale), int(height * scale)

    @property
    def usual_size(self) -> str:
        return "1K"

    def cost(self, usage: Usage) -> float:
        """US dollars by list price; thoughts are billed as words (Gemini API pricing page)."""
        words = (usage.words or 0) + (usage.thoughts or 0)
        spent = {"prompt": usage.prompt or 0, "words": words, "pictures": usage.pictures or 0}
        return sum(count * self.price[kind] for kind, count in spent.items()) / 1_000_000


@dataclass(frozen=True, slots=True)
class Catalog:
    """Families in order of preference."""

    families: tuple[Family, ...]
    _by_name: Mapping[str, Family] = field(init=False, repr=False)

    def __post_init__(self) -> None:
        names = {name.casefold(): family for family in self.families for name in _names(family)}
        object.__setattr__(self, "_by_name", names)

    @classmethod
    def load(cls, path: Path | None = None) -> Self:
        """Read the data file that comes with the package, or another of the same form."""
        path = path or Path(__file__).with_name("catalog.toml")
        data = tomllib.loads(path.read_text(encoding="utf-8"))
        return cls(tuple(_family(entry, data["pixels"]) for entry in data["family"]))

    def family(self, name: str) -> Family:
        """Find a family by id, name or model id, whatever the case: autocomplete hands over what a person typed.

        Raises UnknownFamily.
        """
        found = self._by_name.get(" ".join(name.split()).casefold())
        if found is None:
            raise UnknownFamily(name, [family.name for family in self.families])
        return found

    def adopting(self, name: str, provider: str) -> Self:
        """This catalog, with *name* in front as a model id of *provider* where no family is called so.

        A model that nobody has described yet is taken to do what the newest family does.
        """
        if " ".join(name.split()).casefold() in self._by_name:
            return self
        newest = self.families[0]
        named = replace(newest, id=name, name=name, status="named by the operator", ids={provider: (name,)})
        return type(self)((named, *self.families))

    def first_offered(self, provider: str, offered: Collection[str]) -> Family:
        """The first family that *provider* lists, or that it has a name for when it lists none."""
        named = [family for family in self.families if family.ids.get(provider)]
        listed = (family for family in named if not set(family.ids[provider]).isdisjoint(offered))
        return next(listed, named[0] if named else self.families[0])

    def check(self, request: Request, *, continues: bool) -> None:
        """Refuse what the family can't do, naming what would work. *continues*: there is a picture to go on from.

        Raises a `Refused`.
        """
        family = self.family(request.family)
        if not request.words.strip() and not request.references and not continues:
            raise NothingAsked
        if len(request.words) > WORDS_LIMIT:
            raise WordsTooLong(len(request.words), WORDS_LIMIT)
        if len(request.references) > family.references:
            raise TooManyReferences(len(request.references), family.references, family.name)
        for option, value, works in _chosen(request, family):
            if value not in works:
                raise OptionUnsupported(option, value, family.name, works, self._offering(option, value))

    def _offering(self, option: str, value: str) -> Sequence[str]:
        return [family.name for family in self.families if value in _works(family)[option] and not family.successor]


def _works(family: Family) -> Mapping[str, tuple[str, ...]]:
    return {"ratio": family.ratios, "size": family.sizes, "thinking": family.thinking, "search": family.search}


def _chosen(request: Request, family: Family) -> list[tuple[str, str, tuple[str, ...]]]:
    options = request.options
    asked = {
        "ratio": options.ratio,
        "size": options.size,
        "thinking": options.thinking,
        "search": None if options.search is Search.OFF else options.search,
    }
    return [(name, str(value), _works(family)[name]) for name, value in asked.items() if value is not None]


def _names(family: Family) -> set[str]:
    return {family.id, family.name, *(model for ids in family.ids.values() for model in ids)}


def _family(entry: dict[str, Any], pixels: dict[str, list[int]]) -> Family:
    entry = {key: tuple(value) if isinstance(value, list) else value for key, value in entry.items()}
    entry["ids"] = {provider: tuple(ids) for provider, ids in entry["ids"].items()}
    sizes = entry.get("pixels", pixels)
    entry["pixels"] = {ratio: (sizes[ratio][0], sizes[ratio][1]) for ratio in entry["ratios"]}
    return Family(**entry)
