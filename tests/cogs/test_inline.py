"""Options at the end of a mention."""

import pytest

from bot.core.request import Options, Search, Thinking
from cogs._inbound import Wish
from cogs._inline import read


def known(name: str) -> bool:
    return name == "nano-banana-pro"


@pytest.mark.parametrize(
    ("words", "wish"),
    [
        ("a tree", Wish("a tree")),
        ("a tree ratio:16:9 size:2k", Wish("a tree", options=Options("16:9", "2K"))),
        ("a tree\nRATIO:auto thinking:High", Wish("a tree", options=Options(None, None, Thinking.HIGH))),
        ("a tree search:web+images", Wish("a tree", options=Options(search=Search.WEB_AND_IMAGES))),
        ("a tree thoughts:yes thinking:high", Wish("a tree", options=Options(thinking=Thinking.HIGH, thoughts=True))),
        ("a tree thoughts:deep", Wish("a tree thoughts:deep")),
        ("a tree spoiler:yes", Wish("a tree", spoiler=True)),
        ("a tree model:nano-banana-pro", Wish("a tree", family="nano-banana-pro")),
        ("ratio:1:1", Wish("", options=Options("1:1"))),
        ("a tree ratio:7:5", Wish("a tree", options=Options("7:5"))),
        ("a tree size:9k", Wish("a tree", options=Options(size="9K"))),
        ("a tree ratio:wide", Wish("a tree ratio:wide")),
        ("a tree size:large", Wish("a tree size:large")),
        ("a tree thinking:hard", Wish("a tree thinking:hard")),
        ("a tree search:moon", Wish("a tree search:moon")),
        ("a tree spoiler:maybe", Wish("a tree spoiler:maybe")),
        ("a tree model:other", Wish("a tree model:other")),
        ("ratio:16:9 is a format", Wish("ratio:16:9 is a format")),
        ("a sign saying note:this size:2K", Wish("a sign saying note:this", options=Options(size="2K"))),
    ],
)
def test_exact_options_at_the_end_are_read_and_all_else_stays_words(words: str, wish: Wish) -> None:
    """Only known keys with values of the right shape, and only from the end, are options."""
    assert read(words, known) == wish


def test_the_last_one_wins_no_matter_how_long_the_words_are() -> None:
    """Reading stays quick on long words, and the option nearest to the words is the one read last."""
    assert read("word " * 800 + "size:1K size:2K", known).options.size == "1K"
