"""One question about a task over HTTP."""

import json
from typing import Any

import pytest
from google.genai import errors

from bot.gemini.exchange import Exchange
from bot.gemini.expand import Expansion
from bot.gemini.gate import Gate
from bot.gemini.task_body import REFERENCES
from bot.gemini.task_wire import TASK, TaskDialect, TaskWire
from bot.gemini.transport import session
from tests.gemini.conftest import Desk
from tests.gemini.errands import KEY, preset
from tests.gemini.provider import Provider, b64, png, whole

DIALECT = TaskDialect(headers=(("x-extra", "a-secret-extra"),), tasks=preset().tasks["B"])


async def asked(
    desk: Desk, provider: Provider, body: Expansion | None = None, seconds: float = 20
) -> tuple[Any, Exchange]:
    async with session() as http:
        wire = TaskWire(http, Gate(), provider.url, KEY)
        async with desk.exchange(dialect=DIALECT) as exchange:
            if body:
                exchange.sending(body)
            return await wire.ask(exchange, "POST" if body else "GET", "/v1/task/1", seconds, body), exchange


async def test_a_question_goes_out_with_the_key_as_bearer(desk: Desk, provider: Provider) -> None:
    """References are streamed into it, and nothing else of the key is anywhere."""
    provider.answer = whole({"id": "task_1", "status": "queued"})
    picture = png(400_000)
    document = json.dumps({"images": [f"data:image/png;base64,{desk.put(picture)}"]}).encode()
    reply, exchange = await asked(desk, provider, Expansion(document, desk.path, REFERENCES))
    assert reply == {"id": "task_1", "status": "queued"}
    (seen,) = provider.asked
    assert (seen.method, seen.path, seen.headers["authorization"]) == ("POST", "/v1/task/1", f"Bearer {KEY}")
    assert (seen.headers["x-extra"], seen.headers["accept-encoding"]) == ("a-secret-extra", "identity")
    assert seen.json == {"images": [f"data:image/png;base64,{b64(picture)}"]}
    assert exchange.sent


async def test_a_failed_task_is_an_answer(desk: Desk, provider: Provider) -> None:
    """An error beside a state is the task's, not the service's."""
    told = {"id": "t", "status": "failed", "error": {"message": f"no luck with {KEY}"}}
    provider.answer = whole(told)
    reply, _ = await asked(desk, provider)
    assert reply["error"]["message"] == "no luck with [secret]"


async def test_what_tells_of_no_task_is_empty_or_a_failure(desk: Desk, provider: Provider) -> None:
    """A success without a task is nothing; an error in it, a page and any other status are failures."""
    provider.answer = whole({"hello": 1})
    assert (await asked(desk, provider))[0] == {}
    for body, status in (
        ({"error": {"message": "x"}}, 200),
        (b"<html>", 200),
        ({"error": "x"}, 403),
        ({"id": "1"}, 302),
    ):
        provider.answer = whole(body, status)
        with pytest.raises(errors.APIError):
            await asked(desk, provider)
    assert len(provider.asked) == 5


async def test_silence_ends_in_time(desk: Desk, provider: Provider) -> None:
    """The seconds are for the whole question."""
    provider.answer = provider.silence
    with pytest.raises(TimeoutError):
        await asked(desk, provider, seconds=0.1)


def test_a_task_is_kept_as_it_came() -> None:
    """Neither spelling nor shape is touched."""
    body = {"task_id": "t", "status": "done", "data": [{"url": "https://x.example/a"}]}
    assert DIALECT.answer(200, json.dumps(body).encode()) == (200, {TASK: body})
    assert DIALECT.answer(200, b"[1]")[0] != 200
