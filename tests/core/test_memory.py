"""What a process may forget."""

from datetime import timedelta

from bot.core.memory import Recent, Repeats, Seldom
from tests.fakes import Clock


def test_only_the_newest_entries_are_kept() -> None:
    """Strangers cannot fill the memory; what is put again is new again."""
    recent: Recent[int, str] = Recent(2)
    for key in (1, 2, 1, 3):
        recent.put(key, f"value {key}")
    assert [recent.get(key) for key in (1, 2, 3)] == ["value 1", None, "value 3"]


def test_somebody_is_told_again_only_after_a_while() -> None:
    """Once in an hour for each person, and another person is another matter."""
    clock = Clock()
    seldom = Seldom(clock, timedelta(hours=1))
    assert [seldom.may(1), seldom.may(1), seldom.may(2)] == [True, False, True]
    clock.pass_(3600)
    assert seldom.may(1)


def test_what_comes_again_is_noticed() -> None:
    """Only the newest are remembered: a repeated event comes within moments."""
    repeats = Repeats(most=2)
    assert [repeats.has(event) for event in (1, 2, 1, 2, 3, 1)] == [False, False, True, True, False, False]
