"""A fixture for every row of what providers are known to answer when something fails, over the wire."""

import json
import logging
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import msgspec
import pytest

from bot.core import errors
from bot.core.errors import Cost, PlantainError
from tests.gemini.asking import KEY, PRESETS, asking
from tests.gemini.provider import Provider, whole

ID = "req-20261120-0001"
HTML = b"<!DOCTYPE html><html><head><title>504 Gateway Time-out</title></head></html>"
_GONE = "models/m is not found for API version v1beta, or is not supported for generateContent."


def google(code: int, status: str, message: str = "no", **more: Any) -> Any:
    return {"error": {"code": code, "message": message, "status": status, **more}}


def relay(code: str | int, message: str = "no", kind: str = "new_api_error") -> Any:
    told = f"{message} (request id: {ID})"
    return {"error": {"message": told, "type": kind, "param": "", "code": code}}


def modelverse(code: str, message: str = "no") -> Any:
    return {"error": {"message": message, "type": "error", "param": ID, "code": code}}


@dataclass(frozen=True, slots=True)
class Row:
    """What *preset* answers, and what people are told of it."""

    preset: str
    status: int
    body: Any
    error: type[PlantainError]
    cost: Cost = Cost.NOTHING

    def __str__(self) -> str:
        return f"{self.preset}-{self.status}-{self.error.__name__}"


GOOGLE = [
    Row("google", 400, google(400, "INVALID_ARGUMENT", "Invalid value"), errors.RequestRejected),
    Row("google", 400, google(400, "INVALID_ARGUMENT", "Please use a valid role"), errors.RequestRejected),
    Row("google", 400, google(400, "INVALID_ARGUMENT", "API key not valid."), errors.KeyRefused),
    Row("google", 400, google(400, "FAILED_PRECONDITION", "Please enable billing"), errors.AccountNotReady),
    Row(
        "google",
        400,
        google(400, "FAILED_PRECONDITION", "User location is not supported for the API use."),
        errors.AccountNotReady,
    ),
    Row(
        "google",
        400,
        google(400, "INVALID_ARGUMENT", "Image part is missing a thought_signature in content position 2"),
        errors.SignatureRefused,
    ),
    Row(
        "google",
        400,
        google(400, "INVALID_ARGUMENT", "The input token count exceeds the maximum number of tokens"),
        errors.RequestTooLong,
    ),
    Row("google", 403, google(403, "PERMISSION_DENIED", "denied"), errors.KeyRefused),
    Row("google", 404, google(404, "NOT_FOUND", _GONE), errors.ModelUnavailable),
    Row("google", 404, [google(404, "NOT_FOUND", _GONE)], errors.ModelUnavailable),
    Row("google", 404, HTML, errors.WrongAddress),
    Row("google", 301, b"", errors.WrongAddress),
    Row("newapi", 308, b"", errors.WrongAddress),
    Row("google", 429, google(429, "RESOURCE_EXHAUSTED", "quota"), errors.RateLimited),
    Row("google", 429, google(429, "RESOURCE_EXHAUSTED", "limit: 0, model: m"), errors.BalanceEmpty),
    Row("google", 500, google(500, "INTERNAL"), errors.ProviderBroken, Cost.MAYBE),
    Row("google", 503, google(503, "UNAVAILABLE"), errors.Overloaded),
    Row("google", 504, google(504, "DEADLINE_EXCEEDED"), errors.GatewayTimedOut, Cost.MAYBE),
    Row("google", 200, [google(403, "PERMISSION_DENIED")], errors.KeyRefused),
    Row("google", 200, google(404, "NOT_FOUND", _GONE), errors.ModelUnavailable),
]
IN_200 = [
    Row("google", 200, {"promptFeedback": {"blockReason": "SAFETY"}}, errors.PromptBlocked, Cost.MAYBE),
    Row(
        "google",
        200,
        {"candidates": None, "usageMetadata": {"candidatesTokenCount": 0}},
        errors.PromptBlocked,
        Cost.MAYBE,
    ),
    *(
        Row("google", 200, {"candidates": [{"finishReason": finish}]}, error, Cost.MAYBE)
        for finish, error in {
            "STOP": errors.NoPicture,
            "SAFETY": errors.PictureWithheld,
            "IMAGE_SAFETY": errors.PictureWithheld,
            "PROHIBITED_CONTENT": errors.ProhibitedContent,
            "IMAGE_PROHIBITED_CONTENT": errors.ProhibitedContent,
            "RECITATION": errors.Recitation,
            "NO_IMAGE": errors.NoPicture,
            "OTHER": errors.NoPicture,
            "IMAGE_OTHER": errors.NoPicture,
            "MAX_TOKENS": errors.AnswerStopped,
        }.items()
    ),
    Row(
        "laozhang",
        200,
        {"candidates": [{"content": {"parts": [{"text": "I can't"}]}, "finishReason": "STOP"}]},
        errors.WordsOnly,
        Cost.CHARGED,
    ),
    Row("laozhang", 200, {"candidates": [{"finishReason": "NO_IMAGE"}]}, errors.NoPicture, Cost.CHARGED),
    Row("laozhang", 200, relay(429), errors.RateLimited, Cost.CHARGED),
    Row("laozhang", 200, relay("model_not_found"), errors.GroupLacksModel, Cost.CHARGED),
]
MODELVERSE = [
    Row("modelverse", 400, modelverse("param_error", "bad"), errors.RequestRejected),
    Row("modelverse", 400, modelverse("param_error", "no such model"), errors.GroupLacksModel),
    Row("modelverse", 400, modelverse("invalid_messages"), errors.RequestRejected),
    Row("modelverse", 400, modelverse("sensitive_check_error"), errors.ContentRefusedByGateway),
    Row("modelverse", 400, modelverse("websearch_error"), errors.RequestRejected),
    Row("modelverse", 400, modelverse("model_error"), errors.GroupLacksModel),
    Row("modelverse", 400, modelverse("tokens_too_long"), errors.RequestTooLong),
    Row(
        "modelverse",
        400,
        modelverse("param_error", "model content is missing a thought_signature"),
        errors.SignatureRefused,
    ),
    Row("modelverse", 401, modelverse("auth_error"), errors.KeyRefused),
    Row("modelverse", 408, modelverse("timeout_error"), errors.GatewayTimedOut, Cost.MAYBE),
    Row("modelverse", 429, modelverse("rate_limit"), errors.RateLimited),
    Row("modelverse", 500, modelverse("internal_error"), errors.ProviderBroken, Cost.MAYBE),
    Row("modelverse", 500, modelverse("model_server_error"), errors.ProviderBroken, Cost.MAYBE),
    Row("modelverse", 504, modelverse("gateway_timeout_error"), errors.GatewayTimedOut, Cost.MAYBE),
]
RELAYS = [
    Row("newapi", 401, relay("", "Invalid token"), errors.KeyRefused),
    Row("newapi", 403, relay("access_denied", "This token has no access to this group"), errors.GroupLacksModel),
    Row("newapi", 403, relay("access_denied", "The token's quota is exhausted"), errors.BalanceEmpty),
    Row("newapi", 403, relay("access_denied", "Your IP is not in the allowed list"), errors.KeyRefused),
    Row("newapi", 503, relay("model_not_found", "No available channel"), errors.GroupLacksModel),
    Row("laozhang", 503, relay("model_not_found"), errors.GroupLacksModel),
    Row("newapi", 403, relay("insufficient_user_quota"), errors.BalanceEmpty),
    Row("newapi", 400, relay("prompt_blocked"), errors.PromptBlocked, Cost.MAYBE),
    Row("newapi", 500, relay("empty_response"), errors.ProviderBroken, Cost.MAYBE),
    Row("newapi", 500, relay("bad_response_status_code"), errors.ProviderBroken, Cost.MAYBE),
    Row("newapi", 503, relay("bad_response_status_code"), errors.Overloaded),
    Row("newapi", 429, relay(429), errors.RateLimited),
    Row("newapi", 404, relay("", "Invalid URL (POST /v1/v1beta/models/m)"), errors.WrongAddress),
    Row("newapi", 403, relay("", "该令牌无权访问模型 gemini-3-pro-image"), errors.GroupLacksModel),
    Row("newapi", 403, relay("", "无权访问 vip 分组"), errors.GroupLacksModel),
    Row("newapi", 503, relay("", "当前分组 default 下对于模型 m 无可用渠道"), errors.GroupLacksModel),
    Row("newapi", 503, relay("", "当前分组上游负载已饱和，请稍后再试"), errors.Overloaded),  # noqa: RUF001 - as it comes
    Row("newapi", 503, relay("bad_response_status_code", "The model is overloaded. channel error"), errors.Overloaded),
    Row("newapi", 500, relay("bad_response_status_code", "Corrupted thought signature."), errors.SignatureRefused),
    Row("newapi", 403, relay("bad_response_status_code", "Invalid thought_signature"), errors.SignatureRefused),
    Row("laozhang", 503, relay("", "The model m has been retired"), errors.ModelUnavailable),
    Row("laozhang", 503, relay("service_unavailable", "model m is no longer available"), errors.ModelUnavailable),
    Row("12ai", 401, relay("", "Invalid token", "rix_api_error"), errors.KeyRefused),
    Row("anyfast", 503, relay("model_not_found"), errors.GroupLacksModel),
]
DMXAPI = [
    Row("dmxapi", 400, relay("", "wrong format"), errors.RequestRejected),
    Row("dmxapi", 401, relay("", "Invalid token"), errors.WrongDomain),
    Row("dmxapi", 403, relay("", "The token's quota is used up"), errors.BalanceEmpty),
    Row("dmxapi", 404, relay("", "Invalid URL (POST /v1/v1beta/x)"), errors.WrongAddress),
    Row("dmxapi", 413, relay("", "too long"), errors.RequestTooLong),
    Row("dmxapi", 429, relay("", "TPM"), errors.RateLimited),
    Row("dmxapi", 503, relay("model_not_found"), errors.GroupLacksModel),
    Row("dmxapi", 503, relay("", "该模型不存在"), errors.GroupLacksModel),
    Row("dmxapi", 503, relay("", "no permission"), errors.GroupLacksModel),
    Row("dmxapi", 503, relay("", "当前分组上游负载已饱和，请稍后再试"), errors.Overloaded),  # noqa: RUF001 - as it comes
    Row("dmxapi", 503, HTML, errors.Overloaded),
    Row("dmxapi", 504, relay("", "timeout"), errors.GatewayTimedOut, Cost.MAYBE),
    Row("dmxapi", 524, HTML, errors.GatewayTimedOut, Cost.MAYBE),
]
PAGES = [
    Row("newapi", 502, HTML, errors.ProviderBroken, Cost.MAYBE),
    Row("newapi", 504, HTML, errors.GatewayTimedOut, Cost.MAYBE),
    Row("newapi", 524, HTML, errors.GatewayTimedOut, Cost.MAYBE),
    Row("google", 200, HTML, errors.WrongAddress),
    Row("newapi", 200, HTML, errors.WrongAddress),
    Row("litellm", 404, {"detail": "Not Found"}, errors.WrongAddress),
    Row("litellm", 400, {"error": {"message": "Budget has been exceeded!", "code": "400"}}, errors.BalanceEmpty),
    Row(
        "litellm",
        401,
        {"error": {"message": "Key not allowed to access model.", "code": "401"}},
        errors.GroupLacksModel,
    ),
    Row("cloudflare", 401, {"success": False, "errors": [{"code": 2009, "message": "no"}]}, errors.KeyRefused),
    Row("google", 200, b"null", errors.AnswerUnreadable, Cost.MAYBE),
    Row("google", 402, b"", errors.BalanceEmpty),
]
ROWS = [*GOOGLE, *IN_200, *MODELVERSE, *RELAYS, *DMXAPI, *PAGES]


@pytest.mark.parametrize("row", ROWS, ids=str)
async def test_each_answer_has_its_error_its_cost_and_its_number_in_the_log(
    row: Row, provider: Provider, tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    """One of our errors, with what it cost; the provider's request id is in the log and nothing is left behind."""
    caplog.set_level(logging.WARNING)
    kind = "text/html" if row.body is HTML else "application/json"
    provider.answer = whole(row.body, row.status, kind)
    async with asking(tmp_path, provider.url, row.preset) as asker:
        with pytest.raises(row.error) as caught:
            await asker.ask()
        assert type(caught.value) is row.error
        assert caught.value.charge is row.cost
        assert asker.spooled == []
    if row.body is not HTML and ID in json.dumps(str(row.body)):
        assert ID in caplog.text


@pytest.mark.parametrize("row", [row for row in ROWS if row.cost is not Cost.NOTHING], ids=str)
async def test_what_may_have_been_billed_is_never_sent_again(row: Row, provider: Provider, tmp_path: Path) -> None:
    """One request, whatever there may be to try next."""
    provider.answer = whole(row.body, row.status, "text/html" if row.body is HTML else "application/json")
    async with asking(tmp_path, provider.url, row.preset) as asker:
        with pytest.raises(row.error):
            await asker.ask()
    assert len(provider.asked) == 1


@pytest.mark.parametrize("name", PRESETS)
@pytest.mark.parametrize("status", [200, 400, 401, 404, 500, 503])
async def test_no_echo_of_a_key_gets_anywhere(
    name: str, status: int, provider: Provider, tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    """Wherever the key goes, an answer that repeats it leads it into no error, no cause and no log."""
    caplog.set_level(logging.DEBUG)
    echo = f"your key {KEY} is wrong: Bearer {KEY}, ?key={KEY}"
    provider.answer = whole(google(status if status >= 400 else 401, "UNAUTHENTICATED", echo), status)
    async with asking(tmp_path, provider.url, name) as asker:
        with pytest.raises(PlantainError) as caught:
            await asker.ask()
    chain: BaseException | None = caught.value
    while chain is not None:
        assert KEY not in f"{chain!r} {chain} {getattr(chain, 'details', '')}"
        chain = chain.__cause__ or chain.__context__
    ours = [record.getMessage() for record in caplog.records if record.name != "aiohttp.access"]  # the server's log
    assert ours
    assert KEY not in "".join(ours)
    carried = [asked.path + str(dict(asked.headers)) for asked in provider.asked]
    assert all(text.count(KEY) == 1 for text in carried), "in one place only"
    place = PRESETS[name].key_in
    assert all((f"key={KEY}" in asked.path) == (place == "query") for asked in provider.asked)
    assert all(("Authorization" in asked.headers) == (place == "bearer") for asked in provider.asked)


async def test_extra_headers_are_sent_and_are_secrets(provider: Provider, tmp_path: Path) -> None:
    """An authenticated Cloudflare gateway wants one of its own."""
    provider.answer = whole(google(401, "UNAUTHENTICATED", "no gateway-secret-token here"), 401)

    preset = msgspec.structs.replace(
        PRESETS["cloudflare"], headers={"cf-aig-authorization": "Bearer gateway-secret-token"}
    )
    async with asking(tmp_path, f"{provider.url}/v1/a/g", preset) as asker:
        with pytest.raises(errors.KeyRefused) as caught:
            await asker.ask()
    assert "gateway-secret-token" not in str(caught.value.__cause__)
    (asked,) = provider.asked
    assert asked.headers["cf-aig-authorization"] == "Bearer gateway-secret-token"
    assert asked.path.startswith("/v1/a/g/google-ai-studio/v1beta/models/")


async def test_a_key_that_looks_like_anothers_is_said(provider: Provider, tmp_path: Path) -> None:
    """Only once it was refused: looks may deceive."""
    provider.answer = whole(google(400, "INVALID_ARGUMENT", "API key not valid."), 400)
    async with asking(tmp_path, provider.url, "google", foreign_key="a relay") as asker:
        with pytest.raises(errors.KeyOfAnotherProvider, match="a key of a relay"):
            await asker.ask()
