"""Errors in each provider's clothes."""

import pytest

from bot.playground.gemini.dialects import Dialect, google, litellm, modelverse, new_api
from bot.playground.gemini.errors import GoogleError, key_invalid, model_retired
from bot.playground.gemini.failures import FAILURES, quota

RETIRED = model_retired("gemini-9")


@pytest.mark.parametrize(
    ("dialect", "status", "code"),
    [(google, 404, 404), (new_api(), 503, "model_not_found"), (modelverse, 400, "model_error"), (litellm, 404, 404)],
)
def test_a_retired_model_has_as_many_names_as_there_are_providers(
    dialect: Dialect, status: int, code: str | int
) -> None:
    """Google says 404, new-api 503, ModelVerse 400; a pass-through says what Google says."""
    told = dialect(RETIRED, "r1")
    assert (told.status, told.body["error"]["code"]) == (status, code)


def test_the_requests_id_is_where_each_provider_puts_it() -> None:
    """At the end of the message, or in a parameter."""
    told = new_api()(quota(), "r1")
    assert told.body["error"]["message"].endswith("(request id: r1)")
    assert told.headers == {"X-Oneapi-Request-Id": "r1"}
    assert modelverse(quota(), "r1").body["error"]["param"] == "r1"


def test_codes_are_words_or_numbers() -> None:
    """A relay shows the upstream's status in more than one type."""
    codes = [new_api()(error, "").body["error"]["code"] for error in _upstream()]
    assert codes == [429, "bad_response_status_code", "INVALID_ARGUMENT"]
    assert [modelverse(error, "").body["error"]["code"] for error in _upstream()] == [
        "rate_limit",
        "model_server_error",
        "param_error",
    ]


def test_a_wrong_key_is_told_by_the_proxy_itself() -> None:
    """LiteLLM refuses in its own words what it would not even pass on."""
    told = litellm(key_invalid(), "")
    assert (told.status, told.body["error"]["type"]) == (401, "token_not_found_in_db")


def test_a_sister_platform_differs_in_one_word() -> None:
    """The type names the software."""
    assert new_api(kind="rix_api_error")(RETIRED, "").body["error"]["type"] == "rix_api_error"


def _upstream() -> list[GoogleError]:
    found = [FAILURES[name] for name in ("quota", "overloaded", "invalid")]
    return [error for error in found if isinstance(error, GoogleError)]
