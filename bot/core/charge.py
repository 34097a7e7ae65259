"""What a turn costs, in whole millionths of a US dollar: reserved when it is accepted, settled when its end is known.

The ledger has one opening entry for each turn, and one more each time that it is known better what the turn holds or
has cost; their sum is just that.
"""

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from bot.core.errors import Cost, PlantainError
from bot.core.family import Family
from bot.core.reply import Reply
from bot.core.request import Request, Search

DOLLAR = 1_000_000
_THOUGHTS_AND_WORDS = 2000
USUAL_HISTORY = 8000
"""Tokens that are reserved for what is not known before; how much history goes along is known when a turn starts."""
_SEARCHES = 4
"""Searches that are reserved for where the model may search: it decides how many it makes."""


def reservation(family: Family, request: Request, *, history: int = 0) -> int:
    """What the turn may cost, with so many tokens of *history*: seldom less than it will, for a budget must hold."""
    if family.per_picture is not None:
        return round(family.per_picture * DOLLAR)
    size = family.drawn_size(request.options.size) or family.usual_size
    pictures = family.picture_tokens.get(size) or max(family.picture_tokens.values())
    price = family.price
    spent = pictures * price["pictures"] + (request.tokens + history) * price["prompt"]
    searches = 0 if request.options.search is Search.OFF else _SEARCHES
    return round(spent + _THOUGHTS_AND_WORDS * price["words"] + searches * family.per_search * DOLLAR)


def price_of(family: Family, reply: Reply) -> int | None:
    """By the provider's own count; None when it gave none, and then what was reserved stands."""
    counted = reply.usage.pictures or family.per_picture is not None
    return round(family.cost(reply.usage, reply.citations.searches) * DOLLAR) if counted else None


def price_of_failure(family: Family, error: PlantainError) -> int | None:
    """What a call has cost that came to nothing; None when nobody told, and then what was reserved stands."""
    if error.charge is Cost.NOTHING:
        return 0
    if error.usage is None:
        return None
    return round(family.cost(error.usage, error.searches) * DOLLAR)


def day_of(now: datetime) -> datetime:
    """The start of the day that a daily budget counts from, in UTC."""
    return now.astimezone(UTC).replace(hour=0, minute=0, second=0, microsecond=0)


@dataclass(frozen=True, slots=True)
class Budget:
    """At most `limit` may be held and spent together from `since` on, and before `until`."""

    limit: int
    since: datetime
    until: datetime


def daily(limit: int, now: datetime) -> Budget:
    """*now* is any moment of the day, which is one in UTC."""
    since = day_of(now)
    return Budget(limit, since, since + timedelta(days=1))
