"""Another family in place of one that is gone, where the operator allows it.

Or where nobody chose that one and the provider's own list lacks it: a reply to a picture must not be a dead end.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from bot.core.catalog import Catalog, lacks
from bot.core.charge import reservation
from bot.core.family import Family
from bot.core.request import Request


@dataclass(frozen=True, slots=True)
class Successor:
    """Who draws instead, what is asked of it, and what the person is told of it."""

    family: Family
    request: Request
    note: str


def successors(catalog: Catalog, request: Request, *, reserved: int, history: int = 0) -> Iterator[Successor]:
    """The other families that may stand in and cost no more than is *reserved* (millionths of a dollar), in order.

    Options that one lacks are left out and named, with the prices.
    """
    gone = catalog.family(request.family)
    for family in _in_order(catalog, gone, any_family=request.any_family):
        lost = lacks(family, request)
        asked = replace(request, family=family.id, options=request.options.without(lost))
        if len(request.references) <= family.references and reservation(family, asked, history=history) <= reserved:
            yield Successor(family, asked, _note(gone, family, asked, lost))


def most(catalog: Catalog, request: Request, *, history: int = 0) -> int:
    """What to reserve for *request*: who may have to stand in may cost more.

    That is the first that is there for one that surely is not.
    """
    chosen = catalog.family(request.family)
    others = _in_order(catalog, chosen, any_family=request.any_family) if catalog.is_missing(chosen) else ()
    families = [chosen, *others[:1]]
    return max(reservation(family, request, history=history) for family in families)


def instead_of(missing: str, catalog: Catalog, asked: Request) -> str:
    """What to say when the family *missing*, which is not in *catalog*, was to draw what is asked of another."""
    family, gone = catalog.family(asked.family), catalog.described(missing)
    return _note(gone, family, asked) if gone else f"{missing} is not offered any more: drawn by {family.name}"


def _note(gone: Family, family: Family, asked: Request, lost: Sequence[str] = ()) -> str:
    size = asked.options.size or family.usual_size
    now, before = (f"US${each.price_at(size):.3f}" for each in (family, gone))
    prices = f", {now} instead of {before} a picture" if now != before else ""
    missing = f"; without the {' and the '.join(lost)} that was asked for" if lost else ""
    return f"{gone.name} is not offered any more: drawn by {family.name}{prices}{missing}"


def _in_order(catalog: Catalog, gone: Family, *, any_family: bool) -> Sequence[Family]:
    """The default where nobody chose one that is missing; the named successor and all others where they are allowed.

    Those that the provider does not list come last.
    """
    others = [family for family in catalog.families if family.id != gone.id]
    default = [family for family in others if family.id == catalog.default]
    named = [family for family in others if family.id == gone.successor]
    rest = [*named, *default, *(family for family in others if not family.successor)] if catalog.crossing else []
    free = default if any_family and catalog.is_missing(gone) else ()
    heirs = {family.id: family for family in [*free, *rest]}
    return sorted(heirs.values(), key=catalog.is_missing)
