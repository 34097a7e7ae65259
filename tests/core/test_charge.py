"""What a turn costs."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta, timezone

import pytest

from bot.core.charge import DOLLAR, daily, price_of, price_of_failure, reservation
from bot.core.citations import Citations
from bot.core.errors import Overloaded, WordsOnly
from bot.core.reply import Usage
from bot.core.request import Options, Search
from tests.fakes import CATALOG, picture, reply, request

FAMILY = CATALOG.family("nano-banana-2.1")


@pytest.mark.parametrize("size", [None, *FAMILY.sizes])
def test_a_reservation_covers_a_usual_turn(size: str | None) -> None:
    """A picture of its size, a page of words and some thinking fit into what is reserved."""
    held = reservation(FAMILY, request(options=Options(size=size)))
    usual = Usage(prompt=40, words=60, pictures=FAMILY.picture_tokens[size or "1K"], thoughts=1500)
    assert FAMILY.cost(usual) * DOLLAR <= held <= 2 * FAMILY.cost(usual) * DOLLAR


def test_references_and_a_history_reserve_more() -> None:
    """What is sent along is paid for, too."""
    alone = reservation(FAMILY, request())
    assert reservation(FAMILY, request(references=(picture(),))) > alone
    assert reservation(FAMILY, request(), history=8000) == alone + 8000 * 1.5


def test_the_price_is_by_the_providers_count() -> None:
    """Where a provider counts nothing, the price is not known."""
    assert price_of(FAMILY, reply(usage=Usage(pictures=1120))) == 33_600
    assert price_of(FAMILY, reply()) is None


def test_the_price_of_a_failure_is_by_the_providers_count() -> None:
    """Nothing for what surely cost nothing; not known where nobody counted; a call where a provider bills calls."""
    counted = WordsOnly("no")
    counted.usage, counted.searches = Usage(prompt=1000, words=100, pictures=0), 1
    assert price_of_failure(FAMILY, Overloaded()) == 0
    assert price_of_failure(FAMILY, WordsOnly("no")) is None
    assert price_of_failure(FAMILY, counted) == 1500 + 750 + 14_000
    assert price_of_failure(replace(FAMILY, per_picture=0.05), counted) == 50_000


def test_searches_are_reserved_and_paid_one_by_one() -> None:
    """Where the model may search some are held, and what it did counts; a price by the picture covers them."""
    alone = reservation(FAMILY, request())
    assert reservation(FAMILY, request(options=Options(search=Search.WEB))) == alone + 56_000
    searched = reply(usage=Usage(pictures=1120), citations=Citations(queries=("a",), billed=2))
    assert price_of(FAMILY, searched) == 33_600 + 28_000
    assert price_of(replace(FAMILY, per_picture=0.05), searched) == 50_000


def test_a_daily_budget_counts_from_midnight_to_midnight_utc() -> None:
    """Wherever the machine stands."""
    evening = datetime(2026, 11, 20, 1, 30, tzinfo=timezone(timedelta(hours=5)))
    budget = daily(7, evening)
    assert (budget.since, budget.until) == (datetime(2026, 11, 19, tzinfo=UTC), datetime(2026, 11, 20, tzinfo=UTC))
