"""12AI's asynchronous tasks."""

import asyncio
import json
from collections.abc import Callable
from dataclasses import replace
from functools import partial
from pathlib import Path
from typing import Any

import pytest

from bot.playground.gemini.providers import PROVIDERS
from tests.playground.gemini.asking import Talker, pixels, talking

SUBMIT, OLD = "/v1/task/submit", "/v1/images/async/generations"
MODEL = "gemini-3.1-flash-image"


def wish(**options: Any) -> dict[str, Any]:
    return {"model": MODEL, "input": {"prompt": "a pear", **options}}


async def submit(talker: Talker, body: Any, path: str = SUBMIT, place: str = "bearer") -> tuple[int, Any]:
    status, answer = await talker.post_to(path, body, place)
    return status, json.loads(answer)


def _has_status(state: str, told: Any) -> bool:
    return bool(told["status"] == state)


async def until(talker: Talker, path: str, done: Callable[[Any], bool]) -> Any:
    async with asyncio.timeout(10):
        while True:
            status, told = await talker.get(path, "bearer")
            assert status == 200, told
            if done(told):
                return told
            await asyncio.sleep(0)


async def test_a_task_becomes_a_link_to_a_picture() -> None:
    """Submitted, polled, fetched; size and ratio as asked."""
    async with talking("12ai") as talker:
        status, task = await submit(talker, wish(aspect_ratio="16:9", image_size="512"))
        assert (status, task["status"]) == (200, "queued")
        told = await until(talker, f"/v1/task/{task['id']}", lambda told: told["status"] == "completed")
        async with talker.session.get(told["outputs"][0]) as response:
            assert pixels(await response.read()) == (688, 384)
        assert (talker.stand_in.billed, told["error"], "usage" in told) == (1, None, False)


async def test_the_older_generation_has_other_words_for_the_same() -> None:
    """Another path, another field for the id, a progress, and data with addresses."""
    async with talking("12ai") as talker:
        _, task = await submit(talker, {"model": MODEL, "prompt": "a pear", "quality": "hd"}, OLD)
        told = await until(talker, f"{OLD}/{task['task_id']}", lambda told: told["progress"] == 100)
        async with talker.session.get(told["data"][0]["url"]) as response:
            assert pixels(await response.read()) == (2048, 2048)


async def test_each_step_waits_for_the_pace() -> None:
    """A test sees every state for as long as it likes."""
    gate = asyncio.Semaphore(0)

    async def pace(_task: str, _state: str) -> None:
        await gate.acquire()

    async with talking("12ai", job_pace=pace) as talker:
        _, task = await submit(talker, wish())
        seen = []
        for state in ("queued", "in_progress", "completed"):
            told = await until(talker, f"/v1/task/{task['id']}", partial(_has_status, state))
            seen.append((told["status"], len(told["outputs"])))
            gate.release()
    assert seen == [("queued", 0), ("in_progress", 0), ("completed", 1)]


@pytest.mark.parametrize(
    ("states", "outputs", "error"),
    [
        (("pending", "archiving", "success"), 3, False),
        (("queued", "partial_completed"), 2, True),
        (("queued", "cancelled"), 0, True),
        (("", "failed"), 0, True),
    ],
)
async def test_states_can_be_any_and_some_pictures_can_fail(
    states: tuple[str, ...], outputs: int, *, error: bool
) -> None:
    """What no page lists comes as well."""
    async with talking("12ai") as talker:
        talker.stand_in.next_job(*states)
        _, task = await submit(talker, wish(n=3))
        assert task["status"] == states[0]
        told = await until(talker, f"/v1/task/{task['id']}", lambda told: told["status"] == states[-1])
        assert (len(told["outputs"]), bool(told["error"])) == (outputs, error)


async def test_a_key_goes_as_a_bearer_and_needs_the_permission() -> None:
    """The synchronous way's key in the query is none here."""
    async with talking("12ai") as talker:
        assert (await submit(talker, wish(), place="query"))[0] == 401
        talker.stand_in.next("permission")
        status, answer = await submit(talker, wish())
        assert (status, answer["error"]["type"]) == (403, "rix_api_error")
        assert talker.stand_in.billed == 0


async def test_a_refused_prompt_is_a_failed_task() -> None:
    """The submit is fine, the end is not."""
    async with talking("12ai") as talker:
        _, task = await submit(talker, wish(prompt="a pear (fail: safety)"))
        told = await until(talker, f"/v1/task/{task['id']}", lambda told: told["status"] == "failed")
        assert told["error"]["message"]


async def test_a_generation_can_be_missing_and_a_task_unknown() -> None:
    """404 in both cases, in the provider's envelope."""
    async with talking(replace(PROVIDERS["12ai"], tasks=frozenset({"A"}))) as talker:
        assert (await submit(talker, wish()))[0] == 404
        assert (await talker.get(f"{OLD}/task_x", "bearer"))[0] == 404


@pytest.mark.parametrize("body", [wish(image_size="8K"), wish(aspect_ratio="7:3"), {**wish(), "model": "m"}])
async def test_a_task_is_checked_like_any_request(body: Any) -> None:
    """Models, sizes and ratios are the same."""
    async with talking("12ai") as talker:
        assert (await submit(talker, body))[0] in (400, 503)


@pytest.mark.parametrize(("path", "place"), [(SUBMIT, "/v1/task"), (OLD, OLD)])
async def test_a_stand_in_that_starts_anew_goes_on_with_a_task(tmp_path: Path, path: str, place: str) -> None:
    """Under its id, once somebody asks; without a folder it is forgotten."""
    body = wish() if path == SUBMIT else {"model": MODEL, "prompt": "a pear"}
    async with talking("12ai", folder=tmp_path, job_pace=_for_ever) as talker:
        _, told = await submit(talker, body, path)
    name = told.get("id") or told["task_id"]
    async with talking("12ai", folder=tmp_path) as talker:
        assert talker.stand_in.billed == 0
        done = await until(talker, f"{place}/{name}", partial(_has_status, "completed"))
        (url,) = done.get("outputs") or [found["url"] for found in done["data"]]
        async with talker.session.get(url) as picture:
            assert picture.status == 200
        assert talker.stand_in.billed == 1
        assert (await talker.get(f"{place}/batch_x", "bearer"))[0] == 404
    async with talking("12ai") as talker:
        assert (await talker.get(f"{place}/{name}", "bearer"))[0] == 404


async def _for_ever(_task: str, _state: str) -> None:
    await asyncio.Event().wait()
