"""Placing requests as tasks: once, and by the generation that is there."""

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from aiohttp import web

from bot.core import errors
from bot.core.errors import Cost, PlantainError
from bot.core.reply import RawPart, Reply
from bot.core.request import Options
from bot.gemini.exchange import Exchange
from bot.gemini.task_errand import Errand
from bot.gemini.task_placing import Accepted, Placed, place
from bot.gemini.task_reading import Sighting
from tests.fakes import reply, request
from tests.gemini.clock import Now
from tests.gemini.errands import Studio, studio
from tests.gemini.provider import Answering, Provider, b64, pieces, png, whole

MODEL = "gemini-3.1-flash-image"
SENT: list[RawPart] = [{"text": "a lighthouse"}]
QUEUED = {"id": "task_1", "status": "queued"}


def by_path(**answers: Answering) -> Answering:
    """Generation B and A each in their own way; what is not named is not there."""
    gone = whole({"error": {"message": "Invalid URL (POST /x)", "type": "invalid_request_error"}}, 404)

    async def answer(asked: web.Request, body: bytes) -> web.StreamResponse:
        name = "b" if asked.path == "/v1/task/submit" else "a"
        return await answers.get(name, gone)(asked, body)

    return answer


async def placed(bench: Studio, **changes: Any) -> Accepted:
    wish = request(family="nano-banana-2", **changes)
    errands = [bench.errand("B", wish), bench.errand("A", wish)]
    return await place(errands, MODEL, SENT, kept, bench.tasks.model.experience)


def asked_at(provider: Provider) -> list[str]:
    """`submit` for the newer generation, `generations` for the older one."""
    return [seen.path.rpartition("/")[2] for seen in provider.asked]


async def kept(_errand: Errand, model: str, sighting: Sighting, exchange: Exchange) -> Reply:
    """A reply with a note for each result, and for each file that came along and is there."""
    files = tuple(str(file.stat().st_size) for file in exchange.files.values())
    return replace(reply(), model=model, notes=(*sighting.results, *files))


async def test_the_newer_generation_comes_first(tmp_path: Path, provider: Provider) -> None:
    """Its body has the prompt inside, and leaves out what was not chosen."""
    provider.answer = by_path(b=whole(QUEUED))
    async with studio(tmp_path, provider.url) as bench:
        accepted = await placed(bench, options=Options("16:9", "0.5K"))
        assert (accepted.placed.generation, accepted.placed.id) == ("B", "task_1")
        await placed(bench)
    expected = {"prompt": "a lighthouse", "aspect_ratio": "16:9", "image_size": "512"}
    assert [seen.json for seen in provider.asked] == [
        {"model": MODEL, "input": expected},
        {"model": MODEL, "input": {"prompt": "a lighthouse"}},
    ]


async def test_the_older_one_stands_in_and_is_remembered(tmp_path: Path, provider: Provider) -> None:
    """A 404 at submit leads on; the next request is not sent in vain again."""
    provider.answer = by_path(a=whole({"task_id": "task_1", "status": "queued"}))
    async with studio(tmp_path, provider.url) as bench:
        accepted = await placed(bench, options=Options("1:1", "0.5K"))
        assert (accepted.placed.generation, accepted.errand.lost) == ("A", ("size",))
        await placed(bench, options=Options("1:1", "2K"))
    assert asked_at(provider) == ["submit", "generations", "generations"]
    assert provider.asked[1].json == {"model": MODEL, "prompt": "a lighthouse", "n": 1, "size": "1:1"}
    assert provider.asked[2].json["quality"] == "2K"


async def test_a_generation_that_was_not_there_is_asked_again_hours_later(tmp_path: Path, provider: Provider) -> None:
    """Gateways are mended, and get new ones."""
    provider.answer = by_path(a=whole(QUEUED))
    now = Now()
    async with studio(tmp_path, provider.url) as bench:
        experience = bench.tasks.model.experience
        experience.seconds = now
        await placed(bench)
        now.value = experience.lasting - 1
        await placed(bench)
        provider.answer = by_path(a=whole(QUEUED), b=whole(QUEUED))
        now.value = experience.lasting
        assert (await placed(bench)).placed.generation == "B"
    assert asked_at(provider) == ["submit", "generations", "generations", "submit"]


async def test_where_no_generation_was_there_all_are_asked_the_next_time(tmp_path: Path, provider: Provider) -> None:
    """A gateway that is being deployed has nothing at any address for a minute, and asking costs nothing."""
    provider.answer = by_path()
    async with studio(tmp_path, provider.url) as bench:
        with pytest.raises(errors.TasksRefused):
            await placed(bench)
        provider.answer = by_path(a=whole(QUEUED))
        for _ in range(2):
            assert (await placed(bench)).placed.generation == "A"
    assert asked_at(provider) == ["submit", "generations", "submit", "generations", "generations"]


NO_PERMISSION = {"error": {"message": "This token has no permission for asynchronous tasks", "code": "access_denied"}}
NO_MODEL = {"error": {"message": "The model does not exist", "code": "model_not_found"}}


@pytest.mark.parametrize(
    ("answer", "failure", "cost"),
    [
        (by_path(), errors.TasksRefused, Cost.NOTHING),
        (by_path(b=whole(NO_PERMISSION, 403)), errors.TasksRefused, Cost.NOTHING),
        (by_path(b=whole(NO_MODEL, 404)), errors.ModelUnavailable, Cost.NOTHING),
        (by_path(b=whole(NO_MODEL, 503)), errors.ModelUnavailable, Cost.NOTHING),
        (by_path(b=whole({"error": {"message": "Invalid token"}}, 401)), errors.KeyRefused, Cost.NOTHING),
        (by_path(b=whole({"status": "queued"})), errors.TaskUnconfirmed, Cost.MAYBE),
        (by_path(b=whole({"hello": 1})), errors.TaskUnconfirmed, Cost.MAYBE),
        (by_path(b=whole({"id": "../../admin"})), errors.TaskUnconfirmed, Cost.MAYBE),
        (by_path(b=whole({"id": ".."})), errors.TaskUnconfirmed, Cost.MAYBE),
        (by_path(b=whole({"status": "completed", "outputs": []})), errors.TaskUnconfirmed, Cost.MAYBE),
        (by_path(b=whole(b"<html>fine</html>")), PlantainError, None),
        (by_path(b=pieces(b'{"id": "task_1"}', [5], cut=5)), errors.TaskUnconfirmed, Cost.MAYBE),
        (by_path(b=whole({"error": {"message": "boom"}}, 500)), errors.ProviderBroken, Cost.MAYBE),
        (by_path(b=whole({"error": {"message": "busy"}}, 503)), errors.Overloaded, None),
        (by_path(b=whole({"status": "failed", "error": "no"})), errors.TaskFailed, Cost.MAYBE),
    ],
)
async def test_what_is_not_placed_is_said_and_never_sent_again(
    tmp_path: Path, provider: Provider, answer: Answering, failure: type[PlantainError], cost: Cost | None
) -> None:
    """Each way not to be taken has its sentence; where the task may be there it is not placed a second time."""
    provider.answer = answer
    async with studio(tmp_path, provider.url) as bench:
        with pytest.raises(failure) as caught:
            await placed(bench)
        assert bench.waits == []
    assert cost is None or caught.value.charge is cost
    assert sum(seen.path == "/v1/task/submit" for seen in provider.asked) == 1


@pytest.mark.parametrize("state", ["completed", "queued", None])
async def test_pictures_that_come_at_once_need_no_id(tmp_path: Path, provider: Provider, state: str | None) -> None:
    """Links, and pictures that came along with the answer, are kept while their files are there."""
    link, picture = "https://img.12ai.org/1.png", png(900)
    for found, note in ((link, link), (f"data:image/png;base64,{b64(picture)}", str(len(picture)))):
        provider.answer = by_path(b=whole({"status": state, "outputs": [found]}))
        async with studio(tmp_path, provider.url) as bench:
            accepted = await placed(bench)
        assert accepted.reply is not None
        assert (accepted.reply.model, accepted.reply.notes[-1]) == (MODEL, note)


async def test_with_an_id_nothing_is_kept_yet(tmp_path: Path, provider: Provider) -> None:
    """The task is noted before its pictures are fetched, so that a restart finds them."""
    provider.answer = by_path(b=whole({"id": "t", "status": "completed", "outputs": ["https://img.12ai.org/1.png"]}))
    async with studio(tmp_path, provider.url) as bench:
        assert (await placed(bench)).reply is None


async def test_a_submit_that_times_out_may_have_cost(tmp_path: Path, provider: Provider) -> None:
    """The body was sent and no id came: that is said, and nothing is sent again."""
    provider.answer = provider.silence
    async with studio(tmp_path, provider.url, seconds=0.2) as bench:
        with pytest.raises(errors.TaskUnconfirmed) as caught:
            await placed(bench)
    assert caught.value.charge is Cost.MAYBE
    assert len(provider.asked) == 1


async def test_nobody_there_cost_nothing(tmp_path: Path) -> None:
    """What never left can't have been billed."""
    async with studio(tmp_path, "http://127.0.0.1:9") as bench:
        with pytest.raises(errors.Unreachable) as caught:
            await placed(bench)
    assert caught.value.charge is Cost.NOTHING


async def test_too_many_requests_are_placed_later(tmp_path: Path, provider: Provider) -> None:
    """A refusal for the rate is the one failure after which it is tried again."""
    answers = [whole({"error": {"message": "slow down"}}, 429), whole(QUEUED)]

    async def answer(asked: web.Request, body: bytes) -> web.StreamResponse:
        return await answers.pop(0)(asked, body)

    provider.answer = answer
    async with studio(tmp_path, provider.url) as bench:
        assert (await placed(bench)).placed.id == "task_1"
        assert bench.waits == [2]


async def test_pictures_at_once_need_no_id(tmp_path: Path, provider: Provider) -> None:
    """An interface that answers with links right away has nothing more to be asked for."""
    provider.answer = by_path(a=whole({"data": [{"url": "https://x.example/1.png"}]}))
    async with studio(tmp_path, provider.url) as bench:
        accepted = await placed(bench)
    assert (accepted.sighting.id, accepted.sighting.results) == ("", ("https://x.example/1.png",))


async def test_an_edit_keeps_the_shape_of_its_picture(tmp_path: Path, provider: Provider) -> None:
    """These interfaces make squares unless told otherwise, so the newest picture's ratio is told."""
    provider.answer = by_path(b=whole(QUEUED))
    async with studio(tmp_path, provider.url) as bench:
        picture = await bench.stored(b"x" * 60, 1376, 768)
        await placed(bench, references=(picture,))
    assert provider.asked[0].json["input"]["aspect_ratio"] == "16:9"


def test_a_note_can_be_read_again() -> None:
    """What was noted is understood after a restart; what nobody noted is nothing."""
    placed = Placed("12ai", "fingerprint", "B", MODEL, "task_1")
    assert Placed.read(placed.note) == placed
    texts: list[Callable[[], str]] = [lambda: "", lambda: "task_1", lambda: "{}", lambda: "[1]", lambda: "\ud800"]
    assert [Placed.read(text()) for text in texts] == [None] * 5
