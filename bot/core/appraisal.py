"""What there is to say of a reply beside the request that it answers, and by how much it is scaled down for that."""

from dataclasses import replace
from typing import Final

from bot.core.catalog import Catalog
from bot.core.family import Family
from bot.core.reply import Reply
from bot.core.request import Request

_DRAWN_AT: Final = {2: "1K", 4: "2K", 8: "4K"}


def appraised(reply: Reply, request: Request, family: Family, catalog: Catalog) -> Reply:
    """*reply* with notes on what *family* did not do as it was asked, whichever way the answer came."""
    shrink = family.scaling(request.options, reply.pictures)
    notes = (
        family.shortfall(request.options, reply.pictures),
        catalog.drawn_by_another(family, reply.model),
        f"drawn at {_DRAWN_AT[shrink]} and scaled down" if shrink > 1 else None,
    )
    return replace(reply, notes=(*reply.notes, *filter(None, notes)), shrink=shrink)
