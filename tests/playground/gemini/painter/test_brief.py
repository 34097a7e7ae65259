"""The seed of a painting."""

from dataclasses import replace

from bot.playground.gemini.painter import Brief

BRIEF = Brief("a pear", "1:1", 64, 64)


def test_the_seed_follows_from_what_is_to_be_seen() -> None:
    """The same wish has the same seed, and another word, picture or trail another."""
    others = [replace(BRIEF, words="a"), replace(BRIEF, edited=b"x"), replace(BRIEF, trail=("b",))]
    assert replace(BRIEF).seed == BRIEF.seed
    assert len({BRIEF.seed, *(other.seed for other in others)}) == 4
