"""What families go by: with people, in the catalog's data, and in a provider's own list."""

from collections import defaultdict
from collections.abc import Collection, Mapping
from dataclasses import replace

from bot.core.family import Family


def folded(name: str) -> str:
    """*name* for comparing: people type names in any case and with any blanks."""
    return " ".join(name.split()).casefold()


def bare(model: str) -> str:
    """A model id without the vendor that some relays put in front of it, such as `google/`."""
    return model.rpartition("/")[2]


def names(family: Family) -> set[str]:
    return {family.id, family.name, *family.ended, *(model for ids in family.ids.values() for model in ids)}


def is_called(family: Family, name: str) -> bool:
    return not {folded(name), folded(bare(name))}.isdisjoint(map(folded, names(family)))


def spelt(name: str, family: Family) -> str:
    """*name* as the family's own data spell it."""
    return next((known for known in names(family) if folded(known) == folded(name)), name)


def as_listed(families: Collection[Family], listed: Collection[str]) -> tuple[Family, ...]:
    """*families*, where an id that is *listed* with a vendor in front is asked for so first.

    Nothing changes for one that is listed as it is, or with several vendors: then nobody knows which is meant.
    """
    vendors: Mapping[str, set[str]] = defaultdict(set)
    for model in listed:
        vendors[bare(model)].add(model)

    def spellings(model: str) -> tuple[str, ...]:
        found = vendors.get(model, set())
        return (*found, model) if len(found) == 1 else (model,)

    return tuple(
        replace(
            family,
            ids={
                provider: tuple(dict.fromkeys(each for model in models for each in spellings(model)))
                for provider, models in family.ids.items()
            },
        )
        for family in families
    )
