"""The mapper of failures, where the stand-in cannot go; the rest is in test_model.py."""

from pathlib import Path

import pytest
from google.genai.errors import APIError

from bot.core import errors
from bot.core.errors import Cost, PlantainError
from bot.gemini.exchange import Exchange
from bot.gemini.failures import Manners, told
from bot.gemini.faults import ReplyBroken, ReplyTooLarge


def outcome(raised: Exception, folder: Path) -> PlantainError:
    exchange = Exchange(folder, folder.joinpath, lambda: "0" * 64)
    with pytest.raises(PlantainError) as caught, told(exchange, family="Pro", timeout=300):
        raise raised
    return caught.value


@pytest.mark.parametrize("raised", [ReplyTooLarge("x"), OSError(28, "x"), TimeoutError(), RuntimeError("x")])
def test_what_breaks_on_the_way_has_its_error_and_keeps_its_cause(raised: Exception, tmp_path: Path) -> None:
    """The log of whoever looks for details tells both."""
    assert outcome(raised, tmp_path).__cause__ is raised


def test_what_has_its_error_already_passes(tmp_path: Path) -> None:
    """With what it says of its own cost: it may be of something that was paid for before."""
    error = errors.NoPicture()
    assert outcome(error, tmp_path) is error
    assert error.charge is Cost.MAYBE


def test_what_nobody_foresaw_after_the_answer_passes(tmp_path: Path) -> None:
    """It is a mistake of ours, and no failure of the provider's."""
    with pytest.raises(RuntimeError), told(answering(tmp_path), family="Pro", timeout=300):
        raise RuntimeError


def test_where_each_200_is_charged_an_answer_that_nobody_could_store_is(tmp_path: Path) -> None:
    """Also what broke while it came."""
    for raised in (OSError(28, "x"), ReplyBroken("x")):
        with (
            pytest.raises(PlantainError) as caught,
            told(answering(tmp_path), family="Pro", timeout=300, manners=Manners(charge_200=True)),
        ):
            raise raised
        assert caught.value.charge is Cost.CHARGED


def answering(folder: Path) -> Exchange:
    exchange = Exchange(folder, folder.joinpath, lambda: "0" * 64)
    exchange.http_status = 200
    return exchange


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
