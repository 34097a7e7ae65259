"""Usage metadata → tokens."""

import pytest

from bot.core.reply import Usage
from bot.gemini.counting import bill, count, drawn, usage


def test_usage_splits_pictures_from_words_and_reads_numbers_in_strings() -> None:
    """Modality details say how much of the output is picture; relays write numbers as text."""
    counts = {
        "promptTokenCount": "12",
        "candidatesTokenCount": 1150,
        "candidatesTokensDetails": [{"modality": "IMAGE", "tokenCount": 1120}],
        "thoughtsTokenCount": 300,
    }
    assert usage(counts) == Usage(12, 30, 1120, 300)
    assert usage({"candidatesTokenCount": 1120}) == Usage(None, 0, 1120, None)
    assert usage({"promptTokenCount": -1}) == Usage()


@pytest.mark.parametrize("number", [2_000_001, 10**15, 2**62, 2**63, 10**40, "999999999999", "9" * 4000, "1e9", 1e300])
def test_a_count_that_no_model_reaches_is_none(number: object) -> None:
    """What was reserved stands then, instead of a bill of millions."""
    counts = {"candidatesTokenCount": number, "promptTokenCount": number, "thoughtsTokenCount": number}
    assert usage(counts) == Usage()
    details = [{"modality": "IMAGE", "tokenCount": each} for each in (1120, number)]
    assert usage({"candidatesTokensDetails": details}).pictures is None
    many = {"candidatesTokensDetails": [{"modality": "IMAGE", "tokenCount": 1_000_000}] * 3}
    assert usage(many).pictures is None


@pytest.mark.parametrize(
    ("value", "number"), [(7, 7), ("7", 7), (True, None), ("7" * 21, None), (-1, None), (None, None)]
)
def test_a_count_is_a_number_however_it_is_written(value: object, number: int | None) -> None:
    """What is no number is none."""
    assert count(value) == number


def test_what_was_drawn_is_told_by_modality_alone() -> None:
    """A sum says nothing of what it is of."""
    details = [{"modality": "IMAGE", "tokenCount": "1120"}]
    assert drawn({"candidatesTokensDetails": details})
    assert not drawn({"candidatesTokenCount": 1120, "candidatesTokensDetails": [{"modality": "TEXT"}, None]})
    assert not drawn({"candidatesTokenCount": 1120, "candidatesTokensDetails": "x"})


def test_what_came_without_a_picture_is_billed_as_words() -> None:
    """Unless a picture was withheld; where nothing was counted there is no bill."""
    counts = {"promptTokenCount": 5, "candidatesTokenCount": 1120}
    assert bill(counts, withheld=False) == Usage(5, 1120, 0)
    assert bill(counts, withheld=True) == Usage(5, 0, 1120)
    assert bill({"candidatesTokenCount": 1120}, withheld=True) is None
