"""The door."""

import asyncio

import aiohttp

from bot.playground.gemini import GeminiStandIn
from tests.playground.gemini.asking import Talker, request, user

BODY = request(user("a pear"))
PATH = "/v1beta/models/gemini-nano-banana-2.1:generateContent"


async def raw(stand_in: GeminiStandIn, head: str, body: bytes = b"") -> str:
    """The first line of the answer to bytes that no HTTP client would send."""
    reader, writer = await asyncio.open_connection("127.0.0.1", int(stand_in.url.rpartition(":")[2]))
    key = f"x-goog-api-key: {stand_in.key}\r\nContent-Type: application/json\r\nConnection: close\r\nHost: x"
    writer.write(f"POST {PATH} HTTP/1.1\r\n{key}\r\n{head}\r\n\r\n".encode() + body)
    line = await reader.readline()
    writer.close()
    await writer.wait_closed()
    return line.decode()


async def test_no_key_and_a_wrong_key_are_told_apart(talker: Talker) -> None:
    """403 without a key, 400 with the wrong one, and a key in the address is none."""
    assert (await talker.ask(BODY, **{"x-goog-api-key": ""}))[0] == 403
    status, answer = await talker.ask(BODY, **{"x-goog-api-key": "wrong"})
    assert (status, answer["error"]["details"][0]["reason"]) == (400, "API_KEY_INVALID")
    async with talker.session.get(f"{talker.stand_in.url}/v1beta/models?key={talker.stand_in.key}") as response:
        assert response.status == 403


async def test_models_that_do_not_paint_are_refused(talker: Talker) -> None:
    """An unknown model is not found, and one that writes only cannot paint."""
    assert (await talker.refused(BODY, "gemini-9"))[0] == 404
    assert (await talker.refused(BODY, "gemini-3.7-flash"))[0] == 400


async def test_a_retired_model_is_not_found_and_not_listed() -> None:
    """Models can be switched off."""
    async with GeminiStandIn(retired=["gemini-3.1-flash-image"]) as stand_in, aiohttp.ClientSession() as session:
        talker = Talker(stand_in, session)
        status, message = await talker.refused(BODY, "gemini-3.1-flash-image")
        async with session.get(f"{stand_in.url}/v1beta/models", headers={"x-goog-api-key": stand_in.key}) as reply:
            names = [model["name"] for model in (await reply.json())["models"]]
    assert (status, "no longer available" in message) == (404, True)
    assert "models/gemini-3.1-flash-image" not in names


async def test_the_body_has_a_length_a_type_and_a_limit(talker: Talker) -> None:
    """Chunks, other media types and more than 100 MB are refused before anything is read."""
    assert "411" in await raw(talker.stand_in, "Transfer-Encoding: chunked", b"0\r\n\r\n")
    assert "413" in await raw(talker.stand_in, f"Content-Length: {100 * 1024 * 1024 + 1}")
    assert (await talker.refused(BODY, **{"Content-Type": "text/plain"}))[0] == 400
