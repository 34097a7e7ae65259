"""Answers without a picture."""

from bot.core.errors import Cost, ModelRefused, WordsOnly
from tests.core.errors.test_tree import LEAVES


def test_an_answer_without_a_picture_may_have_cost() -> None:
    """Gateways that bill by call charge for these, so no sentence says that it was free."""
    assert all(error.charge is not Cost.NOTHING for error in LEAVES if isinstance(error, ModelRefused))


def test_the_models_words_are_quoted_short_and_on_one_line() -> None:
    """A model's refusal cannot flood a channel."""
    told = WordsOnly("line\n" * 500).told
    assert "\n" not in told
    assert "line line" in told
    assert "“Here: …”" in WordsOnly(f"Here: data:;base64,{'iVBORw0KGgo' * 99}").told
    assert "…" in told
