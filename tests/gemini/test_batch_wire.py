"""Operations over the wire."""

import json
from typing import Any

import pytest
from google.genai import errors, types

from bot.gemini import batch_wire
from bot.gemini.batch_wire import BatchDialect
from bot.gemini.exchange import Exchange
from bot.gemini.faults import ReplyCut
from bot.gemini.sdk import Connection
from tests.gemini.conftest import KEY, Desk
from tests.gemini.provider import Provider, b64, pieces, png, replied, whole


def exchange(desk: Desk) -> Exchange:
    return desk.exchange(dialect=BatchDialect())


async def test_requests_go_out_as_google_spells_them(desk: Desk, provider: Provider, connection: Connection) -> None:
    """Inline, each with its key, in camelCase with the level in capitals."""
    provider.answer = whole({"name": "batches/x", "metadata": {}})
    config = types.GenerateContentConfig(
        response_modalities=["TEXT", "IMAGE"],
        image_config=types.ImageConfig(image_size="2K"),
        thinking_config=types.ThinkingConfig(thinking_level=types.ThinkingLevel.HIGH),
    )
    contents = [types.Content(role="user", parts=[types.Part(text="a fox")])]
    request = types.InlinedRequest(contents=contents, metadata={"key": "7"}, config=config)
    async with exchange(desk) as out:
        assert (await batch_wire.create(connection, out, "m", "a title", [request]))["name"] == "batches/x"
    (asked,) = provider.asked
    assert (asked.method, asked.path) == ("POST", "/v1beta/models/m:batchGenerateContent")
    assert asked.json["batch"]["displayName"] == "a title"
    assert asked.json["batch"]["inputConfig"]["requests"]["requests"] == [
        {
            "request": {
                "contents": [{"role": "user", "parts": [{"text": "a fox"}]}],
                "generationConfig": {
                    "responseModalities": ["TEXT", "IMAGE"],
                    "imageConfig": {"imageSize": "2K"},
                    "thinkingConfig": {"thinkingLevel": "HIGH"},
                },
            },
            "metadata": {"key": "7"},
        }
    ]


async def test_pictures_of_a_result_go_to_files(desk: Desk, provider: Provider, connection: Connection) -> None:
    """Byte for byte, however the result comes in; they are gone when the exchange is over."""
    picture = png(50_000)
    result = {"name": "batches/x", "metadata": {"output": {"inlinedResponses": [{"response": replied(picture)}]}}}
    provider.answer = pieces(json.dumps(result).encode(), [1000, 1, 7])
    async with exchange(desk) as out:
        operation: Any = await batch_wire.show(connection, out, "batches/x")
        (response,) = operation["metadata"]["output"]["inlinedResponses"]
        token = response["response"]["candidates"][0]["content"]["parts"][1]["inlineData"]["data"]
        assert out.files[token].read_bytes() == picture
    assert desk.spooled() == []
    assert provider.asked[0].path == "/v1beta/batches/x"


async def test_an_operation_that_failed_is_an_answer(desk: Desk, provider: Provider, connection: Connection) -> None:
    """The job failed, not the asking for it."""
    provider.answer = whole({"name": "batches/x", "done": True, "error": {"code": 13, "message": "internal"}})
    async with exchange(desk) as out:
        assert (await batch_wire.show(connection, out, "batches/x"))["error"]["code"] == 13


async def test_a_failure_to_ask_is_an_error_without_the_key(
    desk: Desk, provider: Provider, connection: Connection
) -> None:
    """In Google's envelope, whatever came; a result that ends too early is known as such."""
    provider.answer = whole({"error": {"code": 404, "message": "no", "status": "NOT_FOUND"}}, 404)
    async with exchange(desk) as out:
        with pytest.raises(errors.ClientError) as failed:
            await batch_wire.show(connection, out, "batches/x")
    assert KEY not in repr(vars(failed.value))
    provider.answer = whole(f'{{"name": "batches/x", "metadata": {{"data": "{b64(png(99))}"'.encode())
    async with exchange(desk) as out:
        with pytest.raises(ReplyCut):
            await batch_wire.show(connection, out, "batches/x")


async def test_batches_are_listed_and_cancelled(desk: Desk, provider: Provider, connection: Connection) -> None:
    """Page by page, and an empty answer that is none of a failure."""
    provider.answer = whole({"operations": [{"name": "batches/x"}, "odd"]})
    async with exchange(desk) as out:
        assert await batch_wire.page(connection, out) == ([{"name": "batches/x"}], "")
    provider.answer = whole({"nextPageToken": "b"})
    async with exchange(desk) as out:
        assert await batch_wire.page(connection, out, "a") == ([], "b")
    assert [seen.path for seen in provider.asked] == [
        "/v1beta/batches?pageSize=50",
        "/v1beta/batches?pageSize=50&pageToken=a",
    ]
    provider.answer = whole({})
    async with exchange(desk) as out:
        assert await batch_wire.page(connection, out, "b") == ([], "")
    async with exchange(desk) as out:
        await batch_wire.cancel(connection, out, "batches/x")
    assert provider.asked[-1].path == "/v1beta/batches/x:cancel"
