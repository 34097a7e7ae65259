"""Trying again, less and less often."""

from dataclasses import replace
from datetime import timedelta

from bot.core.backoff import Backoff
from tests.fakes import NOW, Clock, turn


def tried(backoff: Backoff, clock: Clock, minutes: int, age: timedelta = timedelta(0)) -> list[int]:
    """The minutes at which a turn that has that age now is tried."""
    left, at = [replace(turn(), created_at=NOW - age)], []
    for minute in range(minutes):
        clock.now = NOW + timedelta(minutes=minute)
        if backoff.due(left):
            at.append(minute)
    return at


def test_gaps_double_up_to_half_an_hour() -> None:
    """Whoever sweeps every minute tries a turn after 1, 2, 4, 8 and 16 minutes, and then now and then."""
    clock = Clock()
    at = tried(Backoff(clock), clock, 180)
    assert at == [0, 1, 2, 4, 8, 16, 32, 62, 92, 122, 152]


def test_an_old_turn_keeps_its_long_gaps_over_a_restart() -> None:
    """A new process tries it at once, and then as seldom as the one before."""
    clock = Clock()
    assert tried(Backoff(clock), clock, 100, timedelta(days=1)) == [0, 30, 60, 90]


def test_what_is_finished_is_forgotten() -> None:
    """Nothing piles up, and the turns do not wait for each other."""
    clock = Clock()
    backoff = Backoff(clock)
    first, second = turn("turn000000001"), turn("turn000000002")
    clock.pass_(60)
    assert backoff.due([first]) == [first]
    assert backoff.due([first, second]) == [second]
    assert backoff.due([]) == []
    assert backoff.due([first, second]) == [first, second]
