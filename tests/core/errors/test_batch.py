"""What people are told about batches."""

import re

import pytest

from bot.core.errors import Cost, PlantainError, batch

LEAVES = [
    batch.BatchFileWrong("Row 17, column size", "“8K” is no size: leave it out."),
    batch.BatchFileWrong("", "That file is empty: write one prompt on each line."),
    batch.TooManyBatches(1),
    batch.TooManyBatches(3),
    batch.BatchUnknown(),
    batch.BatchNotYours("start"),
    batch.BatchDecided(),
    batch.BatchTermsChanged(),
    batch.BatchesAbsent(),
    batch.BatchRefused(),
    batch.BatchUnconfirmed(),
    batch.BatchFailed("expired"),
    batch.BatchElsewhere(),
    batch.BatchLost(),
]


@pytest.mark.parametrize("error", LEAVES, ids=lambda error: error.code)
def test_every_sentence_says_what_to_do(error: PlantainError) -> None:
    """It begins with a capital, has an advice after a colon, and ends with a full stop."""
    assert re.fullmatch(r"[A-Z].+: .+\.", error.sentence)


def test_only_what_was_never_placed_costs_nothing_for_sure() -> None:
    """After a job was placed, the provider may have charged for it."""
    assert {batch.BatchRefused().charge, batch.BatchesAbsent().charge} == {Cost.NOTHING}
    assert {error.charge for error in LEAVES if isinstance(error, batch.BatchError)} == {Cost.NOTHING, Cost.MAYBE}
