"""The conversation over the wire."""

import json
from typing import Any

import aiohttp
import pytest

from bot.playground.gemini import GeminiStandIn
from tests.playground.gemini.asking import Talker, google_contract, lasting, photo, picture_of, pixels, request, user


async def test_words_become_a_picture_of_the_size_asked_for(talker: Talker) -> None:
    """Ratio and size are kept to the pixel, and the call is billed."""
    answer = await talker.painted(user("a lighthouse at dusk"), imageConfig={"aspectRatio": "16:9", "imageSize": "2K"})
    assert pixels(picture_of(answer)) == (2752, 1536)
    assert (answer["modelVersion"], answer["candidates"][0]["finishReason"]) == ("gemini-nano-banana-2.1", "STOP")
    assert talker.stand_in.billed == 1


async def test_an_edit_builds_on_the_picture_that_came_back(talker: Talker) -> None:
    """The model's turn goes back verbatim, and the stand-in sees the same picture again."""
    words = user("a lighthouse at dusk")
    first = await talker.painted(words)
    second = await talker.painted(words, lasting(first), user("make it winter"))
    seen = talker.stand_in.calls[-1]
    assert seen.edited == seen.turns[1][1][1][1]
    assert picture_of(second) != picture_of(first)
    assert pixels(picture_of(second)) == pixels(picture_of(first))


async def test_googles_contract_is_kept_by_both_sides() -> None:
    """With Google's document in force, two turns with every option go through."""
    async with GeminiStandIn(contract=google_contract()) as stand_in, aiohttp.ClientSession() as session:
        talker = Talker(stand_in, session)
        words = user("a pear", photo())
        first = await talker.painted(words, thinkingConfig={"includeThoughts": True, "thinkingLevel": "HIGH"})
        await talker.painted(words, lasting(first), user("make it blue"))
        status, message = await talker.refused(request(words, thinkingConfig={"thinkingLevel": "high"}))
    assert (status, "thinking_level" in message) == (400, True)


@pytest.mark.parametrize("body", [b"", b"{", b"[]", b"null", b"\xff", b'{"contents":' + b"[" * 5000])
async def test_whatever_is_not_a_request_is_a_400(talker: Talker, body: bytes) -> None:
    """Bad JSON of any kind is answered in Google's envelope."""
    status, message = await talker.refused(body)
    assert (status, bool(message)) == (400, True)


async def test_an_altered_picture_is_refused(talker: Talker) -> None:
    """Changed bytes spoil the signature."""
    words = user("a pear")
    turn = lasting(await talker.painted(words))
    turn["parts"][1]["inlineData"]["data"] = lasting(await talker.painted(user("an apple")))["parts"][1]["inlineData"][
        "data"
    ]
    status, message = await talker.refused(request(words, turn, user("again")))
    assert (status, "invalid thought signature" in message) == (400, True)
    assert talker.stand_in.billed == 2


async def test_an_unsigned_answer_is_missed_when_it_comes_back(talker: Talker) -> None:
    """What a gateway forgot is told at the next turn."""
    talker.stand_in.next("unsigned")
    words = user("a pear")
    first = await talker.painted(words)
    status, message = await talker.refused(request(words, lasting(first), user("again")))
    assert (status, "missing a thought_signature in content position 2, part position 1" in message) == (400, True)


async def test_the_first_model_takes_its_turns_back_without_signatures(talker: Talker) -> None:
    """Gemini 2.5 edits as well."""
    words, model = user("a pear"), "gemini-2.5-flash-image"
    first = await talker.painted(words, model=model)
    await talker.painted(words, lasting(first), user("again"), model=model)


@pytest.mark.parametrize(
    ("name", "status", "billed"),
    [
        ("quota", 429, 0),
        ("overloaded", 503, 0),
        ("html", 502, 0),
        ("empty", 200, 1),
        ("safety", 200, 1),
        ("redirect", 307, 0),
    ],
)
async def test_failures_answer_as_told_and_bill_what_was_generated(
    talker: Talker, name: str, status: int, billed: int
) -> None:
    """A refusal to serve costs nothing, everything that came to generating does."""
    talker.stand_in.next(name)
    assert (await talker.post(request(user("a pear"))))[0] == status
    assert talker.stand_in.billed == billed
    assert talker.stand_in.records[-1].note == name


async def test_the_next_call_after_a_failure_is_well(talker: Talker) -> None:
    """A plan is for one call."""
    talker.stand_in.next("internal")
    assert (await talker.post(request(user("a pear"))))[0] == 500
    await talker.painted(user("a pear"))


async def test_requests_and_answers_are_recorded_without_key_and_payloads(talker: Talker) -> None:
    """Both sides of a call share its number, and nothing long or secret is kept."""
    await talker.painted(user("a pear", photo()))
    asked, answered = talker.stand_in.records
    assert (asked.kind, answered.kind, asked.call, answered.call) == ("request", "answer", 1, 1)
    assert asked.body["contents"][0]["parts"][1]["inlineData"]["data"]["bytes"] == len(photo())
    assert talker.stand_in.key not in repr(talker.stand_in.records)
    assert len(repr(talker.stand_in.records)) < 10_000
    assert answered.status == 200


async def test_models_are_listed_and_shown(talker: Talker) -> None:
    """The list and a single model answer, and other addresses fail loudly."""

    async def get(path: str) -> tuple[int, Any]:
        headers = {"x-goog-api-key": talker.stand_in.key}
        async with talker.session.get(talker.stand_in.url + path, headers=headers) as response:
            return response.status, json.loads(await response.read())

    status, listed = await get("/v1beta/models")
    assert (status, len(listed["models"])) == (200, 6)
    assert (await get("/v1beta/models/gemini-3-pro-image"))[1]["displayName"] == "Nano Banana Pro"
    assert (await get("/v1beta/models/gemini-9"))[0] == 404
    status, answer = await get("/v1/models")
    assert (status, "not part of the stand-in" in answer["error"]["message"]) == (404, True)
    assert talker.stand_in.records[-1].status == 404


async def test_the_pace_is_awaited_before_each_picture() -> None:
    """Generation can take its time without anybody sleeping in a test."""
    paced = list[str]()

    async def pace(call: Any) -> None:
        paced.append(call.words)

    async with GeminiStandIn(pace=pace) as stand_in, aiohttp.ClientSession() as session:
        await Talker(stand_in, session).painted(user("a pear"))
    assert paced == ["a pear"]
