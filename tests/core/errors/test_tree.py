"""The tree of failures, as a whole."""

import inspect
import re

import pytest

from bot.core import errors
from bot.core.errors import Cost, PlantainError

LEAVES = [
    errors.NothingAsked(),
    errors.WordsTooLong(5000, 4000),
    errors.UnknownFamily("x", ["A", "B"]),
    errors.FamilyGone("Nano Banana", ["A", "B"]),
    errors.OptionUnsupported("size", "4K", "Lite", ["1K"], ["Pro"]),
    errors.ThoughtsUnsupported("Nano Banana", ["Pro"]),
    errors.TooManyReferences(4, 3, "Lite"),
    errors.NotAPicture("a video"),
    errors.PictureEmpty(),
    errors.PictureBroken(),
    errors.PictureTooLarge(20 * 2**20),
    errors.PictureTooManyPixels(64_000_000),
    errors.FetchFailed(),
    errors.OneOfSeveral(2, 3, errors.PictureEmpty()),
    errors.NoPictureThere(),
    errors.MessageHidden(),
    errors.NotAPostOfOurs(),
    errors.FormExpired(),
    errors.CommandOutdated(),
    errors.MissingPermission(["attach files"]),
    errors.TurnUnknown(),
    errors.NotYours("delete"),
    errors.NothingToEdit(),
    errors.NothingToResize(),
    errors.NothingToUndo(),
    errors.BudgetSpent(),
    errors.TooLate(),
    errors.QueueFull(5, whose="yours"),
    errors.Cancelled(Cost.MAYBE),
    errors.QueueFull(20),
    errors.QueueFull(400, whose="everywhere"),
    errors.PromptBlocked(),
    errors.PictureWithheld(),
    errors.ProhibitedContent(),
    errors.Recitation(),
    errors.NoPicture(),
    errors.WordsOnly("no"),
    errors.AnswerStopped(),
    errors.KeyRefused(),
    errors.TokenRefused(),
    errors.KeyOfAnotherProvider("Google"),
    errors.WrongDomain(),
    errors.WrongAddress(),
    errors.BalanceEmpty(),
    errors.AccountNotReady(),
    errors.ModelUnavailable("Pro"),
    errors.GroupLacksModel("Pro"),
    errors.ContentRefusedByGateway(),
    errors.RequestTooLong(),
    errors.OptionRefused("size"),
    errors.RequestRejected(),
    errors.SignatureRefused(),
    errors.RateLimited(7),
    errors.Overloaded(),
    errors.ProviderBroken(),
    errors.Unreachable(),
    errors.NotSent(),
    errors.TimedOut(300),
    errors.GatewayTimedOut(),
    errors.LinkBroken(),
    errors.AnswerCut(),
    errors.AnswerUnreadable(),
    errors.AnswerTooLarge(),
    errors.TasksRefused(),
    errors.TaskUnconfirmed(),
    errors.TaskFailed(),
    errors.TaskLost(),
    errors.TaskUnfinished(900),
    errors.Interrupted(),
    errors.ShuttingDown(),
    errors.NotAcknowledged(),
    errors.ResultLost(),
    errors.NotWritten(),
    errors.PictureLost(),
    errors.StorageFailed(),
    errors.StorageUnavailable(),
    errors.PostFailed(),
    errors.Unexpected("abc"),
]


@pytest.mark.parametrize("error", LEAVES, ids=lambda error: error.code)
def test_every_failure_says_what_happened_what_to_do_and_what_it_cost(error: PlantainError) -> None:
    """One or two plain sentences, an advice after a colon or full stop, and the cost at the end."""
    assert re.match(r"[A-Z“\d]", error.sentence)
    assert error.sentence.endswith((".", "!", "”."))
    assert len(error.told) < 900
    assert error.told == (error.sentence if error.costless else f"{error.sentence} {error.charge.sentence}")
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
