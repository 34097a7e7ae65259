"""The words that are ours."""

from bot.core.seed import Seed
from bot.gemini.wording import seed_words
from tests.fakes import picture


def test_a_seed_without_wishes_is_just_the_picture_and_the_words() -> None:
    """Nothing is claimed about wishes that are not known."""
    assert seed_words(Seed(picture(), ()), "winter") == "The first attached picture is the result so far. winter"
    assert seed_words(Seed(None, ()), "winter") == "winter"
