"""What of words can be read."""

import pytest

from bot.core.words import said


@pytest.mark.parametrize(
    "nothing", ["", " \t\n", "\u200b", "\ufeff\u2060", "\u3164", "\u2800 ", "\ufe0f", "\U000e0061", "\x00"]
)
def test_what_cannot_be_seen_says_nothing(nothing: str) -> None:
    """Spaces, signs without width, fillers and marks for what is not there."""
    assert said(nothing) == ""


@pytest.mark.parametrize(
    "words", ["a", "1", "\N{FOX FACE}", "\N{WOMAN}\u200d\N{ROCKET}", "\u200bfox", "\u0301", "\U000f0000"]
)
def test_what_can_be_seen_stays_as_it_is(words: str) -> None:
    """With the signs without width that hold it together; only the space around it goes."""
    assert said(f" {words}\n") == words
