"""The tree of failures."""

import inspect
import re

import pytest

from bot.core import errors
from bot.core.errors import Cost, ModelRefused, OptionUnsupported, PlantainError, RateLimited, Refused, WordsOnly

LEAVES = [
    errors.NothingAsked(),
    errors.WordsTooLong(5000, 4000),
    errors.UnknownFamily("x", ["A", "B"]),
    errors.OptionUnsupported("size", "4K", "Lite", ["1K"], ["Pro"]),
    errors.TooManyReferences(4, 3, "Lite"),
    errors.NotAPicture("a video"),
    errors.PictureEmpty(),
    errors.PictureBroken(),
    errors.PictureTooLarge(20 * 2**20),
    errors.PictureTooManyPixels(64_000_000),
    errors.FetchFailed(),
    errors.OneOfSeveral(2, 3, errors.PictureEmpty()),
    errors.NoPictureThere(),
    errors.FormExpired(),
    errors.MissingPermission(["attach files"]),
    errors.TurnUnknown(),
    errors.NotYours("delete"),
    errors.NothingToUndo(),
    errors.QueueFull(20),
    errors.PromptBlocked(),
    errors.PictureWithheld(),
    errors.ProhibitedContent(),
    errors.Recitation(),
    errors.NoPicture(),
    errors.WordsOnly("no"),
    errors.AnswerStopped(),
    errors.KeyRefused(),
    errors.ModelUnavailable("Pro"),
    errors.RequestRejected(),
    errors.SignatureRefused(),
    errors.RateLimited(7),
    errors.Overloaded(),
    errors.ProviderBroken(),
    errors.Unreachable(),
    errors.TimedOut(300),
    errors.AnswerCut(),
    errors.AnswerUnreadable(),
    errors.AnswerTooLarge(),
    errors.Interrupted(),
    errors.PictureLost(),
    errors.StorageFailed(),
    errors.PostFailed(),
    errors.Unexpected("abc"),
]


@pytest.mark.parametrize("error", LEAVES, ids=lambda error: error.code)
def test_every_failure_says_what_happened_what_to_do_and_what_it_cost(error: PlantainError) -> None:
    """One or two plain sentences, an advice after a colon or full stop, and the cost at the end."""
    assert re.match(r"[A-Z“\d]", error.sentence)
    assert error.sentence.endswith((".", "!", "”."))
    assert len(error.told) < 900
    assert error.told.endswith(error.charge.sentence)
    assert error.code == type(error).__name__


def test_the_list_above_is_the_whole_tree() -> None:
    """Every leaf class of the module is looked at, and drawn in its docstring."""
    classes = [
        found
        for _, found in inspect.getmembers(errors, inspect.isclass)
        if issubclass(found, PlantainError) and found is not PlantainError
    ]
    leaves = {
        found for found in classes if not any(other is not found and issubclass(other, found) for other in classes)
    }
    assert leaves <= {type(error) for error in LEAVES}
    drawn = errors.__doc__ or ""
    assert all(re.search(rf"\b{found.__name__}\b", drawn) for found in classes)


def test_what_is_refused_costs_nothing() -> None:
    """Nothing below `Refused` was ever sent to the model."""
    assert all(error.charge is Cost.NOTHING for error in LEAVES if isinstance(error, Refused))
    assert all(error.charge is not Cost.NOTHING for error in LEAVES if isinstance(error, ModelRefused))


def test_the_models_words_are_quoted_short_and_on_one_line() -> None:
    """A model's refusal cannot flood a channel."""
    told = WordsOnly("line\n" * 500).told
    assert "\n" not in told
    assert "line line" in told
    assert "…" in told


def test_a_wait_that_the_provider_names_is_passed_on() -> None:
    """RetryInfo's seconds reach the person."""
    assert "about 7 seconds" in RateLimited(6.6).sentence
    assert "few minutes" in RateLimited().sentence


def test_an_option_without_any_value_says_to_leave_it_out() -> None:
    """A family that lacks an option altogether is told apart from a wrong value."""
    assert "leave it out" in OptionUnsupported("thinking", "high", "Pro", []).sentence
