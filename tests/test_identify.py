"""Ids."""

import re
from datetime import timedelta

from bot.identify import Identifier
from tests.fakes import Clock


def test_ids_sort_by_time_and_never_repeat() -> None:
    """Thirteen digits of base 32, each larger than the one before, also when the clock goes back."""
    clock = Clock()
    identify = Identifier(clock, lambda: 0xFFFF)
    made = [identify() for _ in range(5)]
    clock.now -= timedelta(hours=1)
    made.append(identify())
    clock.now += timedelta(days=400)
    made.append(identify())
    assert made == sorted(set(made))
    assert all(re.fullmatch("[0-9a-v]{13}", found) for found in made)


def test_two_identifiers_differ_at_the_same_moment() -> None:
    """The low bits start at random, so that two processes don't meet."""
    clock = Clock()
    assert Identifier(clock, lambda: 1)() != Identifier(clock, lambda: 2)()
