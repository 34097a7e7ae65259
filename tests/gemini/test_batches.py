"""The port for batches, against a strict stand-in of Google's Batch API."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field, replace
from pathlib import Path

import pytest

from bot.core import errors
from bot.core.batch import Job, JobState, Terms
from bot.core.batch_ports import Read, Sight
from bot.core.errors import Cost, PlantainError
from bot.core.errors.batch import BatchElsewhere, BatchesAbsent
from bot.core.insistence import Insistence
from bot.core.reply import Reply
from bot.core.request import Options, Request, Thinking
from bot.gemini.batches import GeminiBatches
from bot.gemini.experience import Experience
from bot.gemini.keeping import Keeper
from bot.gemini.model import GeminiModel, Provider
from bot.gemini.patience import Patience
from bot.gemini.presets import Preset
from bot.gemini.sdk import Endpoint, connect
from bot.media.links import open_links
from bot.media.workshop import Workshop
from bot.playground.gemini import PROVIDERS, GeminiStandIn
from bot.storage.pictures import StoredPictures
from tests.fakes import CATALOG, Waits, request
from tests.gemini.provider import Provider as Answers
from tests.gemini.provider import Provider as Upstream
from tests.gemini.provider import whole

FAMILY = CATALOG.family("nano-banana-2.1")


@dataclass
class Press:
    """The port, the stand-in behind it, and what came."""

    port: GeminiBatches
    gemini: GeminiStandIn
    spool: Path
    came: dict[int, Reply | PlantainError] = field(default_factory=dict)
    noted: list[Terms] = field(default_factory=list)

    async def note(self, terms: Terms) -> None:
        self.noted.append(terms)

    async def place(self, *wishes: Request) -> tuple[Job, dict[int, Request]]:
        requests = dict(enumerate(wishes, start=1))
        name = await self.port.place("some title", FAMILY, requests, self.note)
        return Job(1, FAMILY.id, tuple(requests), JobState.SUBMITTED, name, self.noted[-1]), requests

    async def collect(self, job: Job, requests: dict[int, Request]) -> Sight:
        """Ask until it is over."""
        async with asyncio.timeout(10):
            while True:
                sight = await self.port.collect(job, FAMILY, requests, self._take)
                if sight is not Sight.RUNNING:
                    return sight

    async def _take(self, number: int, read: Read) -> None:
        try:
            self.came[number] = await read()
        except errors.StorageFailed:
            raise
        except PlantainError as error:
            self.came[number] = error


async def nothing(_terms: Terms) -> None:
    """Note nothing."""


@asynccontextmanager
async def port(folder: Path, url: str, key: str) -> AsyncIterator[GeminiBatches]:
    """The port of an operator who says that there are batches at *url*; its files come into `spool`."""
    spool = folder / "spool"
    spool.mkdir()
    waits, workshop = Waits(), Workshop()
    pictures = StoredPictures.at(str(folder / "pictures"), spool)
    endpoint = Endpoint(key, url, timeout=20)
    async with connect(endpoint) as connection, open_links(waits) as links:
        yield GeminiBatches(
            GeminiModel(
                provider=Provider("google", endpoint, Preset(batches=True)),
                connection=connection,
                keeper=Keeper(pictures, workshop, links, links, Insistence(waits)),
                spool=spool,
                patience=Patience(waits, lambda: 0.0),
                seconds=iter(range(1000)).__next__,
                experience=Experience(lambda: 0.0),
            )
        )
    await workshop.close()


@pytest.fixture
async def press(tmp_path: Path) -> AsyncIterator[Press]:
    async with GeminiStandIn() as gemini, port(tmp_path, gemini.url, gemini.key) as opened:
        yield Press(opened, gemini, tmp_path / "spool")


async def test_requests_become_replies_at_half_the_price(press: Press) -> None:
    """Each with its own options, kept whole with its signatures; the spool is empty afterwards."""
    placed, wishes = await press.place(
        request("a fox", options=Options("16:9", "2K")), request("an owl", options=Options(thinking=Thinking.HIGH))
    )
    assert await press.collect(placed, wishes) is Sight.DONE
    fox, owl = press.came[1], press.came[2]
    assert isinstance(fox, Reply)
    assert isinstance(owl, Reply)
    assert [(p.width, p.height) for p in (*fox.pictures, *owl.pictures)] == [(2752, 1536), (1024, 1024)]
    assert (fox.signed, fox.replayable, fox.share, fox.sent) == (True, True, 0.5, ({"text": "a fox"},))
    assert [seen.level for seen in press.gemini.calls] == [None, "HIGH"]
    assert list(press.spool.iterdir()) == []


async def test_a_request_can_fail_alone(press: Press) -> None:
    """An error of its own becomes what people are told, as does an answer without a picture."""
    placed, wishes = await press.place(
        request("a fox"), request("a plum (fail: quota)"), request("a fig (fail: safety)")
    )
    assert await press.collect(placed, wishes) is Sight.DONE
    assert isinstance(press.came[1], Reply)
    quota, safety = press.came[2], press.came[3]
    assert isinstance(quota, errors.RateLimited)
    assert isinstance(safety, errors.PictureWithheld)
    assert quota.charge is Cost.NOTHING


async def test_only_what_is_wanted_is_taken(press: Press) -> None:
    """Results that an earlier process kept are passed over."""
    placed, _ = await press.place(request("a fox"), request("an owl"))
    await press.collect(placed, {2: request("an owl")})
    assert list(press.came) == [2]


async def test_a_job_is_found_by_its_title(press: Press) -> None:
    """Under the name that it was placed with; another title is not found."""
    name = await press.port.place("plantain-x-1", FAMILY, {1: request("a fox")}, nothing)
    assert await press.port.find("plantain-x-1") == name
    assert await press.port.find("plantain-x-2") is None


async def test_a_job_is_found_behind_many_others(press: Press) -> None:
    """Page by page, to the end of the list."""
    name = await press.port.place("plantain-x-1", FAMILY, {1: request("a fox")}, nothing)
    for number in range(60):
        press.gemini.next_job("PENDING", "CANCELLED")
        await press.port.place(f"other-{number}", FAMILY, {1: request("a fox")}, nothing)
    assert await press.port.find("plantain-x-1") == name
    assert await press.port.find("plantain-x-2") is None


async def test_an_endless_list_has_an_end(provider: Upstream, tmp_path: Path) -> None:
    """A list that leads in a circle is left."""
    provider.answer = whole({"operations": [{"name": "batches/x"}], "nextPageToken": "a"})
    async with port(tmp_path, provider.url, "AIzaSy-a-made-up-key") as opened:
        assert await opened.find("plantain-x-1") is None
    assert len(provider.asked) == 40


async def test_a_job_can_be_cancelled(press: Press) -> None:
    """It says so, and has no results."""
    press.gemini.next_job("PENDING", "RUNNING", "CANCELLED")
    placed, wishes = await press.place(request("a fox"))
    await press.port.cancel(placed)
    assert (await press.collect(placed, wishes), press.came) == (Sight.CANCELLED, {})


@pytest.mark.parametrize(("end", "sight"), [("FAILED", Sight.FAILED), ("EXPIRED", Sight.EXPIRED)])
async def test_the_end_of_a_job_is_told(press: Press, end: str, sight: Sight) -> None:
    """Whatever it is, and nothing came."""
    press.gemini.next_job("PENDING", end)
    placed, wishes = await press.place(request("a fox"))
    assert (await press.collect(placed, wishes), press.came) == (sight, {})


async def test_another_accounts_job_is_not_asked_for(press: Press) -> None:
    """With another key nobody would know it."""
    placed, wishes = await press.place(request("a fox"))
    with pytest.raises(BatchElsewhere):
        await press.collect(replace(placed, terms=Terms("m", "google:other")), wishes)


async def test_a_model_that_is_gone_costs_nothing(press: Press) -> None:
    """The next id is tried, and noted first; where none is left, the error says that nothing was placed."""
    press.gemini.retire("gemini-nano-banana-2.1")
    pro = replace(FAMILY, ids={"google": ("gemini-nano-banana-2.1", "gemini-3-pro-image")})
    await press.port.place("t", pro, {1: request("a fox")}, press.note)
    assert [terms.model for terms in press.noted] == ["gemini-nano-banana-2.1", "gemini-3-pro-image"]
    with pytest.raises(errors.ModelUnavailable) as gone:
        await press.port.place("t", FAMILY, {1: request("a fox")}, nothing)
    assert gone.value.charge is Cost.NOTHING


async def test_a_card_tells_who_drew_in_place_of_the_first(press: Press) -> None:
    """Whoever collects it, for it is part of what was noted."""
    press.gemini.retire("gemini-nano-banana-2.1")
    pro = replace(FAMILY, ids={"google": ("gemini-nano-banana-2.1", "gemini-3-pro-image")})
    wishes = {1: request("a fox")}
    name = await press.port.place("t", pro, wishes, press.note)
    await press.collect(Job(1, FAMILY.id, (1,), JobState.SUBMITTED, name, press.noted[-1]), wishes)
    fox = press.came[1]
    assert isinstance(fox, Reply)
    assert fox.notes == ("gemini-nano-banana-2.1 is not to be had: drawn by gemini-3-pro-image",)


async def test_what_is_left_out_is_told_where_it_was_chosen(press: Press) -> None:
    """By the terms that were noted, whatever has been learnt or forgotten since."""
    model = FAMILY.ids["google"][0]
    press.port.model.experience.learn(model, "thinking")
    placed, wishes = await press.place(request("a fox", options=Options(thinking=Thinking.HIGH)), request("an owl"))
    press.port.model.experience.forget(model, "thinking")
    await press.collect(placed, wishes)
    fox, owl = press.came[1], press.came[2]
    assert isinstance(fox, Reply)
    assert isinstance(owl, Reply)
    assert [seen.level for seen in press.gemini.calls] == [None, None]
    assert (fox.notes, fox.options) == (("left out, as the image service does not take it: thinking",), Options())
    assert (owl.notes, owl.options) == ((), Options())


async def test_an_option_that_is_refused_is_left_out_once_more(provider: Upstream, tmp_path: Path) -> None:
    """Nothing was placed by the refusal; what helped is remembered, and noted before it is tried."""
    noted: list[Terms] = []

    async def note(terms: Terms) -> None:
        noted.append(terms)
        if terms.left_out:
            provider.answer = whole({"name": "batches/x", "metadata": {}})

    refusal = "Unknown name \"thinkingConfig\" at 'batch.input_config.requests': Cannot find field."
    provider.answer = whole({"error": {"code": 400, "message": refusal, "status": "INVALID_ARGUMENT"}}, 400)
    async with port(tmp_path, provider.url, "AIzaSy-a-made-up-key") as opened:
        wish = request("a fox", options=Options(thinking=Thinking.HIGH))
        assert await opened.place("t", FAMILY, {1: wish}, note) == "batches/x"
        assert opened.model.experience.lessons(FAMILY.ids["google"][0]) == {"thinking"}
    assert [terms.left_out for terms in noted] == [(), ("thinking",)]
    assert len(provider.asked) == 2


@pytest.mark.parametrize("name", sorted(name for name, manner in PROVIDERS.items() if not manner.batches))
async def test_an_address_without_batches_is_told_as_such(tmp_path: Path, name: str) -> None:
    """Whatever the preset says: neither is the model gone, nor the service; nothing was placed."""
    async with GeminiStandIn(provider=name) as gemini, port(tmp_path, gemini.base_url, gemini.key) as opened:
        with pytest.raises(BatchesAbsent) as absent:
            await opened.place("t", FAMILY, {1: request("a fox")}, nothing)
        lessons = opened.model.experience.order(FAMILY.ids["google"])
    assert (absent.value.charge, list(lessons)) == (Cost.NOTHING, list(FAMILY.ids["google"]))


@pytest.mark.parametrize(
    ("answer", "status", "failure"),
    [
        (b"<html>404 Not Found</html>", 404, BatchesAbsent),
        ({"error": {"code": 404, "message": "Requested entity was not found."}}, 404, BatchesAbsent),
        ({"error": "Method Not Allowed"}, 405, BatchesAbsent),
        (
            {"error": {"message": "models/x is not found, or is not supported for batchGenerateContent."}},
            404,
            errors.ModelUnavailable,
        ),
        (b"<html>Welcome</html>", 200, errors.WrongAddress),
        ({"error": {"message": "No permission for this model"}}, 403, errors.GroupLacksModel),
    ],
)
async def test_who_is_not_there_is_told_apart(
    tmp_path: Path, provider: Answers, answer: object, status: int, failure: type[PlantainError]
) -> None:
    """The model, the batches, or the whole service."""
    provider.answer = whole(answer, status)
    async with port(tmp_path, provider.url, "AIza-made-up") as opened:
        with pytest.raises(failure) as caught:
            await opened.place("t", FAMILY, {1: request("a fox")}, nothing)
    assert type(caught.value) is failure


async def test_what_storage_refuses_says_nothing_of_the_request(press: Press, monkeypatch: pytest.MonkeyPatch) -> None:
    """The results stay with the provider, to be fetched again."""

    async def refuse(_pictures: StoredPictures, _file: Path) -> str:
        raise errors.StorageFailed

    placed, wishes = await press.place(request("a fox"))
    with monkeypatch.context() as full:
        full.setattr(StoredPictures, "keep", refuse)
        with pytest.raises(errors.StorageFailed):
            await press.collect(placed, wishes)
    assert (press.came, list(press.spool.iterdir())) == ({}, [])
    await press.collect(placed, wishes)
    assert isinstance(press.came[1], Reply)


def test_only_a_preset_that_says_so_has_batches(press: Press) -> None:
    """Gateways have none."""
    assert press.port.offered
    model = replace(press.port.model, provider=replace(press.port.model.provider, preset=Preset()))
    assert not GeminiBatches(model).offered
