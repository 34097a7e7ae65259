"""What is turned down before anything is paid."""

from bot.core.errors import Cost, OptionUnsupported, PicturesDoNotFit, Refused, TooManyReferences, UnknownFamily
from tests.core.errors.test_tree import LEAVES


def test_what_is_refused_costs_nothing() -> None:
    """Nothing below `Refused` was ever sent to the model."""
    assert all(error.charge is Cost.NOTHING for error in LEAVES if isinstance(error, Refused))


def test_an_option_without_any_value_says_to_leave_it_out() -> None:
    """A family that lacks an option altogether is told apart from a wrong value."""
    assert "leave it out" in OptionUnsupported("thinking", "high", "Pro", []).sentence


def test_a_name_from_outside_is_cut_short() -> None:
    """A pasted novel in place of a model's name does not come back whole."""
    assert len(UnknownFamily("x" * 5000, ["Pro"]).sentence) < 200


def test_who_goes_on_from_a_picture_is_told_that_it_counts() -> None:
    """Three were attached, and the sentence speaks of four."""
    told = TooManyReferences(4, 3, "Nano Banana", seeded=True).sentence
    assert told == (
        "Nano Banana takes up to 3 pictures at once, and this is 4, with the picture that this goes on from: "
        "please leave some out."
    )


def test_the_limit_that_pictures_do_not_fit_is_named() -> None:
    """Of one picture, or of all that go in together; a name begins the sentence."""
    each = PicturesDoNotFit("the relay", 7 * 2**20, each=True).sentence
    assert each.startswith("The relay takes pictures of up to 7 MiB, ")
    together = PicturesDoNotFit("ModelVerse", 15335424, each=False).sentence
    assert together.startswith("ModelVerse takes up to 14.6 MiB of pictures at once, ")
