"""What a turn costs."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta, timezone

import pytest

from bot.core.charge import DOLLAR, daily, price_of, reservation
from bot.core.citations import Citations
from bot.core.reply import Usage
from bot.core.request import Options, Search
from tests.fakes import CATALOG, picture, reply, request

FAMILY = CATALOG.family("nano-banana-2.1")


@pytest.mark.parametrize("size", [None, *FAMILY.sizes])
def test_a_reservation_covers_a_usual_turn(size: str | None) -> None:
    """A picture of its size, a page of words and some thinking fit into what is reserved."""
    held = reservation(FAMILY, request(options=Options(size=size)), continues=False)
    usual = Usage(prompt=40, words=60, pictures=FAMILY.picture_tokens[size or "1K"], thoughts=1500)
    assert FAMILY.cost(usual) * DOLLAR <= held <= 2 * FAMILY.cost(usual) * DOLLAR


def test_references_and_a_history_reserve_more() -> None:
    """What is sent along is paid for, too."""
    alone = reservation(FAMILY, request(), continues=False)
    assert reservation(FAMILY, request(references=(picture(),)), continues=False) > alone
    assert reservation(FAMILY, request(), continues=True) > alone


def test_the_price_is_by_the_providers_count() -> None:
    """Where a provider counts nothing, the price is not known."""
    assert price_of(FAMILY, reply(usage=Usage(pictures=1120))) == 33_600
    assert price_of(FAMILY, reply()) is None


def test_searches_are_reserved_and_paid_one_by_one() -> None:
    """Where the model may search some are held, and what it did counts; a price by the picture covers them."""
    alone = reservation(FAMILY, request(), continues=False)
    assert reservation(FAMILY, request(options=Options(search=Search.WEB)), continues=False) == alone + 56_000
    searched = reply(usage=Usage(pictures=1120), citations=Citations(queries=("a", "b")))
    assert price_of(FAMILY, searched) == 33_600 + 28_000
    assert price_of(replace(FAMILY, per_picture=0.05), searched) == 50_000


def test_a_daily_budget_counts_from_midnight_utc() -> None:
    """Wherever the machine stands."""
    evening = datetime(2026, 11, 20, 1, 30, tzinfo=timezone(timedelta(hours=5)))
    assert daily(7, evening).since == datetime(2026, 11, 19, tzinfo=UTC)
