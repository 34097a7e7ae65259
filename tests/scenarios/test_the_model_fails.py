"""Bad input, fourth and fifth sentence: each failure of the model has its own sentence, and nothing is paid twice."""

from dataclasses import replace

import pytest

from bot.core import errors
from bot.core.errors import PlantainError
from bot.playground.gemini import FAILURES, Refusal, quota
from tests.scenarios.house import House
from tests.scenarios.posts import digest

BUTTONS = ["Again", "Details", "Delete"]


def withheld_for_nothing() -> PlantainError:
    """Google says so in the same answer."""
    failure = errors.PictureWithheld()
    failure.charge = errors.Cost.NOTHING
    return failure


REFUSALS: dict[str, PlantainError] = {
    "safety": errors.PictureWithheld(),
    "image safety": withheld_for_nothing(),
    "prohibited": errors.ProhibitedContent(),
    "image prohibited": errors.ProhibitedContent(),
    "no image": errors.NoPicture(),
    "other": errors.NoPicture(),
    "words only": errors.WordsOnly(
        "I can't paint that, but I can describe it: a quiet sea, a low sun — and nobody there."
    ),
    "blocked": errors.PromptBlocked(),
    "null candidates": errors.PromptBlocked(),
    "recitation": errors.Recitation(),
    "image recitation": errors.Recitation(),
    "max tokens": errors.AnswerStopped(),
    "unknown finish": errors.NoPicture(),
}
BROKEN: dict[str, PlantainError] = {
    "invalid": errors.RequestRejected(),
    "key": errors.KeyRefused(),
    "unauthenticated": errors.KeyRefused(),
    "forbidden": errors.KeyRefused(),
    "retired": errors.ModelUnavailable("Nano Banana 2.1"),
    "internal": errors.ProviderBroken(),
    "deadline": errors.GatewayTimedOut(),
    "html": errors.ProviderBroken(),
    "cut": errors.AnswerCut(),
    "cut sized": errors.AnswerCut(),
    "drop": errors.AnswerCut(),
    "not json": errors.AnswerUnreadable(),
    "html in 200": errors.WrongAddress(),
    "empty": errors.AnswerUnreadable(),
    "redirect": errors.WrongAddress(),
}


async def test_each_refusal_of_the_model_has_its_own_sentence(house: House) -> None:
    """Safety, prohibited, no picture, words only, blocked prompt, recitation and the rest: said once, asked once."""
    await each_is_told(house, REFUSALS)


async def test_each_failure_of_the_service_has_its_own_sentence(house: House) -> None:
    """Client errors, server errors, cut bodies and what is not JSON: said once, and sent once."""
    await each_is_told(house, BROKEN)


async def test_the_kinds_of_failure_can_be_told_apart() -> None:
    """No two kinds share their words."""
    kinds = {type(error): error.sentence for error in (*REFUSALS.values(), *BROKEN.values())}
    assert len(set(kinds.values())) == len(kinds) == 15


@pytest.mark.parametrize("settings", [{"plantain_timeout": 1}])
async def test_an_answer_that_does_not_come_is_not_waited_for(house: House) -> None:
    """After the time that the operator gives a call, the person hears of it, and that it may have cost something."""
    house.gemini.next("hang")
    told = await house.ada.asks("imagine", prompt="a fox")
    assert told.sentence == errors.TimedOut(1).told
    assert "may have charged" in told.sentence
    assert len(house.gemini.calls) == 1
    house.gemini.release()


async def test_an_answer_that_never_ends_is_cut_off(house: House) -> None:
    """A body of any length takes neither the memory nor the disk: there is a cap on it."""
    house.gemini.next(replace(FAILURES["flood"], size=700_000_000))  # type: ignore[type-var] # this one is a Wire
    told = await house.ada.asks("imagine", prompt="a fox")
    assert told.sentence == errors.AnswerTooLarge().told


async def test_a_busy_service_is_asked_again_after_the_pause_that_it_asks_for(house: House) -> None:
    """Two refusals for too many requests are waited out as long as RetryInfo says, and then there is the picture."""
    house.gemini.next(quota(7), times=2)
    card = await house.ada.imagine("a fox")
    assert card.is_card
    assert [7 <= pause <= 8 for pause in house.pauses] == [True, True]
    assert (len(house.gemini.calls), house.gemini.billed) == (3, 1)


async def test_an_overloaded_service_is_asked_again_with_growing_pauses(house: House) -> None:
    """Where the service names no pause, the second is longer than the first."""
    house.gemini.next("overloaded", times=2)
    await house.ada.imagine("a fox")
    first, second = house.pauses
    assert first < second
    assert house.gemini.billed == 1


async def test_a_service_that_stays_busy_is_given_up(house: House) -> None:
    """After three tries the person hears when to try again, and that it cost nothing."""
    for failure, wanted in ((quota(7), errors.RateLimited(7)), (FAILURES["overloaded"], errors.Overloaded())):
        before = len(house.gemini.calls)
        house.gemini.next(failure, times=3)
        told = await house.ada.asks("imagine", prompt="a fox")
        assert told.sentence == wanted.told
        assert len(house.gemini.calls) - before == 3
    assert house.gemini.billed == 0


async def test_a_pause_that_is_too_long_is_not_waited_for(house: House) -> None:
    """A service that asks for an hour is not asked again, and the person hears how long it will take."""
    house.gemini.next(quota(3600))
    told = await house.ada.asks("imagine", prompt="a fox")
    assert told.sentence == errors.RateLimited(3600).told
    assert (len(house.gemini.calls), house.pauses) == (1, [])


async def test_a_failed_edit_loses_nothing_and_can_be_asked_again(house: House) -> None:
    """The conversation stays where it was, and Again on the sentence asks once more for the same."""
    card = await house.ada.imagine("a fox")
    house.gemini.next("safety")
    told = await house.ada.asks("edit", prompt="make it winter")
    assert told.buttons == BUTTONS
    again = await house.grace.presses_again(told)
    assert (again.head, house.gemini.calls[-1].words) == ("**Grace**: make it winter", "make it winter")
    assert house.gemini.calls[-1].edited == digest(card.pictures[0])


async def test_a_refused_conversation_starts_over_from_its_newest_picture(house: House) -> None:
    """When the service does not take the signatures, the picture goes in anew, and the card says so."""
    card = await house.ada.imagine("a fox")
    house.gemini.next("signature")
    edited = await house.ada.edit("make it winter")
    assert "started over from the newest picture" in edited.facts
    assert house.gemini.calls[-1].references == (digest(card.pictures[0]),)
    assert len(house.gemini.calls[-1].turns) == 1


async def test_words_of_the_model_are_shown_as_words(house: House) -> None:
    """What the model says instead of drawing reaches the person, whole and without acting as markup."""
    house.gemini.next(Refusal("STOP", words="I *never* draw [foxes](https://10.0.0.1/) \n# Sorry"))
    told = await house.ada.asks("imagine", prompt="a fox")
    assert "I *never* draw [foxes](https://10.0.0.1/) # Sorry" in told.sentence
    assert r"I \*never\* draw \[foxes\](" in told.words


async def each_is_told(house: House, wanted: dict[str, PlantainError]) -> None:
    for number, (failure, error) in enumerate(wanted.items(), start=1):
        house.gemini.next(failure)
        told = await house.ada.asks("imagine", prompt="a fox")
        assert told.sentence == error.told, failure
        assert (told.buttons, told.pictures) == (BUTTONS, ()), failure
        assert len(house.gemini.calls) == number, failure
    assert house.pauses == []
