"""Calls that ended without an answer, where the stand-in cannot go; the rest is in test_model.py."""

import logging
from pathlib import Path
from typing import Any

import aiohttp
import pytest
from google.auth import exceptions

from bot.core import errors
from bot.core.errors import Cost, PlantainError
from bot.gemini.breakages import broken
from bot.gemini.exchange import Exchange
from bot.gemini.expand import Expansion
from bot.gemini.faults import (
    PictureChanged,
    PictureMissing,
    PictureUnreadable,
    ReplyBroken,
    ReplyCut,
    ReplyTooLarge,
)


def exchange(folder: Path) -> Exchange:
    return Exchange(folder, folder.joinpath, lambda: "0" * 64)


async def begun(folder: Path) -> Exchange:
    """An exchange whose request is on its way."""
    found = exchange(folder)
    await anext(aiter(found.sending(Expansion(b"{}", folder.joinpath))))
    return found


def amid(fault: Exception) -> aiohttp.ClientError:
    """What aiohttp makes of a failure of the body that it sends."""
    wrapped = aiohttp.ClientConnectionError("x")
    wrapped.__cause__ = fault
    return wrapped


google_auth: Any = exceptions  # it has no types
FULL = OSError(28, "No space left on device")
BEFORE = [
    (PictureMissing("x"), errors.PictureLost),
    (PictureUnreadable("x"), errors.StorageUnavailable),
    (PictureChanged("x"), errors.PictureLost),
    (aiohttp.ClientConnectionError("x"), errors.Unreachable),
    (TimeoutError(), errors.Unreachable),
    (google_auth.RefreshError("invalid_grant"), errors.TokenRefused),
    (google_auth.RefreshError("internal_failure", retryable=True), errors.Unreachable),
    (google_auth.TransportError("x"), errors.Unreachable),
    (google_auth.TimeoutError("x"), errors.Unreachable),
    (google_auth.OSError("x"), errors.TokenRefused),
    (FULL, errors.NotSent),
    (FileNotFoundError("x"), errors.NotSent),
    (ValueError("x"), errors.NotSent),
]


@pytest.mark.parametrize(("raised", "expected"), BEFORE)
def test_before_anything_is_sent_nothing_costs(
    raised: Exception, expected: type[PlantainError], tmp_path: Path
) -> None:
    """Each has an error that says what it was, and the cost is the same."""
    failure = broken(raised, exchange(tmp_path), 300)
    assert type(failure) is expected
    assert failure.charge is Cost.NOTHING


@pytest.mark.parametrize(
    ("raised", "expected", "cost"),
    [
        (ReplyTooLarge("x"), errors.AnswerTooLarge, Cost.CHARGED),
        (ReplyCut("x"), errors.AnswerCut, Cost.MAYBE),
        (ReplyBroken("x"), errors.AnswerUnreadable, Cost.MAYBE),
        (aiohttp.ClientConnectionError("x"), errors.AnswerCut, Cost.MAYBE),
        (amid(ConnectionResetError("x")), errors.AnswerCut, Cost.MAYBE),
        (TimeoutError(), errors.TimedOut, Cost.MAYBE),
        (FULL, errors.StorageFailed, Cost.MAYBE),
        (FileNotFoundError("x"), errors.StorageFailed, Cost.MAYBE),
        (amid(PictureMissing("x")), errors.PictureLost, Cost.NOTHING),
        (amid(PictureChanged("x")), errors.PictureLost, Cost.NOTHING),
        (amid(PictureUnreadable("x")), errors.StorageUnavailable, Cost.NOTHING),
    ],
)
async def test_after_that_it_may_have_cost_unless_the_request_was_never_whole(
    raised: Exception, expected: type[PlantainError], cost: Cost, tmp_path: Path
) -> None:
    """Half a request is not drawn; a disk that cannot take what came is no reason to say that it was free."""
    failure = broken(raised, await begun(tmp_path), 300)
    assert type(failure) is expected
    assert failure.charge is cost


async def test_what_nobody_foresaw_comes_out_as_it_is(tmp_path: Path) -> None:
    """Once something was sent, or has come, only whoever waits for the turn can tell it."""
    answered = exchange(tmp_path)
    answered.http_status = 200
    assert broken(ValueError("x"), await begun(tmp_path), 300) is None
    assert broken(ValueError("x"), answered, 300) is None
    assert isinstance(broken(FULL, answered, 300), errors.StorageFailed)


def test_what_nobody_foresaw_before_is_in_the_log(tmp_path: Path, caplog: pytest.LogCaptureFixture) -> None:
    """The person is sent to the operator, who finds it there."""
    with caplog.at_level(logging.ERROR, "bot.gemini.breakages"):
        broken(ValueError("an odd option"), exchange(tmp_path), 300)
    assert "an odd option" in caplog.text
