"""The tree of failures, as a whole."""

import inspect
import re
from importlib import import_module
from pkgutil import iter_modules

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
    errors.PicturesDoNotFit("Gateway X", 15 * 2**20, each=False),
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
    errors.ButtonOutdated(),
    errors.EventUnreadable(),
    errors.PlaceUnknown(),
    errors.FilesWaiting(),
    errors.NotBegun(),
    errors.BatchFileWrong("Row 17, column size", "“8K” is no size: leave it out."),
    errors.TooManyBatches(3),
    errors.BatchUnknown(),
    errors.BatchNotYours("start"),
    errors.BatchDecided(),
    errors.BatchTermsChanged(),
    errors.BatchesAbsent(),
    errors.BatchRefused(),
    errors.BatchUnconfirmed(),
    errors.BatchFailed("expired"),
    errors.BatchElsewhere(),
    errors.BatchLost(),
]


@pytest.mark.parametrize("error", LEAVES, ids=lambda error: error.code)
def test_every_failure_says_what_happened_what_to_do_and_what_it_cost(error: PlantainError) -> None:
    """One or two plain sentences, an advice after a colon or full stop, and the cost at the end."""
    assert re.match(r"[A-Z“\d]", error.sentence)
    assert error.sentence.endswith((".", "!", "”."))
    assert len(error.told) < 900
    assert error.told == (error.sentence if error.costless else f"{error.sentence} {error.charge.sentence}")
    assert error.code == type(error).__name__


def everything() -> set[type[PlantainError]]:
    """Each class of failure that a module of the package defines, whether the package itself imports it or not."""
    modules = [import_module(f"{errors.__name__}.{found.name}") for found in iter_modules(errors.__path__)]
    classes = [found for module in modules for _, found in inspect.getmembers(module, inspect.isclass)]
    return {found for found in classes if issubclass(found, PlantainError)}


def drawn() -> set[tuple[str, str]]:
    """Each class in the docstring's tree, with the one above it."""
    pairs: set[tuple[str, str]] = set()
    above = ["PlantainError"]
    for branch, name in re.findall(r"^ {4}([│├└─ ]+── )(\w+)", errors.__doc__ or "", re.MULTILINE):
        del above[len(branch) // 4 :]
        pairs.add((name, above[-1]))
        above.append(name)
    return pairs


def test_the_package_has_every_failure_of_its_modules() -> None:
    """One import is enough for each of them."""
    assert {found.__name__ for found in everything() if getattr(errors, found.__name__, None) is not found} == set()


def test_the_tree_is_drawn_as_it_is() -> None:
    """Every class of every module stands in the package's docstring, under the class that it is one of."""
    children = everything() - {PlantainError}
    assert drawn() == {(found.__name__, parent.__name__) for found in children for parent in found.__bases__}


def test_every_leaf_is_looked_at() -> None:
    """The list above has each class that has no children."""
    parents = {parent for found in everything() for parent in found.__bases__}
    assert everything() - parents <= {type(error) for error in LEAVES}
