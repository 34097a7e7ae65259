"""What all failures have in common."""

import pytest

from bot.core.errors import NothingAsked, NotYours, TooLate
from bot.core.errors.base import Cost, PlantainError, listed, short


def test_a_failure_ends_with_what_it_cost() -> None:
    """The class says it, unless the one that raises knows better."""
    assert PlantainError("It broke.").told == "It broke. It cost nothing."
    assert PlantainError("It broke.", cost=Cost.MAYBE).told == "It broke. The provider may have charged for it."


def test_deeds_that_never_cost_say_nothing_of_it() -> None:
    """Who may not delete wonders about no price."""
    assert [error.told for error in (TooLate(), NotYours("delete"))] == [
        TooLate().sentence,
        NotYours("delete").sentence,
    ]
    assert NothingAsked().told.endswith("It cost nothing.")


@pytest.mark.parametrize(
    ("words", "sentence"), [([], "nothing"), (["a"], "a"), (["a", "b"], "a or b"), (["a", "b", "c"], "a, b or c")]
)
def test_lists_read_like_sentences(words: list[str], sentence: str) -> None:
    """Commas, and a word before the last."""
    assert listed(words) == sentence


def test_long_words_of_others_are_cut_to_one_line() -> None:
    """Line breaks go, and an ellipsis stands for the rest."""
    assert short("a\n b", 10) == "a b"
    assert short("x" * 20, 10) == "x" * 9 + "…"
