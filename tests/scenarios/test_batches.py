"""Whole lists of pictures, from the file to the contact sheet."""

import asyncio
from collections.abc import AsyncIterator, Callable
from dataclasses import dataclass, replace
from pathlib import Path

import pytest

from bot.core.limits import BATCH_BYTES
from bot.house import Surroundings
from bot.playground.gemini import GeminiStandIn, Raw
from bot.playground.gemini.failures import Failure, Touch
from tests.scenarios.house import KEY
from tests.scenarios.house_of import HouseOf
from tests.scenarios.on_standin import StandInWorld
from tests.scenarios.people import Person
from tests.scenarios.posts import Post, digest
from tests.worlds import png

UNKNOWN = (
    b'{"error":{"code":400,"message":"Unknown name \\"thinkingConfig\\" at generation_config: Cannot find field.",'
    b'"status":"INVALID_ARGUMENT","details":[]}}'
)


def _remarks(post: Post) -> list[str]:
    return post.facts.split(" \N{MIDDLE DOT} ")


class Hasty(HouseOf):
    """A bot that does not wait long for a call when it is stopped."""

    def _surroundings(self) -> Surroundings:
        return replace(super()._surroundings(), grace=0.2)


class Press:
    """A house with batches. `gate` holds jobs at the provider while it is closed."""

    def __init__(self, provider: str, folder: Path) -> None:
        self.house = Hasty(provider, folder)
        self.gate = asyncio.Event()
        self.gate.set()
        key = KEY if provider == "google" else "sk-made-up"
        self.house.gemini = GeminiStandIn(provider=provider, key=key, job_pace=self._pace)

    async def _pace(self, _job: str, _state: str) -> None:
        await self.gate.wait()

    @property
    def world(self) -> StandInWorld:
        assert isinstance(self.house.world, StandInWorld)
        return self.house.world

    @property
    def calls(self) -> list[str]:
        return [seen.words for seen in self.house.gemini.calls]

    def batch_requests(self, kind: str) -> int:
        """How many requests of that method there were about batches."""
        made = [record for record in self.house.gemini.records if record.kind == "request" and record.method == kind]
        return sum("batch" in record.path for record in made)

    async def offers(self, data: bytes, name: str = "list.txt", **options: str) -> Post:
        return await self.house.ada.asks("batch", file=(name, data), **options)

    async def presses(self, card: Post, button: str, person: Person | None = None) -> None:
        person = person or self.house.ada
        await (await person._hands.press(person.finds(card), button)).done()

    async def runs(self, data: bytes, name: str = "list.txt", **options: str) -> "Run":
        """Offer a list, start it, and wait for its end."""
        card = await self.offers(data, name, **options)
        await self.presses(card, "Start")
        return await self.end_of(card)

    async def end_of(self, card: Post, place: int | None = None) -> "Run":
        def ended() -> bool:
            return "Done:" in self._now(card).words

        await self.world.until(ended)
        messages = self.world.discord.world.messages.values()
        posts = [self.world.seen(one) for one in messages if one.channel_id == (place or card.id)]
        return Run(self._now(card), [post for post in posts if post.id != card.id])

    async def sees(self, card: Post, wanted: Callable[[Post], bool]) -> Post:
        await self.world.until(lambda: wanted(self._now(card)))
        return self._now(card)

    def _now(self, card: Post) -> Post:
        return self.world.seen(self.world.discord.world.messages[card.id])


@dataclass
class Run:
    """The post of a batch at its end, and what was posted where its pictures go."""

    card: Post
    posts: list[Post]

    @property
    def pictures(self) -> list[Post]:
        return [post for post in self.posts if post.is_card and "Edit" in post.buttons]

    @property
    def mishaps(self) -> list[Post]:
        return [post for post in self.posts if "Again" in post.buttons and not post.is_card]

    @property
    def summary(self) -> Post:
        return self.posts[-1]


@pytest.fixture(params=["google"])
async def press(request: pytest.FixtureRequest, tmp_path: Path) -> AsyncIterator[Press]:
    press = Press(request.param, tmp_path)
    async with press.house.open():
        yield press


elsewhere = pytest.mark.parametrize("press", ["newapi"], indirect=True)


async def test_a_text_file_becomes_a_thread_of_pictures(press: Press) -> None:
    """The price is told first and nothing is called before *Start*; a contact sheet comes last."""
    card = await press.offers(b"a fox\n\nan owl\n", size="1K")
    assert ("2 × Nano Banana 2.1, 1K" in card.words, "US$0.034**, half" in card.words) == (True, True)  # noqa: RUF001 - the sign that people read
    assert (card.buttons, press.calls) == (["Start", "Cancel"], [])
    await press.presses(card, "Start")
    run = await press.end_of(card)
    assert [post.head for post in run.pictures] == ["**Ada**: a fox", "**Ada**: an owl"]
    assert "half the price in a batch" in run.pictures[0].facts
    assert "number 2 of 2 in its batch" in run.pictures[1].facts
    assert run.summary.head == "**The batch is done**: 2 of 2 pictures"
    assert "at half the list price" in run.summary.facts
    assert run.summary.pictures[0].pixels == (548, 308)
    assert (press.house.gemini.billed, press.batch_requests("POST"), run.card.buttons) == (2, 1, [])


async def test_a_table_has_options_in_each_row(press: Press) -> None:
    """Those of the command are for the rows that say nothing; families go in jobs of their own."""
    table = 'Prompt;Size;Ratio;Model\n"a fox; red";2K;16:9;\n- an owl;;;Nano Banana Pro\n'.encode("utf-16")
    run = await press.runs(table, "list.csv", ratio="1:1")
    assert sorted((seen.words, seen.ratio, seen.size) for seen in press.house.gemini.calls) == [
        ("- an owl", "1:1", None),
        ("a fox; red", "16:9", "2K"),
    ]
    sizes = {post.head: post.pictures[0].pixels for post in run.pictures}
    assert sizes == {"**Ada**: a fox; red": (2752, 1536), "**Ada**: \\- an owl": (1024, 1024)}
    assert press.batch_requests("POST") == 2


async def test_a_picture_of_a_batch_is_told_like_any_other(press: Press) -> None:
    """Scaled down, smaller than asked, or without an option that is refused: as `/imagine` says it."""
    gemini, ada = press.house.gemini, press.house.ada
    asked: tuple[tuple[dict[str, str], Failure | None], ...] = (
        ({"size": "0.5K"}, None),
        ({"size": "4K"}, Touch(shrink=4)),
        ({"thinking": "high"}, Raw(UNKNOWN, 400)),
    )
    for options, failure in asked:
        if failure:
            gemini.next(failure)
        one = await ada.asks("imagine", prompt="a fox", **options)
        await press.house.rest()
        if isinstance(failure, Touch):
            gemini.next(failure)
        (name, value) = next(iter(options.items()))
        run = await press.runs(f"prompt,{name}\na fox,{value}\n".encode(), "list.csv")
        (many,) = run.pictures
        assert many.pictures[0].pixels == one.pictures[0].pixels
        assert _remarks(many)[-1].removesuffix("; number 1 of 1 in its batch") == _remarks(one)[-1]
        assert ("thinking high" in many.facts) == ("thinking high" in one.facts)


async def test_a_batch_tells_which_model_drew_and_a_restart_keeps_that(press: Press, tmp_path: Path) -> None:
    """The first id is gone: the next one takes the job, and the card says so, whoever collects it."""
    providers = tmp_path / "providers.toml"
    providers.write_text('[google]\nids.nano-banana-pro = ["gemini-gone-image", "gemini-3-pro-image"]\n')
    press.house.give(plantain_providers=providers)
    await press.house.restart()
    press.gate.clear()
    card = await press.offers(b"prompt,model\na fox,Nano Banana Pro\n", "list.csv")
    await press.presses(card, "Start")
    await press.house.gemini.until(lambda record: record.kind == "request" and "/batches/" in record.path)
    await press.house.restart()
    press.gate.set()
    run = await press.end_of(card)
    assert "gemini-gone-image is not to be had: drawn by gemini-3-pro-image" in run.pictures[0].facts


async def test_a_picture_of_a_batch_is_a_turn_like_any_other(press: Press) -> None:
    """A reply in the thread goes on from it, byte for byte, and so does its button."""
    run = await press.runs(b"a fox\n")
    ada = press.house.ada
    fox = run.pictures[0]
    edited = await ada.at("Batch: 1 pictures").replies(fox, "make it winter")
    seen = press.house.gemini.calls[-1]
    assert (seen.words, seen.edited, len(seen.turns)) == ("make it winter", digest(fox.pictures[0]), 3)
    assert edited.place == run.card.id
    form = await ada.at("Batch: 1 pictures").opens(fox, "Edit")
    assert form.title == "Edit picture"


async def test_what_fails_alone_is_told_in_the_thread(press: Press) -> None:
    """With what it cost and a way to ask again; the others are there, and the sheet crosses it out."""
    run = await press.runs(b"a fox\na plum (fail: quota)\na fig (fail: safety)\n")
    assert [post.head for post in run.pictures] == ["**Ada**: a fox"]
    quota, safety = run.mishaps
    assert quota.sentence.endswith("It cost nothing.")
    assert safety.sentence.endswith("The provider may have charged for it.")
    assert run.summary.head == "**The batch is done**: 1 of 3 pictures"
    assert "Not made: 2." in run.summary.words
    assert "Not made: 3." in run.summary.words
    assert "1 of 3 drawn, 2 not made" in run.card.words


async def test_a_restart_asks_for_the_job_that_was_placed(press: Press) -> None:
    """Stopped between placing and result: nothing is placed again, nothing is posted twice, old buttons work."""
    press.gate.clear()
    card = await press.offers(b"a fox\nan owl\n")
    await press.house.restart()
    await press.presses(card, "Start")
    await press.house.gemini.until(lambda record: record.kind == "request" and "batchGenerate" in record.path)
    await press.house.gemini.until(lambda record: record.kind == "request" and "/batches/" in record.path)
    await press.house.restart()
    press.gate.set()
    run = await press.end_of(card)
    assert [post.head for post in run.pictures] == ["**Ada**: a fox", "**Ada**: an owl"]
    assert (press.house.gemini.billed, press.batch_requests("POST")) == (2, 1)


async def test_cancelled_while_the_job_waits(press: Press) -> None:
    """The provider's job is cancelled, and the end says so."""
    press.gate.clear()
    card = await press.offers(b"a fox\nan owl\n")
    await press.presses(card, "Start")
    await press.house.gemini.until(lambda record: record.kind == "request" and "/batches/" in record.path)
    await press.presses(card, "Cancel")
    run = await press.end_of(card)
    assert (press.house.gemini.billed, run.pictures, run.mishaps) == (0, [], [])
    assert run.summary.head == "**The batch is done**: 0 of 2 pictures"
    assert "Not made: 1–2. This was cancelled" in run.summary.words  # noqa: RUF001 - the sign for ranges
    press.gate.set()


async def test_an_offer_is_taken_back(press: Press) -> None:
    """It says so, and cannot be started any more."""
    card = await press.offers(b"a fox\n")
    await press.presses(card, "Cancel")
    now = await press.sees(card, lambda post: "Cancelled" in post.words)
    assert ("it cost nothing" in now.words, now.buttons, press.calls) == (True, [], [])


async def test_only_the_one_who_sent_the_list_may_start_it(press: Press) -> None:
    """Somebody else is told, and only they see that."""
    card = await press.offers(b"a fox\n")
    doing = await press.house.grace._hands.press(card, "Start")
    told = await doing.answer(lambda post: post.ephemeral)
    assert told.sentence.startswith("Only the person who sent this list can start it")
    assert press.calls == []


async def test_in_a_dm_the_pictures_come_where_the_list_was(press: Press) -> None:
    """There are no threads."""
    ada = press.house.ada.at("Ada")
    card = await ada.asks("batch", file=("list.txt", b"a fox\n"))
    assert "shown here" in card.words
    await press.presses(card, "Start", ada)
    run = await press.end_of(card, card.place)
    assert [post.head for post in run.pictures] == ["**Ada**: a fox"]
    assert run.summary.head.startswith("**The batch is done**")


@elsewhere
async def test_a_provider_without_batches_draws_one_after_the_other(press: Press) -> None:
    """At the normal price, which is said before; somebody else's wish comes in between."""
    card = await press.offers(b"a fox\nan owl\na bee (fail: safety)\n")
    assert "the normal price: no batches at the relay" in card.words
    await press.presses(card, "Start")
    other = await press.house.grace.imagine("a lighthouse")
    run = await press.end_of(card)
    assert [post.head for post in run.pictures] == ["**Ada**: a fox", "**Ada**: an owl"]
    assert (len(run.mishaps), "half" in run.pictures[0].facts, other.is_card) == (1, False, True)
    assert run.summary.head == "**The batch is done**: 2 of 3 pictures"
    assert (press.house.gemini.billed, press.batch_requests("POST")) == (4, 0)


@elsewhere
async def test_the_queue_goes_on_after_a_restart(press: Press) -> None:
    """What was being drawn may have cost, and is told; the rest is drawn."""
    press.house.gemini.next("hang")
    card = await press.offers(b"a fox\nan owl\n")
    await press.presses(card, "Start")
    await press.house.is_asking()
    await press.house.stop()
    press.house.gemini.release()
    await press.house.start()
    run = await press.end_of(card)
    assert [post.head for post in run.pictures] == ["**Ada**: an owl"]
    assert "may have charged" in run.mishaps[0].sentence


@pytest.mark.parametrize(
    ("name", "data", "sentence"),
    [
        ("list.txt", b"", "There is no prompt in that file"),
        ("list.txt", b"\n \n", "There is no prompt in that file"),
        ("list.txt", b"a\n" + b"x" * 5000, "Line 2: it has 5,000 characters, and 4,000 is the most"),
        ("list.txt", png(), "Line 2: there is something in it that is no text"),
        ("list.xlsx", b"PK\x03\x04...", "That file is a spreadsheet or an archive: please save it as CSV"),
        ("list.txt", b"x" * (BATCH_BYTES + 1), "That file is larger than 4 MiB"),
        ("list.csv", b"prompt\n" + b"a fox\n" * 10_000, "Row 202: this is more than the 200 pictures"),
        ("list.csv", b"prompt,sise\na,b\n", "Row 1, column 2: “sise” is no column that I know"),
        ("list.csv", b"prompt,size\na,8K\n", "Row 2, column size: “8K” is no size: allowed are"),
        ("list.csv", b"prompt,size\na,=cmd|' /C calc'!A0\n", "Row 2, column size: that is a formula"),
        ("list.csv", b'prompt\na fox\n"=HYPERLINK(""x"")"\n', "Row 3, column prompt: that is a formula"),
        ("list.txt", "a fox\n画一只狐狸\n".encode("gbk"), "Line 2: its letters are not spelt as UTF-8"),
        ("list.txt", "\u200b\n".encode(), "There is no prompt in that file"),
        ("list.csv", b"prompt,model,size\na,Nano Banana 2 Lite,4K\n", "Row 2, column size: Nano Banana 2 Lite"),
        ("list.csv", b"prompt,model\na,DALL-E\n", "Row 2, column model: There is no model “DALL-E” here"),
        ("list.csv", b'prompt\n"a\n', "Row 2: the quotation marks do not fit"),
    ],
    ids=lambda value: "" if isinstance(value, bytes) else value,
)
async def test_a_list_that_does_not_work_costs_nothing(press: Press, name: str, data: bytes, sentence: str) -> None:
    """One sentence to the one who asked, with the place, and no card."""
    told = await press.offers(data, name)
    assert told.sentence.startswith(sentence)
    assert told.sentence.endswith("It cost nothing.")
    assert (told.ephemeral, told.buttons, press.calls) == (True, [], [])


async def test_without_the_right_to_threads_nothing_is_offered(press: Press) -> None:
    """It says what has to be allowed."""
    discord = press.world.discord
    discord.world.change_channel(replace(discord.channel("pictures"), denied=frozenset({"create_public_threads"})))
    told = await press.offers(b"a fox\n")
    assert "create public threads" in told.sentence


@pytest.mark.parametrize("settings", [{"plantain_daily_budget": 0.02}])
async def test_a_list_beyond_the_budget_is_not_begun(press: Press, settings: dict[str, float]) -> None:
    """It is told to be split, for no day has room for it; the card stays, for another budget."""
    press.house.give(**settings)
    await press.house.restart()
    card = await press.offers(b"a fox\nan owl\n")
    doing = await press.house.ada._hands.press(card, "Start")
    told = await doing.answer(lambda post: post.ephemeral)
    assert "more than the whole budget of a day, US$0.020: please split the list" in told.sentence
    assert press.calls == []
