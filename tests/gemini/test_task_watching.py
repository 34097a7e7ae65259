"""Asking for a task until it is done."""

from pathlib import Path
from typing import Any
from urllib.parse import unquote

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


async def watched(bench: Studio, task: str = "task_1") -> Sighting:
    async def take(sighting: Sighting, exchange: Exchange) -> Sighting:
        assert exchange.reply
        return sighting

    async def again() -> None:
        return

    return await Watch(bench.errand(), task, bench.waits, lambda: float(sum(bench.waits))).result(take, again)


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
    """Failures of the service, cut answers, pages, refusals for the rate and some denials: the task goes on."""
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
    """Nobody there is not the end either; the pauses grow beyond the usual ones, to a minute."""
    async with studio(tmp_path, "http://127.0.0.1:9") as bench:
        with pytest.raises(errors.TaskUnfinished):
            await watched(bench)
        assert len(bench.waits) > 15
        assert max(bench.waits) == 60


REFUSALS = {
    "a key": ({"error": {"message": "Invalid token"}}, 401),
    "a key, in words about tasks": ({"error": {"message": "This token may not ask for the task"}}, 403),
    "an empty account": ({"error": {"message": "insufficient quota", "code": "insufficient_user_quota"}}, 403),
    "a page of a gateway": (b"<html>Just a moment</html>", 403),
    "a page of a server": (b"<html>404 Not Found</html>", 404),
    "a path": ({"error": {"message": "Invalid URL (GET /v1/task/task_1)", "type": "invalid_request_error"}}, 404),
    "something": ({"error": {"message": "not found"}}, 404),
    "the form": ({"error": {"message": "bad request"}}, 400),
    "nothing": (b"", 404),
}


@pytest.mark.parametrize("refusal", REFUSALS.values(), ids=REFUSALS)
async def test_a_refusal_that_says_nothing_of_the_task_is_waited_out(
    tmp_path: Path, provider: Provider, refusal: tuple[Any, int]
) -> None:
    """A paid task goes on however often a key, an account or an address is refused, and then at the usual pauses."""
    provider.answer = in_turn(*[whole(*refusal)] * 7, RUNNING, RUNNING, DONE)
    async with studio(tmp_path, provider.url) as bench:
        assert (await watched(bench)).state is State.DONE
        assert (max(bench.waits) > 30, bench.waits[-2:]) == (True, [12, 12])


async def test_a_refusal_for_ever_is_told_as_what_it_is(tmp_path: Path, provider: Provider) -> None:
    """It is not said that the task is unknown, nor that it cost nothing."""
    provider.answer = whole({"error": {"message": "Invalid token"}}, 401)
    async with studio(tmp_path, provider.url) as bench:
        with pytest.raises(errors.TaskUnfinished) as caught:
            await watched(bench)
        assert caught.value.charge is Cost.MAYBE
        assert 900 <= sum(bench.waits) < 970


@pytest.mark.parametrize(
    ("status", "words"),
    [
        (404, "The task does not exist"),
        (404, "task_not_exist"),
        (404, "No such task: task_1 (GET /v1/task/task_1)"),
        (410, "任务不存在"),
    ],
)
async def test_a_task_that_stays_unknown_is_lost(tmp_path: Path, provider: Provider, status: int, words: str) -> None:
    """Only who says so of the task itself is believed, and not at once: it may have cost."""
    provider.answer = whole({"error": {"message": words}}, status)
    async with studio(tmp_path, provider.url) as bench:
        with pytest.raises(errors.TaskLost) as caught:
            await watched(bench)
        assert 30 < sum(bench.waits) < 60
    assert caught.value.charge is Cost.MAYBE
    assert len(provider.asked) == 5


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


async def test_an_id_of_any_letters_is_one_step_of_the_path(tmp_path: Path, provider: Provider) -> None:
    """It goes out in the letters that addresses have, and comes in as it was."""
    provider.answer = DONE
    async with studio(tmp_path, provider.url) as bench:
        assert (await watched(bench, "задача:1~2.3")).state is State.DONE
    assert [unquote(seen.path) for seen in provider.asked] == ["/v1/task/задача:1~2.3"]
    assert provider.asked[0].path.isascii()


@pytest.mark.parametrize("name", ["completed", "partial_completed"])
async def test_results_that_come_late_are_waited_for(tmp_path: Path, provider: Provider, name: str) -> None:
    """Done without a picture is looked at some more times: it is paid for, and may not be everywhere yet."""
    provider.answer = in_turn(state(name), state(name, outputs=[]), state(name, outputs=None), DONE)
    async with studio(tmp_path, provider.url) as bench:
        assert (await watched(bench)).results == ("https://img.12ai.org/1.png",)


async def test_a_result_that_never_comes_is_not_waited_for_for_ever(tmp_path: Path, provider: Provider) -> None:
    """Most of a minute is enough."""
    provider.answer = state("completed", outputs=[])
    async with studio(tmp_path, provider.url) as bench:
        with pytest.raises(errors.AnswerUnreadable):
            await watched(bench)
        assert 30 < sum(bench.waits) < 60


async def test_a_failure_keeps_the_providers_number(tmp_path: Path, provider: Provider) -> None:
    """For the log, where the provider is asked what happened."""
    provider.answer = state("failed", error={"message": "upstream error (request id: 2026112104)"})
    async with studio(tmp_path, provider.url) as bench:
        with pytest.raises(errors.TaskFailed) as caught:
            await watched(bench)
    assert caught.value.request_id == "2026112104"


async def test_part_of_it_is_taken(tmp_path: Path, provider: Provider) -> None:
    """A task that was finished in part gives what it has."""
    provider.answer = state("partial_completed", outputs=["https://img.12ai.org/1.png"])
    async with studio(tmp_path, provider.url) as bench:
        assert (await watched(bench)).state is State.PARTIAL


async def broken(bench: Studio, *failures: errors.LinkBroken) -> int:
    """How often its pictures were tried for, until they came after these failures."""
    left = list(failures)
    tried = 0

    async def take(_sighting: Sighting, _exchange: Exchange) -> int:
        nonlocal tried
        tried += 1
        if left:
            raise left.pop(0)
        return tried

    async def again() -> None:
        return

    return await Watch(bench.errand(), "task_1", bench.waits, lambda: float(sum(bench.waits))).result(take, again)


async def test_a_task_whose_links_are_broken_is_asked_for_again(tmp_path: Path, provider: Provider) -> None:
    """It is paid for: each time its links are taken from a new answer, with the usual pauses between."""
    provider.answer = DONE
    async with studio(tmp_path, provider.url) as bench:
        assert await broken(bench, *[errors.LinkBroken()] * 9) == 10
        assert (len(bench.waits), bench.waits[-1]) == (10, 12)
    assert len(provider.asked) == 10


async def test_links_that_stay_broken_are_told_when_the_time_is_up(tmp_path: Path, provider: Provider) -> None:
    """After a quarter of an hour, as what they are."""
    provider.answer = DONE
    async with studio(tmp_path, provider.url) as bench:
        with pytest.raises(errors.LinkBroken):
            await broken(bench, *[errors.LinkBroken()] * 999)
        assert 900 <= sum(bench.waits) < 920


async def test_a_link_that_is_no_use_is_not_asked_for_again(tmp_path: Path, provider: Provider) -> None:
    """A private address stays one."""
    provider.answer = DONE
    async with studio(tmp_path, provider.url) as bench:
        with pytest.raises(errors.LinkBroken):
            await broken(bench, errors.LinkBroken(final=True))
    assert len(provider.asked) == 1
