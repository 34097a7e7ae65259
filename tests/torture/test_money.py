"""The checks of the books find what they are there to find."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import pytest

from bot.playground.discord.blobs import BlobStore
from tests.torture.books import Books, Entry, Row
from tests.torture.evidence import Called, Evidence
from tests.torture.money import forgiven, mischarged, overpaid, unbalanced
from tests.torture.prices import price

DRAWN = Row(1, "t1", 7, 11, "delivered", None, 1, False, "12:00", True, 90, 46, None, 5, ("ab",))
FAILED = replace(DRAWN, id="t2", wish=2, state="failed", charged=90, cost="maybe", pictures=())
REFUSED = replace(FAILED, id="t3", wish=3, charged=0, cost="nothing")
CANCELLED = replace(FAILED, id="t4", wish=4, state="cancelled")
UNCALLED = replace(REFUSED, id="t5", wish=5, called_at=None)
TURNS = (DRAWN, FAILED, REFUSED, CANCELLED, UNCALLED)
CALLS = (Called(1, True, 46), Called(2, True), Called(3, False), Called(4, True, 46))


@dataclass(frozen=True, slots=True)
class Kept(Books):
    """Books that say what a test wants."""

    rows: Sequence[Row] = ()

    def turns(self) -> Sequence[Row]:
        return self.rows

    def entries(self) -> Sequence[Entry]:
        opened = [Entry(row.id, closing=False, amount=row.reserved) for row in self.rows]
        closed = [Entry(row.id, closing=True, amount=(row.charged or 0) - row.reserved) for row in self.rows]
        return [*opened, *closed]


def broken(tmp_path: Path, rows: Sequence[Row], calls: Sequence[Called] = CALLS) -> set[str]:
    """The names of the checks that complain."""
    found = Evidence(
        books=Kept(Path(), rows),
        posts=[],
        blobs=BlobStore(tmp_path, lambda: 1),
        calls=calls,
        billed=sum(call.billed for call in calls),
        hit=0,
        follows=frozenset(),
        data=Path(),
        logs=[],
    )
    return {check.__name__ for check in (overpaid, unbalanced, mischarged, forgiven) if list(check(found))}


def test_true_books_are_not_complained_about(tmp_path: Path) -> None:
    """A picture at the model's count, failures at what was reserved or nothing, and nothing without a call."""
    assert broken(tmp_path, TURNS) == set()


def test_an_answer_that_was_counted_is_charged_by_that(tmp_path: Path) -> None:
    """A refusal that the model counted, and a picture that came after its turn was cancelled."""
    counted = [replace(row, charged=46) if row in (FAILED, CANCELLED) else row for row in TURNS]
    assert broken(tmp_path, counted, [*CALLS[:1], Called(2, True, 46), *CALLS[2:]]) == set()


@pytest.mark.parametrize("turn", [DRAWN, FAILED, CANCELLED], ids=lambda turn: turn.state)
def test_what_was_paid_and_is_not_charged_is_found(tmp_path: Path, turn: Row) -> None:
    """Whatever the ledger sums up to, a turn whose call was charged by the provider costs."""
    free = [replace(row, charged=0) if row is turn else row for row in TURNS]
    assert broken(tmp_path, free) == ({"forgiven"} if turn is CANCELLED else {"mischarged", "forgiven"})


@pytest.mark.parametrize(
    ("turn", "change"),
    [
        (DRAWN, {"charged": 90}),
        (FAILED, {"charged": 46}),
        (REFUSED, {"charged": 90}),
        (UNCALLED, {"charged": 90, "cost": "maybe"}),
    ],
    ids=lambda value: getattr(value, "id", ""),
)
def test_a_wrong_charge_is_found(tmp_path: Path, turn: Row, change: dict[str, Any]) -> None:
    """Too much, too little, and anything at all where the model was never asked."""
    wrong = [replace(row, **change) if row is turn else row for row in TURNS]
    assert broken(tmp_path, wrong) == {"mischarged"}


def test_a_failure_that_says_wrongly_that_it_cost_nothing_is_found(tmp_path: Path) -> None:
    """The provider charges for the call of a wish that nobody was charged for."""
    told = replace(FAILED, charged=0, cost="nothing")
    assert broken(tmp_path, [DRAWN, told, REFUSED, CANCELLED, UNCALLED]) == {"forgiven"}


def test_one_answer_pays_for_one_turn(tmp_path: Path) -> None:
    """A second turn of the same wish can't have been drawn by the same answer."""
    again = replace(DRAWN, id="t6")
    assert broken(tmp_path, [*TURNS, again]) == {"mischarged"}


def test_a_call_that_is_charged_twice_is_found(tmp_path: Path) -> None:
    """One turn, and two calls that the provider charges for."""
    assert "overpaid" in broken(tmp_path, TURNS, [*CALLS, CALLS[0]])


def test_an_answer_costs_what_the_list_says() -> None:
    """Every kind of token at its price; an answer that counts nothing has none."""
    details = [{"modality": "IMAGE", "tokenCount": 747}, {"modality": "TEXT", "tokenCount": 10}]
    usage = {"promptTokenCount": 20, "candidatesTokensDetails": details, "thoughtsTokenCount": 100}
    assert price({"usageMetadata": usage}) == 747 * 60 + 110 * 3 + 10
    assert price({"error": {}}) is None
    assert price("<html>") is None
