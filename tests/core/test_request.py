"""Requests."""

from bot.core.request import RATIOS, Options, Request, Search


def test_nothing_chosen_leaves_everything_to_the_family() -> None:
    """Only searching has a default of its own: none."""
    assert Request("a cat", "pro").options == Options(None, None, None, Search.OFF)


def test_every_ratio_is_listed_once_and_reads_as_width_to_height() -> None:
    """The fourteen of Google's guide, each with its mirror image except the square."""
    assert len(RATIOS) == len(set(RATIOS)) == 14
    assert {":".join(reversed(ratio.split(":"))) for ratio in RATIOS} - set(RATIOS) == {"5:4", "9:21"} - set(RATIOS)
