"""What the calls for one turn have cost, and whether there may be one more."""

import pytest

from bot.core.asking import Asking
from bot.core.errors import Cancelled, Cost, Overloaded, PlantainError, TimedOut, WordsOnly
from bot.core.reply import Usage
from tests.fakes import CATALOG

FAMILY = CATALOG.family("nano-banana-2.1")


def fail(asking: Asking, error: PlantainError) -> None:
    with pytest.raises(type(error)), asking.once(FAMILY):
        raise error


def counted(usage: Usage) -> PlantainError:
    error = WordsOnly("no")
    error.usage = usage
    return error


def test_what_is_under_way_may_cost_all_that_is_reserved() -> None:
    """Before the first call nothing is spent; during it nobody can tell."""
    asking = Asking(50_000)
    assert (asking.cost, asking.charged) == (Cost.NOTHING, 0)
    with asking.once(FAMILY):
        assert (asking.cost, asking.charged) == (Cost.MAYBE, 50_000)
    assert (asking.cost, asking.charged) == (Cost.MAYBE, 50_000)
    asking.answered(33_600)
    assert (asking.cost, asking.charged) == (Cost.MAYBE, 33_600)


def test_what_was_placed_before_may_cost_without_a_call() -> None:
    """A task of an earlier process is only fetched."""
    assert Asking(50_000, placed=True).charged == 50_000
    assert Asking(50_000, placed=True).cost is Cost.MAYBE


def test_a_refusal_for_nothing_costs_nothing() -> None:
    """However often a service is busy."""
    asking = Asking(50_000)
    fail(asking, Overloaded())
    fail(asking, Overloaded())
    assert (asking.cost, asking.charged) == (Cost.NOTHING, 0)


def test_calls_add_up() -> None:
    """A first one that the provider counted, a second one of which nobody knows, and the reply."""
    asking = Asking(50_000)
    fail(asking, counted(Usage(prompt=1000, words=100, pictures=0, thoughts=100)))
    assert asking.charged == 1000 * 1.5 + 200 * 7.5
    fail(asking, TimedOut(300))
    assert asking.charged == 3000 + 50_000
    with asking.once(FAMILY):
        pass
    asking.answered(None)
    assert asking.charged == 3000 + 50_000 + 50_000
    fail(asking, Overloaded())
    assert (asking.cost, asking.charged) == (Cost.MAYBE, 103_000)


def test_once_it_is_stopped_nothing_more_is_asked() -> None:
    """Whoever wants to ask learns that it was cancelled, and what the calls before cost."""
    free, paid = Asking(50_000), Asking(50_000)
    fail(paid, TimedOut(300))
    for asking, cost in ((free, Cost.NOTHING), (paid, Cost.MAYBE)):
        assert asking.stop() is cost
        with pytest.raises(Cancelled) as refused, asking.once(FAMILY):
            pytest.fail("asked all the same")
        assert refused.value.charge is asking.cost is cost
