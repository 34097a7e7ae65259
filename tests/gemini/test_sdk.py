import asyncio
import copy
import json
import logging
import os
from typing import Any

import aiohttp
import pytest
from google.auth.credentials import Credentials
from google.genai import errors, types

from bot.gemini.faults import ReplyBroken
from bot.gemini.sdk import Connection, Endpoint, VertexEndpoint, connect, generate, list_models
from tests.gemini.conftest import KEY, Desk
from tests.gemini.provider import Provider, b64, png, replied, whole

CONFIG = types.GenerateContentConfig(
    response_modalities=["TEXT", "IMAGE"],
    image_config=types.ImageConfig(aspect_ratio="16:9", image_size="2K"),
    thinking_config=types.ThinkingConfig(include_thoughts=True, thinking_level=types.ThinkingLevel.HIGH),
    tools=[
        types.Tool(
            google_search=types.GoogleSearch(
                search_types=types.SearchTypes(web_search=types.WebSearch(), image_search=types.ImageSearch())
            )
        )
    ],
)
SIGNATURES = {
    "padded": b64(png(1000)),
    "unpadded": b64(png(1000, 1)).rstrip("="),
    "URL-safe": b64(png(1000, 2)).replace("+", "-").replace("/", "_"),
    "short": "QQ==",
    "literal": "skip_thought_signature_validator",
    "odd": 'a"b\\c\u00e9/=',
    "a token": "blob" + "0" * 64,
}


def user(*parts: dict[str, Any]) -> dict[str, Any]:
    return {"role": "user", "parts": list(parts)}


async def test_a_request_is_spelt_as_google_documents_it(
    provider: Provider, connection: Connection, desk: Desk
) -> None:
    """Typed configuration and raw contents arrive in camelCase, at the model's path, with the key in its header."""
    provider.answer = whole(replied())
    contents = [user({"text": "a_b"}, {"inlineData": {"mimeType": "image/png", "data": desk.put(png(100))}})]
    given = copy.deepcopy(contents)
    async with desk.exchange() as exchange:
        await generate(connection, exchange, "m", contents, CONFIG)
    (asked,) = provider.asked
    assert (asked.method, asked.path) == ("POST", "/v1beta/models/m:generateContent")
    assert (asked.headers["x-goog-api-key"], asked.headers["Content-Type"]) == (KEY, "application/json")
    assert asked.json == {
        "contents": [user({"text": "a_b"}, {"inlineData": {"mimeType": "image/png", "data": b64(png(100))}})],
        "tools": [{"googleSearch": {"searchTypes": {"webSearch": {}, "imageSearch": {}}}}],
        "generationConfig": {
            "responseModalities": ["TEXT", "IMAGE"],
            "imageConfig": {"aspectRatio": "16:9", "imageSize": "2K"},
            "thinkingConfig": {"includeThoughts": True, "thinkingLevel": "HIGH"},
        },
    }
    assert contents == given


class Dear(dict[str, Any]):
    def __deepcopy__(self, _: dict[int, Any]) -> Any:
        raise AssertionError("a turn was copied")


async def test_no_conversation_is_copied(provider: Provider, connection: Connection, desk: Desk) -> None:
    """However long it is, it only goes out."""
    provider.answer = whole(replied())
    async with desk.exchange() as exchange:
        await generate(connection, exchange, "m", [Dear(user({"text": "a_b"}))], CONFIG)
    assert provider.asked[0].json["contents"] == [user({"text": "a_b"})]


@pytest.mark.parametrize("key", ["thoughtSignature", "thought_signature"])
@pytest.mark.parametrize("kind", SIGNATURES)
async def test_a_second_turn_sends_the_first_back_as_it_came(
    provider: Provider, connection: Connection, desk: Desk, kind: str, key: str
) -> None:
    """Order, signature, unknown fields and every byte of a stored reply go out again; words stay words."""
    picture = png(50_001)
    came = replied(picture, SIGNATURES[kind], key=key)
    came["candidates"][0]["finishMessage"] = "because"
    part = came["candidates"][0]["content"]["parts"][1]
    part["futureField"] = {"x": [1]}
    provider.answer = whole(came)
    async with desk.exchange() as exchange:
        await generate(connection, exchange, "m", [user({"text": "draw"})], CONFIG)
        stored = json.loads(json.dumps(desk.adopt(exchange)))
    assert stored["candidates"][0]["finishMessage"] == "because"
    words = f'blue {stored["candidates"][0]["content"]["parts"][1]["inlineData"]["data"]} "data": "x"'
    async with desk.exchange() as exchange:
        history = [user({"text": "draw"}), stored["candidates"][0]["content"], user({"text": words})]
        await generate(connection, exchange, "m", history)
    expected = {name: value for name, value in part.items() if name != key} | {"thoughtSignature": SIGNATURES[kind]}
    sent = provider.asked[1]
    assert sent.json["contents"] == [
        user({"text": "draw"}),
        {"role": "model", "parts": [{"text": "ok"}, expected]},
        user({"text": words}),
    ]
    assert int(sent.headers["Content-Length"]) == len(sent.body)
    assert desk.spooled() == []


async def test_the_reply_is_raw(provider: Provider, connection: Connection, desk: Desk) -> None:
    """Reasons and fields that google-genai does not know neither warn nor get lost."""
    came = replied(png(5000))
    came["candidates"][0]["finishReason"] = "BRAND_NEW"
    came["usageMetadata"]["future_count"] = 5
    provider.answer = whole(came)
    async with desk.exchange() as exchange:
        reply = await generate(connection, exchange, "m", [user({"text": "hi"})])
        assert reply is exchange.reply
        assert (reply["candidates"][0]["finishReason"], reply["usageMetadata"]["futureCount"]) == ("BRAND_NEW", 5)


@pytest.mark.parametrize(
    ("code", "status", "kind"),
    [
        (400, "INVALID_ARGUMENT", errors.ClientError),
        (403, "PERMISSION_DENIED", errors.ClientError),
        (404, "NOT_FOUND", errors.ClientError),
        (429, "RESOURCE_EXHAUSTED", errors.ClientError),
        (500, "INTERNAL", errors.ServerError),
        (503, "UNAVAILABLE", errors.ServerError),
    ],
)
async def test_googles_errors_arrive_as_its_clients_errors(
    provider: Provider, connection: Connection, desk: Desk, *, code: int, status: str, kind: type[errors.APIError]
) -> None:
    """Code, name, message and details are there, the request and its key are not, and nothing is tried twice."""
    details = [{"@type": "t/google.rpc.RetryInfo", "retryDelay": "7s"}]
    provider.answer = whole({"error": {"code": code, "message": "why", "status": status, "details": details}}, code)
    with pytest.raises(kind) as caught:
        async with desk.exchange() as exchange:
            await generate(connection, exchange, "m", [user({"text": "hi"})])
    error = caught.value
    assert (error.code, error.status, error.message) == (code, status, "why")
    assert error.details["error"]["details"] == details
    assert error.response is None
    assert (len(provider.asked), exchange.status, exchange.http_status, exchange.sent) == (1, code, code, True)


@pytest.mark.parametrize(
    ("body", "kind", "status", "expected", "words"),
    [
        (b"<html>Bad gateway</html>", "text/html", 502, 502, "Bad gateway"),
        (b"<html>oops</html>", "application/json", 500, 500, "oops"),
        (b"", "application/json", 503, 503, ""),
        (b"<html>login</html>", "text/html", 200, 502, "login"),
        (b"", "application/json", 200, 502, ""),
        (b'{"error":{"code":429,"message":"slow"}}', "application/json", 200, 429, "slow"),
        (b'{"error":{"code":"quota","message":"no"}}', "application/json", 200, 502, "no"),
        (b'{"error":{"message":"{\\"error\\":{\\"message\\":\\"inner\\"}}"}}', "application/json", 500, 500, "inner"),
        (b'{"detail":"nope"}', "application/json", 422, 422, "nope"),
        (b'{"error":"plain"}', "application/json", 401, 401, "plain"),
        (b'[{"error":{"code":400,"message":"l"}}]', "application/json", 400, 400, "l"),
        (b"null", "application/json", 200, 502, ""),
        (b"3", "application/json", 400, 400, ""),
        (b"\xff\xfe", "application/json", 400, 400, ""),
    ],
)
async def test_every_other_failure_arrives_as_the_same_kind_of_error(
    provider: Provider,
    connection: Connection,
    desk: Desk,
    *,
    body: bytes,
    kind: str,
    status: int,
    expected: int,
    words: str,
) -> None:
    """Pages, nothing, scalars, lists and errors in disguise are an APIError with a code and Google's envelope."""
    provider.answer = whole(body, status, kind)
    with pytest.raises(errors.APIError) as caught:
        async with desk.exchange() as exchange:
            await generate(connection, exchange, "m", [user({"text": "hi"})])
    error = caught.value
    assert type(error) is (errors.ClientError if expected < 500 else errors.ServerError)
    assert (error.code, exchange.status, exchange.http_status, len(provider.asked)) == (expected, expected, status, 1)
    assert words in (error.message or "")
    assert isinstance(error.status, str)


async def test_continuations_are_not_followed(provider: Provider, connection: Connection, desk: Desk) -> None:
    """A reply that asks to be continued costs one request."""
    came = replied(png(100))
    came["continuationToken"] = "abc"
    came["candidates"][0]["finishReason"] = "CONTINUATION"
    provider.answer = whole(came)
    async with desk.exchange() as exchange:
        await generate(connection, exchange, "m", [user({"text": "hi"})])
    assert len(provider.asked) == 1


@pytest.mark.parametrize("model", ["../files", "m?key=1", "m&x"])
async def test_a_model_id_is_no_path(provider: Provider, connection: Connection, desk: Desk, model: str) -> None:
    """An id that would lead elsewhere is refused before anything is sent."""
    with pytest.raises(ValueError, match="model"):
        async with desk.exchange() as exchange:
            await generate(connection, exchange, model, [user({"text": "hi"})])
    assert provider.asked == []


async def test_models_are_listed_over_pages(provider: Provider, connection: Connection) -> None:
    """Ids come without their folder, and only of models that generate content."""
    pages = [
        {"models": [{"name": "models/a", "supportedGenerationMethods": ["generateContent"]}], "nextPageToken": "2"},
        {"models": [{"name": "models/e", "supportedGenerationMethods": ["embedContent"]}, {"name": "b"}]},
    ]

    async def answer(request: Any, body: bytes) -> Any:
        return await whole(pages[len(provider.asked) - 1])(request, body)

    provider.answer = answer
    assert await list_models(connection) == ["a", "b"]
    assert provider.asked[0].path == "/v1beta/models"
    assert provider.asked[0].headers["x-goog-api-key"] == KEY


async def test_only_googles_own_folders_are_taken_off_a_listed_id(provider: Provider, connection: Connection) -> None:
    """A vendor in front is a part of the id, by which the relay wants to be asked."""
    names = ["models/a", "publishers/google/models/b", "google/c", "models/google/d", "x/models/e", "publishers/f"]
    provider.answer = whole({"models": [{"name": name} for name in names]})
    assert await list_models(connection) == ["a", "b", "google/c", "google/d", "x/models/e", "publishers/f"]


@pytest.mark.parametrize("body", [b"<html>", b'{"error":{"code":403,"message":"no"}}'])
async def test_a_list_that_fails_is_the_same_kind_of_error(
    provider: Provider, connection: Connection, body: bytes
) -> None:
    """Whatever comes with a failing status is an APIError without its request."""
    provider.answer = whole(body, 403)
    with pytest.raises(errors.ClientError) as caught:
        await list_models(connection)
    assert (caught.value.code, caught.value.response) == (403, None)


@pytest.mark.parametrize("names", [["models/m"], []])
async def test_a_list_without_end_ends(provider: Provider, connection: Connection, names: list[str]) -> None:
    """A provider that always has a next page, be it empty, is left after a bound."""
    provider.answer = whole({"models": [{"name": name} for name in names], "nextPageToken": "more"})
    assert await list_models(connection) == ["m"] * len(names) * 20
    assert len(provider.asked) == 20


@pytest.mark.parametrize("body", [b"<html>", b'{"models":3}', b"3", b'{"models":[{"name":{}}]}'])
async def test_a_list_that_is_none_is_told(provider: Provider, connection: Connection, body: bytes) -> None:
    """A success that holds no list of models raises."""
    provider.answer = whole(body)
    with pytest.raises(ReplyBroken):
        await list_models(connection)


class Known(Credentials):
    """Credentials that need nobody to refresh them."""

    def __init__(self) -> None:
        super().__init__()  # type: ignore[no-untyped-call]  # google-auth has no types here
        self.token = "a-bearer-token"

    def refresh(self, request: object) -> None:
        raise AssertionError("nothing to refresh")

    @property
    def expired(self) -> bool:
        return False

    @property
    def valid(self) -> bool:
        return True


async def test_vertex_takes_the_same_way(provider: Provider, desk: Desk) -> None:
    """With Google Cloud's credentials: its path, its bearer token, two turns byte for byte."""
    endpoint = VertexEndpoint("proj", "us-central1", Known(), provider.url)
    came = replied(png(4000), b64(b"s" * 50))
    provider.answer = whole(came)
    async with connect(endpoint) as connection:
        async with desk.exchange() as exchange:
            await generate(connection, exchange, "m", [user({"text": "hi"})])
            stored = desk.adopt(exchange)
        async with desk.exchange() as exchange:
            await generate(connection, exchange, "m", [stored["candidates"][0]["content"], user({"text": "more"})])
    first, second = provider.asked
    assert first.path == "/v1/projects/proj/locations/us-central1/publishers/google/models/m:generateContent"
    assert first.headers["Authorization"] == "Bearer a-bearer-token"
    assert second.json["contents"][0] == came["candidates"][0]["content"]


async def test_the_environment_changes_nothing(provider: Provider, desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    """Keys, addresses and modes that google-genai would read from the environment are not used."""
    for name, value in {
        "GOOGLE_API_KEY": "another-key",
        "GEMINI_API_KEY": "another-key",
        "GOOGLE_GEMINI_BASE_URL": "http://127.0.0.1:9",
        "GOOGLE_GENAI_USE_VERTEXAI": "true",
        "GOOGLE_GENAI_API_VERSION": "v9",
        "HTTPS_PROXY": "http://127.0.0.1:9",
        "HTTP_PROXY": "http://127.0.0.1:9",
        "NO_PROXY": "",
        "no_proxy": "",
    }.items():
        monkeypatch.setitem(os.environ, name, value)
    provider.answer = whole(replied())
    async with connect(Endpoint(KEY, provider.url)) as connection, desk.exchange() as exchange:
        await generate(connection, exchange, "m", [user({"text": "hi"})])
    (asked,) = provider.asked
    assert (asked.path, asked.headers["x-goog-api-key"]) == ("/v1beta/models/m:generateContent", KEY)


async def test_no_log_tells_the_key(
    provider: Provider, connection: Connection, desk: Desk, caplog: pytest.LogCaptureFixture
) -> None:
    """Even the most talkative log of a failed call is free of the key."""
    caplog.set_level(logging.DEBUG)
    provider.answer = whole({"error": {"message": f"bad {KEY}"}}, 401)
    with pytest.raises(errors.ClientError):
        async with desk.exchange() as exchange:
            await generate(connection, exchange, "m", [user({"text": "hi"})])
    assert caplog.records
    assert KEY not in caplog.text
    assert KEY not in repr(Endpoint(KEY))


async def test_a_closed_connection_sends_nothing(provider: Provider, desk: Desk) -> None:
    """After its context a connection is of no use, and says so."""
    async with connect(Endpoint(KEY, provider.url)) as connection:
        pass
    with pytest.raises((RuntimeError, aiohttp.ClientError)):
        async with desk.exchange() as exchange:
            await generate(connection, exchange, "m", [user({"text": "hi"})])
    assert provider.asked == []


async def test_calls_prepare_one_loop_turn_apart(provider: Provider, connection: Connection, desk: Desk) -> None:
    """A call waits for its turn at the gate before google-genai begins to work."""
    async with connection.gate._turn, desk.exchange() as exchange:
        call = asyncio.create_task(generate(connection, exchange, "m", [user({"text": "hi"})]))
        for _ in range(20):
            await asyncio.sleep(0)
        assert not exchange.sent
        call.cancel()
        await asyncio.gather(call, return_exceptions=True)
