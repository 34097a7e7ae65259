"""What a turn costs, in whole millionths of a US dollar: reserved when it is accepted, settled when its end is known.

The ledger has one opening and at most one closing entry for each turn; their sum is what the turn holds or has cost.
"""

from dataclasses import dataclass
from datetime import UTC, datetime

from bot.core.family import Family
from bot.core.reply import Reply
from bot.core.request import Request, Search

DOLLAR = 1_000_000
_THOUGHTS_AND_WORDS = 2000
_HISTORY = 8000
_REFERENCE = 1120
"""Tokens that are reserved for what is not known yet; a picture as input counts like a 1K picture (Google's guide)."""
_SEARCHES = 4
"""Searches that are reserved for where the model may search: it decides how many it makes."""


def reservation(family: Family, request: Request, *, continues: bool) -> int:
    """What the turn may cost: seldom less than it will, for a budget must hold."""
    if family.per_picture is not None:
        return round(family.per_picture * DOLLAR)
    size = family.drawn_size(request.options.size) or family.usual_size
    pictures = family.picture_tokens.get(size) or max(family.picture_tokens.values())
    prompt = len(request.words) // 3 + _REFERENCE * len(request.references) + (_HISTORY if continues else 0)
    price = family.price
    spent = pictures * price["pictures"] + prompt * price["prompt"] + _THOUGHTS_AND_WORDS * price["words"]
    searches = 0 if request.options.search is Search.OFF else _SEARCHES
    return round(spent + searches * family.per_search * DOLLAR)


def price_of(family: Family, reply: Reply) -> int | None:
    """By the provider's own count; None when it gave none, and then what was reserved stands."""
    counted = reply.usage.pictures or family.per_picture is not None
    return round(family.cost(reply.usage, len(reply.citations.queries)) * DOLLAR) if counted else None


def day_of(now: datetime) -> datetime:
    """The start of the day that a daily budget counts from, in UTC."""
    return now.astimezone(UTC).replace(hour=0, minute=0, second=0, microsecond=0)


@dataclass(frozen=True, slots=True)
class Budget:
    """At most `limit` may be held and spent together from `since` on."""

    limit: int
    since: datetime


def daily(limit: int, now: datetime) -> Budget:
    return Budget(limit, day_of(now))
