"""The routes for tests in another process."""

import json
from collections.abc import AsyncIterator
from typing import Any

import aiohttp
import pytest

from bot.playground.gemini import GeminiStandIn
from tests.playground.gemini.asking import MODEL, Talker, request, user


@pytest.fixture
async def steered() -> AsyncIterator[Talker]:
    async with GeminiStandIn(control=True) as stand_in, aiohttp.ClientSession() as session:
        yield Talker(stand_in, session)


async def steer(talker: Talker, method: str, path: str, body: Any = None) -> tuple[int, Any]:
    async with talker.session.request(method, f"{talker.stand_in.url}/playground/{path}", json=body) as response:
        return response.status, await response.json() if response.content_type == "application/json" else None


async def test_failures_are_planned_from_outside(steered: Talker) -> None:
    """The next calls fail as told, and an unknown name is refused."""
    assert await steer(steered, "POST", "next", {"failure": "quota", "times": 2}) == (200, {})
    statuses = [(await steered.post(request(user("a pear"))))[0] for _ in range(3)]
    assert statuses == [429, 429, 200]
    assert (await steer(steered, "POST", "next", {"failure": "x"}))[0] == 400


async def test_state_and_records_are_read_from_outside(steered: Talker) -> None:
    """Calls, bills and records since a number are told."""
    await steered.painted(user("a pear"))
    assert await steer(steered, "GET", "state") == (200, {"calls": 1, "accepted": 1, "billed": 1})
    _, records = await steer(steered, "GET", "records?after=1")
    assert [(record["kind"], record["number"]) for record in records] == [("answer", 2)]


async def test_hanging_calls_are_released_from_outside(steered: Talker) -> None:
    """After the release nothing hangs."""
    await steer(steered, "POST", "release", {})
    steered.stand_in.next("hang")
    assert (await steered.post(request(user("a pear"))))[0] == 200


async def test_jobs_are_planned_from_outside(steered: Talker) -> None:
    """The next batch goes through the states that were told."""
    assert await steer(steered, "POST", "job", {"states": ["RUNNING"]}) == (200, {})
    requests = {"requests": [{"request": request(user("a pear"))}]}
    body = {"batch": {"displayName": "pears", "inputConfig": {"requests": requests}}}
    _, answer = await steered.post_to(f"/v1beta/models/{MODEL}:batchGenerateContent", body, "header")
    assert json.loads(answer)["metadata"]["state"] == "BATCH_STATE_RUNNING"


async def test_without_leave_there_is_no_control(talker: Talker) -> None:
    """A stand-in that was not told so has no such routes."""
    assert (await steer(talker, "GET", "state"))[0] == 404
