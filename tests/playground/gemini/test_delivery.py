"""Answers that the wire spoils."""

import asyncio
from collections.abc import Callable
from typing import Literal

import aiohttp
import pytest

from bot.playground.gemini import Record, Wire
from tests.playground.gemini.asking import Talker, request, user

BODY = request(user("a pear"))


def answered(call: int) -> Callable[[Record], bool]:
    return lambda record: record.kind == "answer" and record.call == call


async def test_a_good_answer_is_chunked_as_googles_are(talker: Talker) -> None:
    """No length is announced."""
    url = f"{talker.stand_in.url}/v1beta/models/gemini-nano-banana-2.1:generateContent"
    async with talker.session.post(url, json=BODY, headers={"x-goog-api-key": talker.stand_in.key}) as response:
        await response.read()
        assert response.headers["Transfer-Encoding"] == "chunked"
        assert response.headers["Content-Type"] == "application/json; charset=UTF-8"


@pytest.mark.parametrize("name", ["cut", "cut sized"])
async def test_a_cut_body_is_a_payload_error(talker: Talker, name: str) -> None:
    """Half of the body arrives, with or without a length, then nothing."""
    talker.stand_in.next(name)
    with pytest.raises(aiohttp.ClientPayloadError):
        await talker.post(BODY)
    assert talker.stand_in.billed == 1


async def test_a_dropped_connection_gives_no_byte(talker: Talker) -> None:
    """The client loses the connection, and the call was billed all the same."""
    talker.stand_in.next("drop")
    with pytest.raises((aiohttp.ServerDisconnectedError, aiohttp.ClientOSError)):
        await talker.post(BODY)
    assert talker.stand_in.billed == 1


async def test_a_hanging_call_is_answered_when_released(talker: Talker) -> None:
    """The request is on record while it hangs, and after the release the answer comes."""
    talker.stand_in.next("hang")
    hanging = asyncio.create_task(talker.post(BODY))
    await talker.stand_in.until(lambda record: record.kind == "request")
    assert not hanging.done()
    talker.stand_in.release()
    assert (await hanging)[0] == 200


async def test_a_hanging_call_can_have_an_event_of_its_own(talker: Talker) -> None:
    """Tests with several calls release them one by one."""
    event = asyncio.Event()
    talker.stand_in.next(Wire("hang", until=event))
    hanging = asyncio.create_task(talker.post(BODY))
    await talker.stand_in.until(lambda record: record.kind == "request")
    event.set()
    assert (await hanging)[0] == 200


class Reached(asyncio.Event):
    """Never set; `seen` tells that somebody waits for it."""

    def __init__(self) -> None:
        super().__init__()
        self.seen = asyncio.Event()

    async def wait(self) -> Literal[True]:
        self.seen.set()
        return await super().wait()


async def test_a_client_that_leaves_is_noticed(talker: Talker) -> None:
    """A cancelled request ends on record and keeps its bill."""
    never = Reached()
    talker.stand_in.next(Wire("hang", until=never))
    hanging = asyncio.create_task(talker.post(BODY))
    await never.seen.wait()
    hanging.cancel()
    record = await talker.stand_in.until(answered(1))
    assert (record.status, record.note, talker.stand_in.billed) == (None, "Wire the client left", 1)


async def test_a_drip_arrives_whole_piece_by_piece(talker: Talker) -> None:
    """Between the pieces the tick of the test is awaited."""
    ticks = 0

    async def tick() -> None:
        nonlocal ticks
        ticks += 1

    talker.stand_in.next(Wire("drip", step=20_000, tick=tick))
    status, answer = await talker.ask(BODY)
    assert (status, len(answer["candidates"])) == (200, 1)
    assert ticks > 3


async def test_a_flood_never_becomes_json(talker: Talker) -> None:
    """More bytes come than any picture has, and the string has no end."""
    talker.stand_in.next(Wire("flood", size=3_000_000))
    with pytest.raises((aiohttp.ClientPayloadError, aiohttp.ClientOSError)):
        await talker.post(BODY)
