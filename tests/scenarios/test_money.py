"""What the ledger says is what calls cost: by the provider's count, and what a budget allows is not gone beyond."""

import asyncio
from collections.abc import Iterator
from contextlib import contextmanager

import pytest

from bot.core import errors
from bot.core.errors import Cost
from bot.playground.discord.faults import Delayed
from bot.playground.discord.server import StandIn
from bot.playground.gemini import Refusal, Wire
from tests.scenarios.house import House
from tests.torture.books import Books, Row
from tests.torture.prices import price_at
from tests.worlds import png

PRICES = {"prompt": 1.5, "words": 7.5, "pictures": 30.0}
"""Of Nano Banana 2.1, in millionths of a US dollar for a token (Google's price list)."""


def books(house: House) -> Books:
    return Books(house.folder / "plantain.db")


def spent(house: House) -> int:
    """By the ledger; for each turn it says what its row says."""
    entries = books(house).entries()
    for turn in books(house).turns():
        held = turn.reserved if turn.charged is None else turn.charged
        assert sum(entry.amount for entry in entries if entry.turn == turn.id) == held
    return sum(entry.amount for entry in entries)


def turns(house: House) -> list[Row]:
    return list(books(house).turns())


def told_costs(house: House) -> list[int]:
    """What the model's answers cost by their own count, in order."""
    answers = [record.body for record in house.gemini.records if record.kind == "answer" and record.method == "POST"]
    return [cost for answer in answers if (cost := price_at(PRICES, answer)) is not None]


@contextmanager
def held(house: House) -> Iterator[asyncio.Event]:
    """Pauses last until the event is set; it is a fault of the test to leave it unset."""
    go_on = asyncio.Event()
    let_pass = house._let_pass

    async def wait(seconds: float) -> None:
        await go_on.wait()
        await let_pass(seconds)

    vars(house)["_let_pass"] = wait
    yield go_on
    go_on.set()


async def test_cancelled_between_two_tries_it_is_not_asked_again_and_cost_nothing(house: House) -> None:
    """A service that was overloaded once is left alone then: no call, no charge, and the person is told so."""
    house.gemini.next("overloaded")
    with held(house):
        await house.restart()
        doing = await house.ada.starts("imagine", prompt="a fox")
        bar = await doing.answer(lambda post: "Cancel" in post.buttons)
        await house.ada.starts_pressing(bar, "Cancel")
        told = await doing.answer()
    assert told.sentence == errors.Cancelled(Cost.NOTHING).told
    await house.stop()
    assert (len(house.gemini.calls), house.gemini.billed, spent(house)) == (1, 0, 0)


async def test_a_late_picture_of_a_cancelled_call_costs_what_it_cost(house: House) -> None:
    """Held in full while nobody knows, then corrected to what *Details* says."""
    until = asyncio.Event()
    house.gemini.next(Wire("hang", until=until))
    doing = await house.ada.starts("imagine", prompt="a fox")
    bar = await doing.answer(lambda post: "Cancel" in post.buttons)
    await house.is_asking()
    await house.ada.starts_pressing(bar, "Cancel")
    told = await doing.answer()
    assert spent(house) == turns(house)[0].reserved
    until.set()
    await house.stop()
    await house.start()
    (cost,) = told_costs(house)
    assert spent(house) == cost < turns(house)[0].reserved
    details = await house.ada.presses(told, "Details")
    assert f"US${cost / 1_000_000:.3f}" in details.words


@pytest.mark.parametrize("refusal", ["safety", "no image", "words only", "blocked", "max tokens", "unknown finish"])
async def test_an_answer_without_a_picture_costs_what_the_provider_counted(house: House, refusal: str) -> None:
    """Not what was reserved for a picture."""
    house.gemini.next(refusal)
    told = await house.ada.asks("imagine", prompt="a fox")
    assert "may have charged" in told.sentence
    (cost,) = told_costs(house)
    assert 0 < spent(house) == cost < turns(house)[0].reserved / 3


async def test_an_answer_that_misses_signatures_is_paid_beside_the_second(house: House) -> None:
    """Started over from the newest picture, the turn costs both calls."""
    await house.ada.imagine("a fox")
    house.gemini.next(Refusal("MISSING_THOUGHT_SIGNATURE"))
    await house.ada.edit("make it winter")
    assert len(house.gemini.calls) == 3
    assert spent(house) == sum(told_costs(house))
    assert turns(house)[1].charged == sum(told_costs(house)[1:])


@pytest.mark.parametrize("settings", [{"plantain_daily_budget": 0.205}])
async def test_a_long_conversation_does_not_go_beyond_the_daily_budget(house: House) -> None:
    """An edit reserves the history that goes along: one that does not fit any more is refused and not paid."""
    photos = [(f"{number}.png", png(64 + number, 48)) for number in range(10)]
    card = await house.ada.mentions("a fox among all these", *photos)
    card = await house.ada.replies(card, "and these", *photos)
    told = await house.ada.writes("and these", *photos, to=card)
    assert "of today's budget US$" in told.sentence
    assert len(house.gemini.calls) == 2
    assert spent(house) == sum(told_costs(house))


async def test_anyone_may_advance_a_turn_while_its_call_runs(house: House) -> None:
    """Nothing is lost by it: one call, one picture, and no word of a restart."""
    until = asyncio.Event()
    house.gemini.next(Wire("hang", until=until))
    doing = await house.ada.starts("imagine", prompt="a fox")
    await house.is_asking()
    assert house._inside is not None
    studio = house._inside.studio
    (turn,) = await studio.turns.unfinished()
    advancing = [asyncio.create_task(studio.advance(turn.id)) for _ in range(3)]
    until.set()
    assert (await doing.answer(lambda post: post.is_card)).head == "**Ada**: a fox"
    await asyncio.gather(*advancing)
    assert (len(house.gemini.calls), [row.state for row in turns(house)]) == (1, ["delivered"])


async def test_a_paid_answer_is_on_disk_while_discord_holds_the_bar(house: House, discord: StandIn) -> None:
    """The row has the picture as soon as it is there, however slow an edit is."""
    until, released = asyncio.Event(), asyncio.Event()
    house.gemini.next(Wire("hang", until=until))
    reached = Reached(released)
    discord.faults.plan("PATCH", "/webhooks/*", Delayed(reached))
    doing = await house.ada.starts("imagine", prompt="a fox")
    async with asyncio.timeout(10):
        await reached.here.wait()
    until.set()
    await house.gemini.until(lambda record: record.kind == "answer" and record.method == "POST")
    async with asyncio.timeout(10):
        while turns(house)[0].state != "generated":  # noqa: ASYNC110 - a row of another connection tells nobody
            await asyncio.sleep(0.02)
    released.set()
    assert (await doing.answer(lambda post: post.is_card)).head == "**Ada**: a fox"


class Reached(asyncio.Event):
    """For `Delayed`: lets pass when *released* is, and tells when the request got there."""

    def __init__(self, released: asyncio.Event) -> None:
        super().__init__()
        self.here, self._released = asyncio.Event(), released

    async def wait(self) -> bool:  # type: ignore[override] # typeshed promises Literal[True]
        self.here.set()
        return await self._released.wait()
