"""Sentences for what can't be acted on."""

import pytest

from bot.core.errors.door import ButtonOutdated, EventUnreadable, FilesWaiting, NotBegun, PlaceUnknown
from bot.core.errors.refused import Refused

ERRORS = [ButtonOutdated(), EventUnreadable(), NotBegun(), FilesWaiting(), PlaceUnknown()]


@pytest.mark.parametrize("error", ERRORS, ids=lambda error: error.code)
def test_what_can_t_be_acted_on_says_what_to_do_and_costs_nothing(error: Refused) -> None:
    """After the colon stands an advice, and nothing was asked of the model."""
    assert ": please " in error.sentence
    assert error.told.endswith("It cost nothing.")
