"""The mapper of failures, where the stand-in cannot go; the rest is in test_model.py."""

from pathlib import Path

import aiohttp
import pytest
from google.genai.errors import APIError

from bot.core import errors
from bot.core.errors import PlantainError
from bot.gemini.exchange import Exchange
from bot.gemini.failures import told
from bot.gemini.faults import PictureChanged, ReplyBroken, ReplyCut, ReplyTooLarge


def outcome(raised: Exception, folder: Path) -> PlantainError:
    exchange = Exchange(folder, folder.joinpath, lambda: "0" * 64)
    with pytest.raises(PlantainError) as caught, told(exchange, family="Pro", timeout=300):
        raise raised
    return caught.value


@pytest.mark.parametrize(
    ("raised", "expected"),
    [
        (ReplyTooLarge("x"), errors.AnswerTooLarge),
        (ReplyCut("x"), errors.AnswerCut),
        (ReplyBroken("x"), errors.AnswerUnreadable),
        (PictureChanged("x"), errors.PictureLost),
        (FileNotFoundError("x"), errors.PictureLost),
        (OSError(28, "No space left on device"), errors.StorageFailed),
        (aiohttp.ClientConnectionError("x"), errors.Unreachable),
        (TimeoutError(), errors.Unreachable),
        (errors.NoPicture(), errors.NoPicture),
    ],
)
def test_what_breaks_on_the_way_has_its_error(raised: Exception, expected: type[PlantainError], tmp_path: Path) -> None:
    """As long as nothing was sent, a connection that fails cost nothing."""
    assert type(outcome(raised, tmp_path)) is expected


def answered(status: int, message: str = "", *details: object) -> APIError:
    return APIError(status, {"error": {"code": status, "message": message, "details": list(details)}})


@pytest.mark.parametrize(
    ("raised", "expected"),
    [
        (answered(400, "API key not valid. Please pass a valid API key."), errors.KeyRefused),
        (
            answered(400, "Unable to submit request because it has an invalid thought signature"),
            errors.SignatureRefused,
        ),
        (answered(400, "Image part is missing a thought_signature"), errors.SignatureRefused),
        (answered(400, "Invalid value"), errors.RequestRejected),
        (answered(413), errors.RequestTooLong),
        (answered(529), errors.Overloaded),
        (answered(418), errors.ProviderBroken),
        (APIError(500, None), errors.ProviderBroken),
        (APIError(500, {"error": "text"}), errors.ProviderBroken),
    ],
)
def test_an_answer_has_the_error_of_its_status_and_words(
    raised: APIError, expected: type[PlantainError], tmp_path: Path
) -> None:
    """A 400 is told apart by what it names; a status never seen counts as broken."""
    assert type(outcome(raised, tmp_path)) is expected


def test_a_delay_is_read_wherever_it_stands(tmp_path: Path) -> None:
    """RetryInfo may come after other details, and with fractions."""
    error = outcome(answered(429, "", {"@type": "Help"}, {"retryDelay": "3.5s"}), tmp_path)
    assert isinstance(error, errors.RateLimited)
    assert error.retry_after == 3.5
