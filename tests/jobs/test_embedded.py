"""Lanes: one turn of a place at a time and in order, several places side by side, nothing lost to an error."""

import asyncio
import logging
from collections import defaultdict

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.jobs.embedded import EmbeddedScheduler

SOON = 5
ADA, GRACE = 1, 2


class Turnstile:
    """Advances turns one word at a time: each waits until it is let through, and what happened is on record."""

    def __init__(self) -> None:
        self.running: list[str] = []
        self.done: list[str] = []
        self.most = 0
        self._gates: defaultdict[str, asyncio.Event] = defaultdict(asyncio.Event)
        self._changed = asyncio.Condition()

    async def advance(self, turn_id: str) -> None:
        self.running.append(turn_id)
        self.most = max(self.most, len(self.running))
        await self._tell()
        try:
            await self._gates[turn_id].wait()
            self.done.append(turn_id)
        finally:
            self.running.remove(turn_id)

    def let(self, *turn_ids: str) -> None:
        for turn_id in turn_ids:
            self._gates[turn_id].set()

    async def until_running(self, *turn_ids: str) -> None:
        async with asyncio.timeout(SOON), self._changed:
            await self._changed.wait_for(lambda: sorted(self.running) == sorted(turn_ids))

    async def _tell(self) -> None:
        async with self._changed:
            self._changed.notify_all()


@pytest.fixture
def turnstile() -> Turnstile:
    return Turnstile()


def lined_up(turnstile: Turnstile, *, at_once: int = 10) -> EmbeddedScheduler:
    return EmbeddedScheduler(turnstile.advance, at_once=at_once)


async def idle(scheduler: EmbeddedScheduler) -> None:
    async with asyncio.timeout(SOON):
        await scheduler.idle()


async def test_turns_of_a_place_run_one_at_a_time_in_order(turnstile: Turnstile) -> None:
    """The second turn of a place starts when the first has ended, in the order of submission."""
    scheduler = lined_up(turnstile)
    for turn_id in "abc":
        scheduler.submit(1, turn_id, ADA)
    turnstile.let("c", "b")
    await turnstile.until_running("a")
    turnstile.let("a")
    await idle(scheduler)
    assert turnstile.done == ["a", "b", "c"]
    assert turnstile.most == 1


async def test_places_run_side_by_side(turnstile: Turnstile) -> None:
    """A place whose turn takes long does not hold up another place."""
    scheduler = lined_up(turnstile)
    scheduler.submit(1, "slow", ADA)
    scheduler.submit(2, "quick", ADA)
    await turnstile.until_running("slow", "quick")
    turnstile.let("slow", "quick")
    await idle(scheduler)


async def test_submit_says_how_many_are_before(turnstile: Turnstile) -> None:
    """The number counts the turns of the place that wait and the one that runs; waiting counts those not started."""
    scheduler = lined_up(turnstile)
    assert scheduler.waiting(1) == 0
    assert scheduler.submit(1, "a", ADA) == 0
    assert scheduler.submit(1, "b", ADA) == 1
    assert scheduler.submit(2, "x", ADA) == 0
    assert scheduler.waiting(1) == 2
    assert scheduler.all_waiting() == 3
    await turnstile.until_running("a", "x")
    assert scheduler.waiting(1) == 1
    assert scheduler.submit(1, "c", ADA) == 2
    assert [scheduler.ahead(1, turn_id) for turn_id in "abc"] == [0, 1, 2]
    turnstile.let("a", "b", "c", "x")
    await idle(scheduler)
    assert scheduler.waiting(1) == 0


async def test_who_waits_for_room_is_told_that_too() -> None:
    """With room for one, a turn of a quiet place waits for those of others, and what is behind it for it as well."""
    drawn = list[str]()
    gates = defaultdict[str, asyncio.Event](asyncio.Event)

    async def advance(turn_id: str) -> None:
        async with scheduler.room.held(ADA, turn_id) as is_next:
            if is_next:
                drawn.append(turn_id)
                await gates[turn_id].wait()

    scheduler = EmbeddedScheduler(advance, at_once=1)
    assert scheduler.submit(1, "a", ADA) == 0
    await asyncio.sleep(0)
    assert [scheduler.submit(2, "b", ADA), scheduler.submit(2, "c", ADA)] == [1, 2]
    await asyncio.sleep(0)
    assert scheduler.submit(3, "d", ADA) == 2
    await asyncio.sleep(0)
    assert [scheduler.ahead(place, turn_id) for place, turn_id in ((1, "a"), (2, "b"), (2, "c"), (3, "d"))] == [
        0,
        1,
        2,
        2,
    ]
    assert (scheduler.waiting_for(ADA), scheduler.all_waiting()) == (3, 3)
    scheduler.withdraw(2, "b")
    scheduler.withdraw(2, "c")
    assert scheduler.ahead(3, "d") == 1
    for turn_id in "ad":
        gates[turn_id].set()
    await idle(scheduler)
    assert drawn == ["a", "d"]
    assert scheduler.all_waiting() == 0


async def test_a_turn_that_waits_is_not_lined_up_twice(turnstile: Turnstile) -> None:
    """Submitting a waiting turn again tells its place in the line and adds nothing."""
    scheduler = lined_up(turnstile)
    for turn_id in "abc":
        scheduler.submit(1, turn_id, ADA)
    await turnstile.until_running("a")
    assert scheduler.submit(1, "b", ADA) == 1
    assert scheduler.submit(1, "c", ADA) == 2
    turnstile.let("a", "b", "c")
    await idle(scheduler)
    assert turnstile.done == ["a", "b", "c"]


async def test_a_turn_that_runs_is_run_once_more_afterwards(turnstile: Turnstile) -> None:
    """Submitting a running turn has it advanced again when it has ended, never beside itself."""
    scheduler = lined_up(turnstile)
    scheduler.submit(1, "a", ADA)
    await turnstile.until_running("a")
    assert scheduler.submit(1, "a", ADA) == 1
    turnstile.let("a")
    await idle(scheduler)
    assert turnstile.done == ["a", "a"]
    assert turnstile.most == 1


@pytest.mark.parametrize("failure", [RuntimeError("broken"), asyncio.CancelledError()], ids=["error", "cancelled"])
async def test_a_failing_turn_does_not_stop_its_lane(failure: BaseException, caplog: pytest.LogCaptureFixture) -> None:
    """What comes out of advancing, a stray cancellation included, is logged with the turn's id; the next one runs."""
    done = []

    async def advance(turn_id: str) -> None:
        if turn_id == "bad":
            raise failure
        done.append(turn_id)

    scheduler = EmbeddedScheduler(advance, at_once=1)
    with caplog.at_level(logging.WARNING):
        scheduler.submit(1, "bad", ADA)
        scheduler.submit(1, "good", ADA)
        await idle(scheduler)
    assert done == ["good"]
    assert "bad" in caplog.text


async def test_lanes_end_with_their_last_turn(turnstile: Turnstile) -> None:
    """However many places there were, nothing of them remains when they are done, and they can begin again."""
    scheduler = lined_up(turnstile, at_once=3)
    for number in range(50):
        scheduler.submit(number, str(number), ADA)
        turnstile.let(str(number))
    await idle(scheduler)
    assert scheduler._lanes == {}
    assert asyncio.all_tasks() == {asyncio.current_task()}
    assert scheduler.submit(7, "7", ADA) == 0
    await idle(scheduler)
    assert turnstile.done.count("7") == 2


async def test_what_advances_may_be_named_later(turnstile: Turnstile) -> None:
    """The scheduler is made before the studio and bound to it; before that it refuses turns aloud."""
    scheduler = EmbeddedScheduler(at_once=1)
    with pytest.raises(RuntimeError, match="bind"):
        scheduler.submit(1, "a", ADA)
    scheduler.bind(turnstile.advance)
    turnstile.let("a")
    scheduler.submit(1, "a", ADA)
    await idle(scheduler)
    assert turnstile.done == ["a"]


async def test_closing_lets_running_turns_finish(turnstile: Turnstile) -> None:
    """Within the grace what runs may end; what waits is not started, and nobody gets room any more."""
    scheduler = lined_up(turnstile, at_once=1)
    for turn_id in "ab":
        scheduler.submit(1, turn_id, ADA)
    await turnstile.until_running("a")
    closing = asyncio.create_task(scheduler.close(SOON))
    turnstile.let("b", "a")
    await closing
    async with scheduler.room.held(ADA, "late") as is_next:
        assert not is_next
    assert turnstile.done == ["a"]
    await idle(scheduler)


async def test_closing_cancels_what_outlasts_the_grace(turnstile: Turnstile) -> None:
    """After the grace running turns are cancelled, and none is left when closing returns."""
    scheduler = lined_up(turnstile)
    scheduler.submit(1, "a", ADA)
    scheduler.submit(2, "x", ADA)
    await turnstile.until_running("a", "x")
    await scheduler.close(0)
    assert (turnstile.running, turnstile.done) == ([], [])
    assert asyncio.all_tasks() == {asyncio.current_task()}
    await idle(scheduler)


async def test_closing_before_anything_started(turnstile: Turnstile) -> None:
    """Turns that were submitted a moment before closing are not started."""
    scheduler = lined_up(turnstile)
    scheduler.submit(1, "a", ADA)
    await scheduler.close(0)
    assert turnstile.most == 0
    await idle(scheduler)
    assert asyncio.all_tasks() == {asyncio.current_task()}


async def test_a_closed_scheduler_starts_nothing(turnstile: Turnstile) -> None:
    """A turn that is accepted while the process ends stays in the table; closing twice is the same as once."""
    scheduler = lined_up(turnstile)
    await scheduler.close(0)
    assert scheduler.submit(1, "a", ADA) == 0
    assert scheduler.waiting(1) == 0
    await scheduler.close(0)
    await idle(scheduler)
    assert turnstile.most == 0


@settings(deadline=None, max_examples=60)
@given(
    st.lists(st.tuples(st.integers(1, 4), st.integers(0, 3), st.booleans()), max_size=30),
    st.integers(1, 4),
)
async def test_any_mixture_keeps_the_rules(work: list[tuple[int, int, bool]], at_once: int) -> None:
    """Whatever is submitted, takes however many steps and fails or not: order, one per place, room, all done."""
    running: list[int] = []
    drawing: list[int] = []
    started: defaultdict[int, list[str]] = defaultdict(list)

    async def advance(turn_id: str) -> None:
        place, steps, fails = work[int(turn_id)]
        assert place not in running
        running.append(place)
        started[place].append(turn_id)
        async with scheduler.room.held(ADA, turn_id):
            drawing.append(place)
            assert len(drawing) <= at_once
            for _ in range(steps):
                await asyncio.sleep(0)
            drawing.remove(place)
        running.remove(place)
        if fails:
            raise ValueError(turn_id)

    scheduler = EmbeddedScheduler(advance, at_once=at_once)
    for number, (place, _, _) in enumerate(work):
        scheduler.submit(place, str(number), ADA)
    await idle(scheduler)
    for place in range(1, 5):
        assert started[place] == [str(number) for number, (at, _, _) in enumerate(work) if at == place]
