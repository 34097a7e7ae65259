"""Asking for a task until it is done."""

from pathlib import Path
from typing import Any

import pytest
from aiohttp import web

from bot.core import errors
from bot.core.errors import Cost, PlantainError
from bot.gemini.exchange import Exchange
from bot.gemini.task_reading import Sighting, State
from bot.gemini.task_watching import Watch
from tests.gemini.errands import KEY, Studio, studio
from tests.gemini.provider import Answering, Provider, pieces, whole

RUNNING = whole({"id": "task_1", "status": "in_progress"})
DONE = whole({"id": "task_1", "status": "completed", "outputs": ["https://img.12ai.org/1.png"]})


def in_turn(*answers: Answering) -> Answering:
    """One after the other, the last for ever."""
    left = list(answers)

    async def answer(asked: web.Request, body: bytes) -> web.StreamResponse:
        return await (left.pop(0) if len(left) > 1 else left[0])(asked, body)

    return answer


def state(name: str, **more: Any) -> Answering:
    return whole({"id": "task_1", "status": name, **more})


async def watched(bench: Studio) -> Sighting:
    async def take(sighting: Sighting, exchange: Exchange) -> Sighting:
        assert exchange.reply
        return sighting

    async def again() -> None:
        return

    return await Watch(bench.errand(), "task_1", bench.waits, lambda: float(sum(bench.waits))).result(take, again)


async def test_pauses_grow_to_their_longest(tmp_path: Path, provider: Provider) -> None:
    """From three seconds to twelve, asking for one id with the key as bearer."""
    provider.answer = in_turn(*[RUNNING] * 6, DONE)
    async with studio(tmp_path, provider.url) as bench:
        assert (await watched(bench)).results == ("https://img.12ai.org/1.png",)
        assert bench.waits == [3, 4.5, 6.75, 10.125, 12, 12, 12]
    assert {(seen.method, seen.path, seen.headers["authorization"]) for seen in provider.asked} == {
        ("GET", "/v1/task/task_1", f"Bearer {KEY}")
    }


async def test_nothing_on_the_way_ends_a_task(tmp_path: Path, provider: Provider) -> None:
    """Failures of the service, cut answers, pages, refusals for the rate and two denials: the task goes on."""
    provider.answer = in_turn(
        whole({"error": {"message": "boom"}}, 500),
        whole(b"<html>bad gateway</html>", 502),
        whole({"error": {"message": "slow down"}}, 429),
        whole({"error": {"message": "busy"}}, 503),
        pieces(b'{"id": "task_1"}', [5], cut=5),
        whole({"error": {"message": "The task does not exist"}}, 404),
        whole({"error": {"message": "The task does not exist"}}, 404),
        state("never heard of"),
        whole({"error": {"message": "The task does not exist"}}, 404),
        DONE,
    )
    async with studio(tmp_path, provider.url) as bench:
        assert (await watched(bench)).state is State.DONE
    assert len(provider.asked) == 10


async def test_silence_is_gone_around(tmp_path: Path, provider: Provider) -> None:
    """A question that hangs is given up, and asked again; nobody there is not the end either."""
    async with studio(tmp_path, "http://127.0.0.1:9") as bench:
        with pytest.raises(errors.TaskUnfinished):
            await watched(bench)
        assert len(bench.waits) > 50


@pytest.mark.parametrize("status", [401, 403, 404])
async def test_a_task_that_stays_unknown_is_lost(tmp_path: Path, provider: Provider, status: int) -> None:
    """Three denials in a row end it, and it may have cost."""
    provider.answer = whole({"error": {"message": "The task does not exist"}}, status)
    async with studio(tmp_path, provider.url) as bench:
        with pytest.raises(errors.TaskLost) as caught:
            await watched(bench)
    assert caught.value.charge is Cost.MAYBE
    assert len(provider.asked) == 3


async def test_it_is_not_waited_for_for_ever(tmp_path: Path, provider: Provider) -> None:
    """After a quarter of an hour a person is told."""
    provider.answer = RUNNING
    async with studio(tmp_path, provider.url) as bench:
        with pytest.raises(errors.TaskUnfinished, match="15 minutes"):
            await watched(bench)
        assert 900 <= sum(bench.waits) < 920


@pytest.mark.parametrize(
    ("answer", "failure", "cost"),
    [
        (state("failed", error={"message": "upstream error"}), errors.TaskFailed, Cost.MAYBE),
        (state("cancelled"), errors.TaskFailed, Cost.MAYBE),
        (state("failed", error={"message": "blocked by safety system"}), errors.PromptBlocked, Cost.MAYBE),
        (state("failed", error="内容违规"), errors.PromptBlocked, Cost.MAYBE),
        (state("partial_completed", outputs=[]), errors.TaskFailed, Cost.MAYBE),
        (state("completed", outputs=[]), errors.AnswerUnreadable, Cost.CHARGED),
        (state("completed", outputs=["no link"]), errors.AnswerUnreadable, Cost.CHARGED),
    ],
)
async def test_each_bad_end_has_its_sentence(
    tmp_path: Path, provider: Provider, answer: Answering, failure: type[PlantainError], cost: Cost
) -> None:
    """The provider's own words go to the log, never to a person."""
    provider.answer = in_turn(RUNNING, answer)
    async with studio(tmp_path, provider.url) as bench:
        with pytest.raises(failure) as caught:
            await watched(bench)
    assert type(caught.value) is failure
    assert caught.value.charge is cost
    assert "upstream" not in caught.value.told


async def test_part_of_it_is_taken(tmp_path: Path, provider: Provider) -> None:
    """A task that was finished in part gives what it has."""
    provider.answer = state("partial_completed", outputs=["https://img.12ai.org/1.png"])
    async with studio(tmp_path, provider.url) as bench:
        assert (await watched(bench)).state is State.PARTIAL
