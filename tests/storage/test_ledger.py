"""The ledger: what is held and spent is exact, under any order of events."""

import asyncio
from dataclasses import replace
from datetime import timedelta

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from bot.core.charge import Budget
from bot.core.errors import BudgetSpent, PlantainError, RequestRejected, StorageFailed, TimedOut
from bot.core.turn import State, Turn
from bot.storage.database import Database
from bot.storage.ledger import Ledger
from bot.storage.turns import SqlTurns
from tests.storage.samples import NOW, REPLY, a_turn

one_database = settings(max_examples=30, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
ENDS = st.sampled_from(["open", "generated", "free", "maybe", "cancelled"])


@pytest.fixture
def turns(database: Database) -> SqlTurns:
    return SqlTurns(database)


@pytest.fixture
def ledger(database: Database) -> Ledger:
    return Ledger(database)


async def test_a_turn_holds_its_reservation_until_it_is_settled(turns: SqlTurns, ledger: Ledger) -> None:
    """Reserved when accepted, settled with what it cost when the reply is in."""
    turn = replace(a_turn(), reserved=50_000)
    await turns.accept(turn)
    assert await ledger.balance(turn.id) == 50_000
    await turns.save(turn.generated(REPLY, 33_600), was=State.ACCEPTED)
    assert await ledger.balance(turn.id) == 33_600


async def test_a_price_that_no_table_holds_is_a_failure_of_storage(turns: SqlTurns, ledger: Ledger) -> None:
    """Nothing of it is written, so that the reservation stands."""
    turn = replace(a_turn(), reserved=50_000)
    await turns.accept(turn)
    with pytest.raises(StorageFailed):
        await turns.save(turn.generated(REPLY, 2**70), was=State.ACCEPTED)
    assert await ledger.balance(turn.id) == 50_000


async def test_what_fails_together_is_settled_together(turns: SqlTurns, ledger: Ledger) -> None:
    """Each turn by its own error; one that has moved on keeps what it was charged."""
    lost, free, drawn = [await turns.accept(replace(a_turn(), reserved=50_000)) for _ in range(3)]
    await turns.save(drawn.generated(REPLY, 33_600), was=State.ACCEPTED)
    failed = [lost.failed(TimedOut(300)), free.failed(RequestRejected()), drawn.failed(RequestRejected())]
    assert await turns.save_failed(failed) == 2
    assert [await ledger.balance(turn.id) for turn in (lost, free, drawn)] == [50_000, 0, 33_600]


@pytest.mark.parametrize(("error", "left"), [(RequestRejected(), 0), (TimedOut(300), 50_000)])
async def test_what_was_not_billed_is_given_back(
    turns: SqlTurns, ledger: Ledger, error: PlantainError, left: int
) -> None:
    """A refusal before the model is a refund; what may have been billed stays spent."""
    turn = replace(a_turn(), reserved=50_000)
    await turns.accept(turn)
    await turns.save(turn.failed(error), was=State.ACCEPTED)
    assert await ledger.balance(turn.id) == left


@one_database
@given(st.lists(st.tuples(st.integers(0, 200_000), ENDS, st.integers(0, 300_000)), min_size=1, max_size=8))
async def test_every_balance_is_exact(turns: SqlTurns, ledger: Ledger, lives: list[tuple[int, str, int]]) -> None:
    """Whatever becomes of turns, each holds what it reserved or was charged, and events that repeat add nothing."""
    for reserved, end, cost in lives:
        turn = replace(a_turn(), reserved=reserved)
        for _ in range(2):
            await turns.accept(turn)
        ended = _ended(turn, end, cost)
        for _ in range(2):
            await turns.save(ended, was=State.ACCEPTED)
        expected = {"open": reserved, "generated": cost, "free": 0, "maybe": reserved, "cancelled": 0}[end]
        assert await ledger.balance(turn.id) == expected


async def test_a_budget_holds_when_everyone_asks_at_once(turns: SqlTurns) -> None:
    """Of twenty turns at the same moment just as many are accepted as the budget has room for."""
    budget = Budget(100_000, NOW - timedelta(hours=1))
    asked = [replace(a_turn(), reserved=30_000) for _ in range(20)]
    answers = await asyncio.gather(*(turns.accept(turn, budget) for turn in asked), return_exceptions=True)
    assert sum(isinstance(answer, BudgetSpent) for answer in answers) == 17
    assert len(await turns.unfinished()) == 3


async def test_a_refund_makes_room_and_an_older_day_does_not_count(turns: SqlTurns) -> None:
    """What was given back can be spent again; the budget starts anew each day."""
    budget = Budget(50_000, NOW - timedelta(hours=1))
    first = replace(a_turn(), reserved=50_000)
    await turns.accept(first, budget)
    with pytest.raises(BudgetSpent):
        await turns.accept(replace(a_turn(), reserved=1), budget)
    await turns.save(first.failed(RequestRejected()), was=State.ACCEPTED)
    await turns.accept(replace(a_turn(), reserved=50_000), budget)
    await turns.accept(replace(a_turn(), reserved=50_000), Budget(50_000, NOW + timedelta(hours=1)))


def _ended(turn: Turn, end: str, cost: int) -> Turn:
    match end:
        case "generated":
            return turn.generated(REPLY, cost)
        case "free":
            return turn.failed(RequestRejected())
        case "maybe":
            return turn.failed(TimedOut(300))
        case "cancelled":
            return replace(turn, state=State.CANCELLED, charged=0)
    return turn
