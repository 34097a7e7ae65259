"""Google's Batch API."""

import asyncio
import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

from tests.playground.gemini.asking import MODEL, Talker, picture_of, pixels, request, talking, user

CREATE = f"/v1beta/models/{MODEL}:batchGenerateContent"


def batch(*prompts: str) -> dict[str, Any]:
    requests = [{"request": request(user(prompt)), "metadata": {"key": str(at)}} for at, prompt in enumerate(prompts)]
    return {"batch": {"displayName": "pears", "inputConfig": {"requests": {"requests": requests}}}}


async def create(talker: Talker, *prompts: str) -> Any:
    status, answer = await talker.post_to(CREATE, batch(*prompts), "header")
    assert status == 200, answer
    return json.loads(answer)


async def until(talker: Talker, name: str, wanted: Callable[[Any], bool]) -> Any:
    async with asyncio.timeout(10):
        while True:
            status, told = await talker.get(f"/v1beta/{name}")
            assert status == 200, told
            if wanted(told):
                return told
            await asyncio.sleep(0)


def state(told: Any) -> str:
    return str(told["metadata"]["state"])


async def test_results_come_in_the_order_of_the_requests_with_their_metadata() -> None:
    """Each is a whole answer, and they come twice."""
    async with talking("google") as talker:
        first = await create(talker, "a pear", "an apple")
        assert state(first) == "BATCH_STATE_PENDING"
        told = await until(talker, first["name"], lambda told: told.get("done"))
        results = told["metadata"]["output"]["inlinedResponses"]["inlinedResponses"]
        assert (state(told), [result["metadata"]["key"] for result in results]) == ("BATCH_STATE_SUCCEEDED", ["0", "1"])
        assert [pixels(picture_of(result["response"])) for result in results] == [(1024, 1024)] * 2
        assert told["response"]["inlinedResponses"] == told["metadata"]["output"]["inlinedResponses"]
        assert (talker.stand_in.billed, [seen.words for seen in talker.stand_in.calls]) == (2, ["a pear", "an apple"])


async def test_the_list_has_pages() -> None:
    """The newest first, without results."""
    async with talking("google") as talker:
        names = [(await create(talker, "a pear"))["name"] for _ in range(3)]
        _, first = await talker.get("/v1beta/batches?pageSize=2")
        _, rest = await talker.get(f"/v1beta/batches?pageSize=2&pageToken={first['nextPageToken']}")
        assert [told["name"] for told in (*first["operations"], *rest["operations"])] == names[::-1]
        assert "nextPageToken" not in rest


async def test_one_requests_error_is_its_own() -> None:
    """The others are painted, and the job says that it succeeded in part."""
    async with talking("google") as talker:
        first = await create(talker, "a pear", "a plum (fail: quota)", "a fig (fail: safety)")
        told = await until(talker, first["name"], lambda told: told.get("done"))
        results = told["metadata"]["output"]["inlinedResponses"]["inlinedResponses"]
        assert state(told) == "JOB_STATE_PARTIALLY_SUCCEEDED"
        assert results[1]["error"]["code"] == 8
        assert results[2]["response"]["candidates"][0]["finishReason"] == "SAFETY"
        assert told["metadata"]["batchStats"]["failedRequestCount"] == "1"


async def test_a_job_of_errors_has_failed() -> None:
    """A request that no model would take is told when its turn comes."""
    async with talking("google") as talker:
        body = batch("a pear")
        body["batch"]["inputConfig"]["requests"]["requests"][0]["request"]["generationConfig"]["imageConfig"] = {
            "imageSize": "512"
        }
        _, answer = await talker.post_to(CREATE, body, "header")
        told = await until(talker, json.loads(answer)["name"], lambda told: told.get("done"))
        assert (state(told), talker.stand_in.billed) == ("BATCH_STATE_FAILED", 0)


async def test_states_wait_for_the_pace_and_a_job_can_be_cancelled() -> None:
    """Nothing more is painted after that."""
    gate = asyncio.Semaphore(0)

    async def pace(_job: str, _state: str) -> None:
        await gate.acquire()

    async with talking("google", job_pace=pace) as talker:
        name = (await create(talker, "a pear"))["name"]
        gate.release()
        await until(talker, name, lambda told: state(told) == "BATCH_STATE_RUNNING")
        assert (await talker.post_to(f"/v1beta/{name}:cancel", {}, "header"))[0] == 200
        gate.release()
        told = await until(talker, name, lambda told: told.get("done"))
        assert (state(told), talker.stand_in.billed, "response" in told) == ("BATCH_STATE_CANCELLED", 0, False)


async def test_a_job_can_end_as_a_test_likes() -> None:
    """Expired jobs have no results."""
    async with talking("google") as talker:
        talker.stand_in.next_job("PENDING", "EXPIRED")
        name = (await create(talker, "a pear"))["name"]
        told = await until(talker, name, lambda told: told.get("done"))
        assert (state(told), "output" in told["metadata"]) == ("BATCH_STATE_EXPIRED", False)


async def test_jobs_are_listed_and_forgotten() -> None:
    """Newest first, without results."""
    async with talking("google") as talker:
        names = [(await create(talker, "a pear"))["name"] for _ in range(2)]
        for name in names:
            await until(talker, name, lambda told: told.get("done"))
        _, listed = await talker.get("/v1beta/batches")
        assert [operation["name"] for operation in listed["operations"]] == names[::-1]
        assert "response" not in listed["operations"][0]
        headers = {"x-goog-api-key": talker.stand_in.key}
        async with talker.session.delete(f"{talker.stand_in.url}/v1beta/{names[0]}", headers=headers) as response:
            assert response.status == 200
        assert (await talker.get(f"/v1beta/{names[0]}"))[0] == 404


async def test_a_job_that_is_too_large_is_billed_and_never_fetched() -> None:
    """As it happened to somebody with 150 pictures."""
    async with talking("google") as talker:
        talker.stand_in.next_job("PENDING", "FAILED")
        name = (await create(talker, *["a pear"] * 123))["name"]
        async with asyncio.timeout(10):
            status = 200
            while status == 200:
                status, _ = await talker.get(f"/v1beta/{name}")
        assert status == 503


async def test_a_body_without_requests_is_refused() -> None:
    """As are more than 20 MB, and a batch at a provider without batches."""
    async with talking("google") as talker:
        assert (await talker.post_to(CREATE, {"batch": {}}, "header"))[0] == 400
        assert (await talker.post_to(CREATE, batch(), "header"))[0] == 400
        assert (await talker.post_to(CREATE, b" " * (20 * 1024 * 1024 + 1), "header"))[0] == 413
    async with talking("newapi") as talker:
        assert (await talker.post_to(CREATE, batch("a pear"), "header"))[0] == 404


async def test_a_stand_in_that_starts_anew_goes_on_with_a_batch(tmp_path: Path) -> None:
    """It is listed under its title, worked on once somebody asks for it, and forgotten when it is deleted."""

    async def for_ever(_job: str, _state: str) -> None:
        await asyncio.Event().wait()

    async with talking("google", folder=tmp_path, job_pace=for_ever) as talker:
        first = await create(talker, "a pear", "an apple")
    async with talking("google", folder=tmp_path) as talker:
        _, listed = await talker.get("/v1beta/batches")
        (found,) = listed["operations"]
        assert (found["name"], found["metadata"]["displayName"], talker.stand_in.billed) == (first["name"], "pears", 0)
        told = await until(talker, first["name"], lambda told: told.get("done"))
        assert (state(told), talker.stand_in.billed) == ("BATCH_STATE_SUCCEEDED", 2)
        address, headers = f"{talker.stand_in.url}/v1beta/{first['name']}", {"x-goog-api-key": talker.stand_in.key}
        async with talker.session.delete(address, headers=headers) as answer:
            assert answer.status == 200
    async with talking("google", folder=tmp_path) as talker:
        assert (await talker.get(f"/v1beta/{first['name']}"))[0] == 404
