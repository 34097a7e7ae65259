"""The ledger: what is held and spent is exact, under any order of events."""

import asyncio
from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from itertools import count, islice

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from bot.core.charge import Budget, day_of
from bot.core.errors import BudgetSpent, Cost, PlantainError, RequestRejected, StorageFailed, TimedOut
from bot.core.reply import Reply
from bot.core.turn import State, Turn
from bot.storage.database import Database
from bot.storage.ledger import Ledger
from bot.storage.turns import SqlTurns
from tests.storage.samples import NOW, REPLY, a_turn

HOUR = timedelta(hours=1)
one_database = settings(max_examples=30, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
START = datetime(2027, 1, 1, tzinfo=UTC)
ENDS = (
    "reply",
    "uncounted reply",
    "free failure",
    "failure",
    "counted failure",
    "cancel",
    "cancel",
    "cancel between tries",
)
LATE = ("late reply", "late failure", "close")
AMOUNTS = st.integers(0, 300_000)
LIVES = st.tuples(
    st.tuples(st.just("accept"), AMOUNTS),
    st.tuples(st.sampled_from(["start", "start", "wait"]), AMOUNTS),
    st.tuples(st.sampled_from(ENDS), AMOUNTS),
    st.tuples(st.sampled_from(LATE), AMOUNTS),
    st.tuples(st.sampled_from(LATE), AMOUNTS),
    st.tuples(st.just("close"), AMOUNTS),
)
_days = count()


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


class Life:
    """Turns on two days, moved by real moves; `holds` is what each ought to hold or have cost by then."""

    def __init__(self, turns: SqlTurns) -> None:
        self._turns = turns
        self.days = [START + timedelta(days=number) for number in islice(_days, 2)]
        self._fresh = [a_turn(created_at=day + HOUR * hour) for day in self.days for hour in (0, 23)]
        self.now: dict[int, Turn] = {}
        self.holds: dict[int, int] = {}

    def ids(self) -> Iterator[tuple[str, int]]:
        return ((turn.id, self.holds[number]) for number, turn in self.now.items())

    def held(self, *days: datetime) -> int:
        return sum(self.holds[number] for number, turn in self.now.items() if day_of(turn.created_at) in days)

    async def move(self, number: int, step: str, amount: int) -> None:
        """Take a step, if it can be taken from where the turn stands; amounts are what that step tells."""
        turn = self.now.get(number)
        if turn is None:
            await self._accept(number, amount)
        elif turn.state is State.ACCEPTED:
            await self._end(number, turn, step, amount)
        elif turn.state is State.CANCELLED and step != "close":
            await self._come_late(number, turn, REPLY if step == "late reply" else None, amount)
        elif turn.state is State.GENERATED:
            await self._save(number, turn, turn.delivered(5, NOW))
        elif turn.state in {State.FAILED, State.CANCELLED}:
            await self._save(number, turn, turn.told(NOW, None))

    async def _accept(self, number: int, amount: int) -> None:
        fresh = self.now[number] = replace(self._fresh[number], reserved=amount)
        for _ in range(2):
            await self._turns.accept(fresh)
        self.holds[number] = amount

    async def _end(self, number: int, turn: Turn, step: str, amount: int) -> None:
        held = self.holds[number]
        moved, holds = {
            "wait": (turn, held),
            "start": (turn.starting(None, NOW, reserved=amount), amount),
            "reply": (turn.generated(REPLY, amount), amount),
            "uncounted reply": (turn.generated(REPLY), held),
            "free failure": (turn.failed(RequestRejected()), 0),
            "failure": (turn.failed(TimedOut(300)), held),
            "counted failure": (turn.failed(TimedOut(300), amount), amount),
            "cancel": (turn.cancelled(), held if turn.called_at else 0),
            "cancel between tries": (turn.cancelled(Cost.NOTHING), 0),
        }[step]
        await self._save(number, turn, moved)
        self.holds[number] = holds

    async def _come_late(self, number: int, turn: Turn, reply: Reply | None, amount: int) -> None:
        """Whoever closes the turn afterwards knows nothing of it."""
        known = turn.reply is not None
        for _ in range(2):
            await self._turns.correct(turn.late(reply, amount))
        if not known:
            self.holds[number] = amount
            self.now[number] = replace(turn, reply=reply)

    async def _save(self, number: int, turn: Turn, moved: Turn) -> None:
        for _ in range(2):
            await self._turns.save(moved, was=turn.state)
        self.now[number] = moved


@one_database
@given(st.lists(LIVES, min_size=4, max_size=4), st.permutations([number for number in range(4) for _ in range(6)]))
async def test_sums_are_exact_whatever_becomes_of_turns(
    database: Database, turns: SqlTurns, ledger: Ledger, lives: list[tuple[tuple[str, int], ...]], order: list[int]
) -> None:
    """After every move each turn, each day and both days together hold just what they ought to, to the last cent."""
    life = Life(turns)
    spans = [[life.days[0]], [life.days[1]], life.days]
    steps = [iter(each) for each in lives]
    for number in order:
        await life.move(number, *next(steps[number]))
        assert [await ledger.balance(turn) for turn, _ in life.ids()] == [holds for _, holds in life.ids()]
        async with database.reading() as connection:
            for days in spans:
                for limit, fits in ((life.held(*days), True), (life.held(*days) - 1, False)):
                    budget = Budget(limit, days[0], days[-1] + timedelta(days=1))
                    assert (await ledger.left(connection, budget) >= 0) is fits


async def test_a_start_that_needs_more_than_there_is_does_not_happen(turns: SqlTurns, ledger: Ledger) -> None:
    """Room is looked for in the transaction that begins the call; what needs less finds it always."""
    budget = Budget(100_000, NOW - HOUR, NOW + HOUR)
    first, second = (replace(a_turn(), reserved=50_000) for _ in range(2))
    for turn in (first, second):
        await turns.accept(turn, budget)
    with pytest.raises(BudgetSpent, match=r"US\$0.051, and of today's budget US\$0.050 is left"):
        await turns.save(first.starting(None, NOW, reserved=50_001), was=State.ACCEPTED, budget=budget)
    assert (await turns.get(first.id), await ledger.balance(first.id)) == (first, 50_000)
    tight = replace(budget, limit=1)
    assert await turns.save(second.starting(None, NOW, reserved=40_000), was=State.ACCEPTED, budget=tight)
    assert await turns.save(first.starting(None, NOW, reserved=60_000), was=State.ACCEPTED, budget=budget)


@pytest.mark.parametrize(
    ("needed", "told"),
    [
        (30_001, r"US\$0.031, and of today's budget US\$0.030 is left.*come back tomorrow"),
        (50_001, r"US\$0.051, more than the whole budget of a day, US\$0.050: please choose a smaller size"),
    ],
)
async def test_what_is_too_dear_is_not_told_that_nothing_is_left(turns: SqlTurns, needed: int, told: str) -> None:
    """Both figures: tomorrow helps with what is more than the rest, and not with what is more than all."""
    budget = Budget(50_000, NOW - HOUR, NOW + HOUR)
    await turns.accept(replace(a_turn(), reserved=20_000), budget)
    with pytest.raises(BudgetSpent, match=told):
        await turns.accept(replace(a_turn(), reserved=needed), budget)


async def test_a_budget_holds_when_everyone_asks_at_once(turns: SqlTurns) -> None:
    """Of twenty turns at the same moment just as many are accepted as the budget has room for."""
    budget = Budget(100_000, NOW - HOUR, NOW + HOUR)
    asked = [replace(a_turn(), reserved=30_000) for _ in range(20)]
    answers = await asyncio.gather(*(turns.accept(turn, budget) for turn in asked), return_exceptions=True)
    assert sum(isinstance(answer, BudgetSpent) for answer in answers) == 17
    assert len(await turns.unfinished()) == 3


async def test_what_is_spent_can_be_looked_at_before_anything_is_asked(turns: SqlTurns) -> None:
    """Held and spent in the time of the budget, whatever its limit; what is given back is not in it."""
    budget = Budget(1, NOW - HOUR, NOW + HOUR)
    assert await turns.spent(budget) == 0
    held, failed = replace(a_turn(), reserved=50_000), replace(a_turn(), reserved=7_000)
    for turn in (held, failed):
        await turns.accept(turn)
    assert await turns.spent(budget) == 57_000
    await turns.save(failed.failed(RequestRejected()), was=State.ACCEPTED)
    assert await turns.spent(budget) == 50_000
    assert await turns.spent(Budget(1, NOW + HOUR, NOW + 2 * HOUR)) == 0


async def test_a_refund_makes_room_and_an_older_day_does_not_count(turns: SqlTurns) -> None:
    """What was given back can be spent again; the budget starts anew each day."""
    budget = Budget(50_000, NOW - HOUR, NOW + HOUR)
    first = replace(a_turn(), reserved=50_000)
    await turns.accept(first, budget)
    with pytest.raises(BudgetSpent, match="used up: please come back tomorrow"):
        await turns.accept(replace(a_turn(), reserved=1), budget)
    await turns.save(first.failed(RequestRejected()), was=State.ACCEPTED)
    await turns.accept(replace(a_turn(), reserved=50_000), budget)
    await turns.accept(replace(a_turn(), reserved=50_000), Budget(50_000, NOW + HOUR, NOW + 2 * HOUR))
