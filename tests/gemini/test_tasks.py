"""The image-model port by way of tasks, against the stand-in of 12AI."""

import hashlib
from collections.abc import AsyncIterator
from dataclasses import replace
from pathlib import Path
from typing import Self

import msgspec
import pytest

from bot.core import errors
from bot.core.admission import Order
from bot.core.appraisal import appraised
from bot.core.conversation import history
from bot.core.errors import Cost, Interrupted
from bot.core.ports import Wait
from bot.core.request import Options, Search, Thinking
from bot.core.studio import Studio
from bot.core.turn import Origin, State
from bot.gemini.presets import Preset
from bot.gemini.task_placing import Placed
from bot.gemini.tasks import PARTLY, TaskModel
from bot.playground.gemini import GeminiStandIn
from bot.storage.database import Database
from bot.storage.migrating import migrate
from bot.storage.pictures import StoredPictures
from bot.storage.turns import SqlTurns
from tests.fakes import (
    ADA,
    CATALOG,
    NOW,
    PLACE,
    ByHand,
    Clock,
    RecordingDelivery,
    ShrinkingWorkshop,
    ids,
    reply,
    request,
    turn,
)
from tests.gemini.errands import preset, studio
from tests.gemini.provider import Provider, b64, whole
from tests.worlds import png

WISH = request("a lighthouse at dusk", family="nano-banana-2")


@pytest.fixture
async def standin() -> AsyncIterator[GeminiStandIn]:
    async with GeminiStandIn(provider="12ai") as running:
        yield running


def submitted(standin: GeminiStandIn) -> int:
    """How many requests were accepted, by whichever generation."""
    return len(standin.calls)


async def test_a_picture_is_placed_noted_awaited_and_kept(tmp_path: Path, standin: GeminiStandIn) -> None:
    """The reply has the stored picture of the right pixels, and nothing is left in the spool."""
    async with studio(tmp_path, standin.url, key=standin.key) as bench:
        made = await bench.ask(replace(WISH, options=Options("16:9", "2K")))
        (note,) = bench.notes
        placed = Placed.read(note)
        assert placed is not None
        assert (placed.provider, placed.generation, placed.model) == ("12ai", "B", made.model)
        (picture,) = made.pictures
        assert (picture.width, picture.height) == (2752, 1536)
        async with bench.pictures.at_hand([picture.sha256]) as files:
            assert files[picture.sha256].exists()
        assert not [file for file in bench.spool.iterdir() if file.is_file()]
    assert (made.usage.total, made.notes, made.replayable, submitted(standin)) == (0, (), False, 1)


async def test_an_edit_shows_the_newest_picture_as_a_reference(tmp_path: Path, standin: GeminiStandIn) -> None:
    """Tasks know no history, so a conversation goes on from a seed; what was signed elsewhere is refused first."""
    async with studio(tmp_path, standin.url, key=standin.key) as bench:
        first = await bench.ask(WISH)
        path = [turn(request=WISH, reply=first)]
        family = CATALOG.family(WISH.family)
        past = history(path, bench.tasks.maker(family))
        assert past.seed is not None
        await bench.ask(replace(WISH, words="make it winter"), past)
        assert standin.calls[-1].references == (first.pictures[0].sha256,)
        signed = history([turn(reply=reply(maker=bench.tasks.maker(family)))], bench.tasks.maker(family))
        assert signed.turns
        with pytest.raises(errors.SignatureRefused) as caught:
            await bench.ask(WISH, signed)
        assert caught.value.charge is Cost.NOTHING
    assert submitted(standin) == 2


async def test_references_go_along(tmp_path: Path, standin: GeminiStandIn) -> None:
    """Several, in order."""
    async with studio(tmp_path, standin.url, key=standin.key) as bench:
        given = [await bench.stored(png(8, 8, padding=size)) for size in (10, 300_000)]
        await bench.ask(replace(WISH, references=tuple(given)))
    assert standin.calls[-1].references == tuple(picture.sha256 for picture in given)


async def test_generation_a_stands_in_for_b(tmp_path: Path, standin: GeminiStandIn) -> None:
    """Where the newer interface is not there the older one makes the same picture."""
    standin_a = GeminiStandIn(provider=replace(standin.manner, tasks=frozenset({"A"})))
    async with standin_a, studio(tmp_path, standin_a.url, key=standin_a.key) as bench:
        assert (await bench.ask(replace(WISH, options=Options("16:9", "1K")))).pictures[0].width == 1376
        placed = Placed.read(bench.notes[0])
        assert placed is not None
        assert placed.generation == "A"


async def test_what_a_generation_lacks_is_said_after_a_restart_too(tmp_path: Path, standin: GeminiStandIn) -> None:
    """With the options that went out; the note comes from the request, not from the memory of its placing."""
    wish = replace(WISH, options=Options("16:9", "4K"))
    standin_a = GeminiStandIn(provider=replace(standin.manner, tasks=frozenset({"A"})))
    small = msgspec.structs.replace(preset().tasks["A"], sizes={"1K": "1K"})
    lacking = msgspec.structs.replace(preset(), tasks={"A": small})
    async with standin_a, studio(tmp_path, standin_a.url, key=standin_a.key, of=lacking) as bench:
        first = await bench.ask(wish)
        later = await bench.ask(wish, task=bench.notes[0])
    for made in (first, later):
        assert made.options == Options("16:9")
        assert made.notes == ("left out, as tasks of this image service do not take it: size 4K",)


async def test_half_a_size_that_a_generation_lacks_is_not_lost(tmp_path: Path, standin: GeminiStandIn) -> None:
    """A whole one comes and is scaled down, which the card says."""
    wish = replace(WISH, options=Options("16:9", "0.5K"))
    standin_a = GeminiStandIn(provider=replace(standin.manner, tasks=frozenset({"A"})))
    async with standin_a, studio(tmp_path, standin_a.url, key=standin_a.key) as bench:
        made = await bench.ask(wish)
    appraisal = appraised(made, wish, CATALOG.family(WISH.family), CATALOG)
    assert (made.notes, appraisal.notes, appraisal.shrink) == ((), ("drawn at 1K and scaled down",), 2)


@pytest.mark.parametrize(
    "options", [Options(search=Search.WEB), Options(thinking=Thinking.HIGH), Options(thoughts=True)]
)
async def test_what_tasks_lack_is_refused_before_paying(
    tmp_path: Path, standin: GeminiStandIn, options: Options
) -> None:
    """Neither search nor thinking levels nor thoughts: the catalog says so, and so does the port."""
    wish = replace(WISH, options=options)
    offer = preset().offer
    family = offer.narrowed(CATALOG.family(WISH.family))
    assert family is not None
    assert (family.search, family.thinking, family.thinking_default, family.thinks) == ((), (), None, False)
    async with studio(tmp_path, standin.url, key=standin.key) as bench:
        with pytest.raises((errors.OptionUnsupported, errors.ThoughtsUnsupported)):
            await bench.ask(wish)
    assert standin.records == ()


async def test_a_failed_task_and_a_partial_one(tmp_path: Path, standin: GeminiStandIn) -> None:
    """The one is told, the other's picture is kept with a note."""
    async with studio(tmp_path, standin.url, key=standin.key) as bench:
        standin.next_job("queued", "failed")
        with pytest.raises(errors.TaskFailed):
            await bench.ask(WISH)
        standin.next_job("queued", "partial_completed")
        assert PARTLY in (await bench.ask(WISH)).notes


@pytest.mark.parametrize("generation", ["B", "A"])
async def test_a_picture_that_comes_at_once_is_kept(tmp_path: Path, provider: Provider, generation: str) -> None:
    """Nothing is noted or asked for then."""
    picture = png(8, 8)
    uri = f"data:image/png;base64,{b64(picture)}"
    answer = {"status": "completed", "outputs": [uri]} if generation == "B" else {"data": [{"url": uri}]}
    newer = preset() if generation == "B" else only_older()
    provider.answer = whole(answer)
    async with studio(tmp_path, provider.url, of=newer) as bench:
        made = await bench.ask(WISH)
        assert [kept.sha256 for kept in made.pictures] == [hashlib.sha256(picture).hexdigest()]
        assert (bench.notes, list(bench.waits)) == ([], [])
        assert not [file for file in bench.spool.iterdir() if file.is_file()]


def only_older() -> Preset:
    found = preset()
    return msgspec.structs.replace(found, tasks={"A": found.tasks["A"]})


@pytest.mark.parametrize("output", ["data:image/png;base64,!!", "data:image/png;base64,aGVsbG8gd29ybGQ="])
async def test_what_is_no_picture_is_told_as_unreadable(tmp_path: Path, provider: Provider, output: str) -> None:
    """Not as words of the model: it is charged, and nobody needs to change the wish."""
    provider.answer = whole({"status": "completed", "outputs": [output]})
    async with studio(tmp_path, provider.url) as bench:
        with pytest.raises(errors.AnswerUnreadable) as caught:
            await bench.ask(WISH)
    assert caught.value.charge is Cost.CHARGED


async def test_a_note_that_storage_refuses_is_written_later(tmp_path: Path, standin: GeminiStandIn) -> None:
    """What is paid for is not given up for a disk that is full for a while."""
    standin.next_job("queued", "in_progress", "in_progress", "completed")
    async with studio(tmp_path, standin.url, key=standin.key) as bench:
        bench.refusing = 1
        assert (await bench.ask(WISH)).pictures
        assert len(bench.notes) == 1


async def test_a_task_of_another_account_is_lost(tmp_path: Path, standin: GeminiStandIn) -> None:
    """A changed key or provider knows nothing of it, and nothing is sent anew."""
    async with studio(tmp_path, standin.url, key=standin.key) as bench:
        for note in ("", "{}", Placed("12ai", "other", "B", "m", "t").note, Placed("x", "y", "B", "m", "t").note):
            with pytest.raises(errors.TaskLost):
                await bench.ask(WISH, task=note)
        own = bench.tasks.model.provider.fingerprint
        with pytest.raises(errors.TaskLost):
            await bench.ask(WISH, task=Placed("12ai", own, "C", "m", "t").note)
    assert standin.records == ()


async def test_calls_go_their_usual_way_unless_tasks_are_chosen(tmp_path: Path, standin: GeminiStandIn) -> None:
    """Without the preset's word nothing is placed; a task from before is asked for all the same."""
    async with studio(tmp_path, standin.url, key=standin.key) as bench:
        await bench.ask(WISH)
        (note,) = bench.notes
    async with studio(tmp_path, standin.url, key=standin.key, of=preset("call")) as bench:
        assert (await bench.ask(WISH, task=note)).pictures
        assert submitted(standin) == 1
        assert (await bench.ask(WISH)).texts
        assert bench.notes == []


class Life:
    """One life of the bot: everything is new but the database, the pictures and the provider."""

    def __init__(self, folder: Path, standin: GeminiStandIn, wait: Wait | None = None) -> None:
        self.folder, self.standin, self.wait = folder, standin, wait
        self.delivery, self.scheduler = RecordingDelivery(), ByHand()

    async def __aenter__(self) -> Self:
        url = f"sqlite:///{self.folder / 'turns.db'}"
        await migrate(url)
        self.database = Database(url)
        self.bench = studio(self.folder, self.standin.url, key=self.standin.key)
        opened = await self.bench.__aenter__()
        self.turns = SqlTurns(self.database)
        model = replace(opened.tasks, wait=self.wait or opened.waits)
        self.studio = self._studio(model, opened.pictures, opened.waits)
        return self

    def _studio(self, model: TaskModel, pictures: StoredPictures, wait: Wait) -> Studio:
        offer = preset().offer
        catalog = replace(CATALOG, families=tuple(filter(None, map(offer.narrowed, CATALOG.families))))
        return Studio(
            catalog=catalog,
            turns=self.turns,
            pictures=pictures,
            workshop=ShrinkingWorkshop(),
            spool=self.folder,
            model=model,
            delivery=self.delivery,
            scheduler=self.scheduler,
            clock=Clock(),
            identify=ids(),
            wait=wait,
        )

    async def __aexit__(self, *failure: object) -> None:
        await self.studio.close()
        await self.bench.__aexit__(None, None, None)
        await self.database.close()


class Killed(BaseException):
    """The process ends here."""


async def test_a_restart_asks_on_and_never_places_again(tmp_path: Path, standin: GeminiStandIn) -> None:
    """Killed between the note and the first question, the next life delivers the one picture that was paid for."""

    async def die(_: float) -> None:
        raise Killed

    async with Life(tmp_path, standin, die) as life:
        turn = await life.studio.accept(Order(WISH, PLACE, ADA, Origin(1, 5, token="t")))
        with pytest.raises(Killed):
            await life.scheduler.run(life.studio.advance)
        left = await life.turns.get(turn.id)
        assert left is not None
        assert (left.state, left.task is not None) == (State.ACCEPTED, True)
    assert submitted(standin) == 1
    async with Life(tmp_path, standin) as life:
        assert await life.studio.resume() == 1
        await life.scheduler.run(life.studio.advance)
        assert life.delivery.delivered == [turn.id]
        assert life.delivery.told == []
    assert submitted(standin) == 1


async def test_what_was_cancelled_and_paid_is_fetched_by_the_next_life(tmp_path: Path, standin: GeminiStandIn) -> None:
    """Its picture is kept and not posted, once: the life after that asks for nothing."""

    async def die(_: float) -> None:
        raise Killed

    async with Life(tmp_path, standin, die) as life:
        turn = await life.studio.accept(Order(WISH, PLACE, ADA, Origin(1, 5, token="t")))
        with pytest.raises(Killed):
            await life.scheduler.run(life.studio.advance)
        await life.studio.cancel(turn.id)
        await life.studio.advance(turn.id)
    questions = []
    for _ in range(2):
        async with Life(tmp_path, standin) as life:
            assert await life.studio.resume() == 0
            await life.studio.close()
            kept = await life.turns.get(turn.id)
            assert kept
            assert kept.reply
            assert (kept.state, len(kept.reply.pictures)) == (State.CANCELLED, 1)
            assert life.delivery.delivered == []
        questions.append(sum(record.method == "GET" for record in standin.records))
    assert questions[0] == questions[1] > 0
    assert (submitted(standin), standin.billed) == (1, 1)


async def test_a_kill_before_the_note_is_honest(tmp_path: Path, standin: GeminiStandIn) -> None:
    """Without an id nobody knows what became of the request: it is told that it may have cost, and not sent again."""
    async with Life(tmp_path, standin) as life:
        turn = await life.studio.accept(Order(WISH, PLACE, ADA, Origin(1, 5, token="t")))
        await life.turns.save(turn.starting(None, NOW), was=State.ACCEPTED)
    async with Life(tmp_path, standin) as life:
        await life.studio.resume()
        await life.scheduler.run(life.studio.advance)
        assert life.delivery.told == [(turn.id, Interrupted().told)]
    assert submitted(standin) == 0
