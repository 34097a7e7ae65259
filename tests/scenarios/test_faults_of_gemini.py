"""Each fault of the model's wire by its name: bounded in time, said honestly, paid no more than once."""

import asyncio

import pytest

from bot.core import errors
from bot.playground.gemini import Wire, quota
from tests.scenarios.house import House


@pytest.mark.parametrize("settings", [{"plantain_timeout": 1, "plantain_at_once": 1}])
async def test_a_hang_is_bounded_in_time_and_the_next_one_goes_on(house: House) -> None:
    """A stuck call ends by the operator's time limit, is not repeated, and gives its room to whoever waits."""
    house.gemini.next("hang")
    stuck = await house.ada.starts("imagine", prompt="a fox")
    await house.is_asking()
    waiting = await house.grace.at("lounge").starts("imagine", prompt="a bear")
    told = await stuck.answer()
    assert told.sentence == errors.TimedOut(1).told
    assert (await waiting.answer(lambda post: post.is_card)).head == "**Grace**: a bear"
    assert [call.words for call in house.gemini.calls] == ["a fox", "a bear"]
    house.gemini.release()


@pytest.mark.parametrize("fault", ["cut", "cut sized", "drop"])
async def test_a_cut_is_told_and_offers_again_and_is_never_repeated_in_silence(house: House, fault: str) -> None:
    """An answer that was lost may have been charged: only the person decides to ask once more."""
    house.gemini.next(fault)
    told = await house.ada.asks("imagine", prompt="a fox")
    assert told.sentence == errors.AnswerCut().told
    assert "may have charged" in told.sentence
    assert len(house.gemini.calls) == 1
    assert (await house.ada.presses_again(told)).is_card
    assert len(house.gemini.calls) == 2


async def test_a_slow_answer_is_an_answer(house: House) -> None:
    """Bytes that drip in are waited for while the time lasts."""
    house.gemini.next(Wire("drip", step=64 * 1024))
    assert (await house.ada.imagine("a fox")).is_card
    assert len(house.gemini.calls) == 1


async def test_a_flood_of_429_is_told_to_everybody_and_costs_nothing(house: House) -> None:
    """Many at once, all turned away for good: each has one sentence, nobody paid, and afterwards all is well."""
    house.gemini.next(quota(2), times=3 * 4)
    people = [(person, place) for person in (house.ada, house.grace) for place in ("pictures", "lounge")]
    doing = [await person.at(place).starts("imagine", prompt="a fox") for person, place in people]
    told = await asyncio.gather(*(one.answer() for one in doing))
    assert {post.sentence for post in told} == {errors.RateLimited(2).told}
    assert (len(house.gemini.calls), house.gemini.billed) == (12, 0)
    assert (await house.ada.imagine("a bear")).is_card
