"""Requests."""

import pytest

from bot.core.request import RATIOS, Options, Request, Search, Thinking
from tests.fakes import picture


def test_nothing_chosen_leaves_everything_to_the_family() -> None:
    """Only searching has a default of its own: none."""
    assert Request("a cat", "pro").options == Options(None, None, None, Search.OFF)


def test_options_can_be_taken_back_one_by_one() -> None:
    """Each is then as if nobody had chosen it."""
    whole = Options("16:9", "2K", Thinking.HIGH, Search.WEB, thoughts=True)
    assert whole.without(["thinking", "search", "thoughts"]) == Options("16:9", "2K")
    assert whole.without(()) == whole


def test_every_ratio_is_listed_once_and_reads_as_width_to_height() -> None:
    """The fourteen of Google's guide, each with its mirror image except the square."""
    assert len(RATIOS) == len(set(RATIOS)) == 14
    assert {":".join(reversed(ratio.split(":"))) for ratio in RATIOS} - set(RATIOS) == {"5:4", "9:21"} - set(RATIOS)


@pytest.mark.parametrize(("words", "tokens"), [("a lighthouse", 4), ("灯塔" * 30, 60), ("\ud800🦊", 2), ("", 0)])
def test_tokens_are_reckoned_in_any_alphabet(words: str, tokens: int) -> None:
    """Chinese has a token for nearly each letter, and every reference counts like a picture."""
    assert Request(words, "pro").tokens == tokens
    assert Request(words, "pro", (picture(), picture())).tokens == tokens + 2240
