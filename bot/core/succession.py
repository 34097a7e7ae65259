"""Another family in place of one that is gone, where the operator allows it."""

from collections.abc import Iterator
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


def successor(catalog: Catalog, request: Request, *, reserved: int, continues: bool) -> Successor | None:
    """The first other family that may stand in and costs no more than is *reserved* (millionths of a dollar).

    Options that it lacks are left out and named, with the prices.
    """
    gone = catalog.family(request.family)
    for family in _in_order(catalog, gone):
        lost = lacks(family, request)
        asked = replace(request, family=family.id, options=request.options.without(lost))
        if len(request.references) <= family.references and reservation(family, asked, continues=continues) <= reserved:
            return Successor(family, asked, _note(gone, family, asked, lost))
    return None


def _in_order(catalog: Catalog, gone: Family) -> Iterator[Family]:
    others = [family for family in catalog.families if family.id != gone.id]
    yield from (family for family in others if family.id == gone.successor)
    yield from (family for family in others if family.id != gone.successor and not family.successor)


def _note(gone: Family, family: Family, asked: Request, lost: list[str]) -> str:
    size = asked.options.size or family.usual_size
    prices = f"US${family.price_at(size):.3f} instead of US${gone.price_at(size):.3f}"
    missing = f"; without the {' and the '.join(lost)} that was asked for" if lost else ""
    return f"{gone.name} is not offered any more: drawn by {family.name}, {prices} a picture{missing}"
