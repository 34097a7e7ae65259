"""The stand-in's records, joined to calls."""

import asyncio
import json
from collections.abc import AsyncIterator

import aiohttp
import pytest

from bot.playground.call_log import KEPT, StandInCalls, joined
from bot.playground.gemini import GeminiStandIn, Record
from bot.playground.page_server.traffic import ModelCall
from tests.playground.gemini.asking import MODEL, Talker, lasting, request, searching, talking, user


@pytest.fixture
async def talker() -> AsyncIterator[Talker]:
    async with GeminiStandIn() as stand_in, aiohttp.ClientSession() as session:
        yield Talker(stand_in, session)


def record(kind: str, **changes: object) -> Record:
    path = f"/v1beta/models/{MODEL}:generateContent"
    plain = {"number": 1, "call": 7, "kind": kind, "at": 10.0, "method": "POST", "path": path, "headers": {}}
    return Record(**{**plain, "body": None, **changes})  # type: ignore[arg-type] # any field


async def test_a_call_shows_what_was_asked_for_and_how_it_ended(talker: Talker) -> None:
    """Words, options, model, history and status are read from the two records of a call."""
    calls = StandInCalls(talker.stand_in)
    first = await talker.painted(user("a pear"), imageConfig={"aspectRatio": "16:9", "imageSize": "2K"})
    conversation = request(user("a pear"), lasting(first), user("make it winter"))
    status, _ = await talker.ask(searching(conversation))
    assert status == 200
    pear, winter = calls.calls
    assert (pear.words, pear.model, pear.status, pear.history) == ("a pear", MODEL, 200, 0)
    assert pear.options == {"ratio": "16:9", "size": "2K"}
    assert (winter.words, winter.history, winter.options) == ("make it winter", 1, {"search": "on"})
    assert winter.number > pear.number
    assert winter.seconds >= 0


async def test_a_failed_call_keeps_its_status(talker: Talker) -> None:
    """A refusal of the stand-in shows as the status that the bot got."""
    calls = StandInCalls(talker.stand_in)
    talker.stand_in.next("overloaded")
    await talker.ask(request(user("a pear")))
    assert [call.status for call in calls.calls] == [503]


async def test_a_call_shows_while_it_runs_and_when_the_bot_leaves(talker: Talker) -> None:
    """Who waits sees what for, and a call that is given up does not vanish."""
    calls = StandInCalls(talker.stand_in)
    talker.stand_in.next("hang")
    with calls.subscribe() as coming:
        asking = asyncio.create_task(talker.ask(request(user("a pear"))))
        async with asyncio.timeout(5):
            assert (await anext(coming)).state == "running"
            asking.cancel()
            left = await anext(coming)
    assert (left.state, left.status, left.words) == ("left", 0, "a pear")
    assert calls.calls == (left,)


async def test_other_requests_are_no_calls(talker: Talker) -> None:
    """The list of models is not shown among the model's calls."""
    calls = StandInCalls(talker.stand_in)
    address, headers = f"{talker.stand_in.url}/v1beta/models", {"x-goog-api-key": talker.stand_in.key}
    async with talker.session.get(address, headers=headers) as response:
        assert response.status == 200
    assert calls.calls == ()


async def test_tasks_are_calls_and_the_questions_for_one_are_one_more() -> None:
    """Placed with its words, and then a line that says how it stands, from the first question to the last."""
    steps = asyncio.Semaphore(0)

    async def pace(_task: str, _state: str) -> None:
        await steps.acquire()

    async with talking("12ai", job_pace=pace) as talker:
        calls = StandInCalls(talker.stand_in)
        body = {"model": "gemini-3.1-flash-image", "input": {"prompt": "a pear", "image_size": "2K"}}
        _, answer = await talker.post_to("/v1/task/submit", body, "bearer")
        path = f"/v1/task/{json.loads(answer)['id']}"
        with calls.subscribe() as coming:
            heard = [await asked(talker, path, coming)]
            for _ in range(2):
                steps.release()
            while heard[-1].words != "completed":
                heard.append(await asked(talker, path, coming))
        assert heard[0].words == "queued"
        assert len({call.number for call in heard}) == 1
        placed, task = calls.calls
        assert (placed.words, placed.options, placed.history) == ("a pear", {"size": "2K"}, None)
        assert (task.path, task.words, task.status, task.response["status"]) == (path, "completed", 200, "completed")


async def asked(talker: Talker, path: str, coming: AsyncIterator[ModelCall]) -> ModelCall:
    """What the panel hears of one question."""
    status, _ = await talker.get(path, "bearer")
    assert status == 200
    async with asyncio.timeout(5):
        return await anext(coming)


async def test_batches_are_calls_too(talker: Talker) -> None:
    """The job with the words of its requests, and how it stands."""
    calls = StandInCalls(talker.stand_in)
    requests = [{"request": request(user(words))} for words in ("a pear", "a fig")]
    body = {"batch": {"displayName": "x", "inputConfig": {"requests": {"requests": requests}}}}
    _, answer = await talker.post_to(f"/v1beta/models/{MODEL}:batchGenerateContent", body, "header")
    await talker.get(f"/v1beta/{json.loads(answer)['name']}")
    placed, job = calls.calls
    assert (placed.model, placed.words) == (MODEL, "a pear · a fig")
    assert job.words.startswith("BATCH_STATE_")


async def test_questions_for_many_tasks_are_forgotten_in_the_end(talker: Talker) -> None:
    """The newest lines are kept, whatever they are."""
    calls = StandInCalls(talker.stand_in)
    for number in range(KEPT + 50):
        place = {"call": number, "method": "GET", "path": f"/v1/task/{number}"}
        calls._on_record(record("request", **place))
        calls._on_record(record("answer", **place, status=200))
    assert len(list(calls.calls)) == len(calls._questions) == KEPT


async def test_a_reader_hears_of_calls_from_then_on(talker: Talker) -> None:
    """Who subscribes gets the calls that begin and end afterwards, and after the block nothing is kept for them."""
    calls = StandInCalls(talker.stand_in)
    await talker.painted(user("a pear"))
    with calls.subscribe() as coming:
        await talker.painted(user("a plum"))
        async with asyncio.timeout(5):
            heard = [await anext(coming) for _ in range(2)]
    assert [(call.words, call.state) for call in heard] == [("a plum", "running"), ("a plum", "answered")]
    assert calls._readers == []


async def test_stopped_it_hears_nothing_more(talker: Talker) -> None:
    """After `stop` the stand-in goes on without being listened to."""
    calls = StandInCalls(talker.stand_in)
    calls.stop()
    await talker.painted(user("a pear"))
    assert calls.calls == ()


@pytest.mark.parametrize("body", [None, [], {"contents": None}, {"contents": ["x", {"parts": [3, {"text": 4}]}]}])
def test_a_body_of_any_shape_makes_a_call(body: object) -> None:
    """What a client sent wrongly is shown as far as it can be read, and never breaks the panel."""
    call = joined(record("request", body=body), record("answer", at=12.5, status=400))
    assert call
    assert (call.number, call.status, call.seconds, call.words) == (7, 400, 2.5, "")
