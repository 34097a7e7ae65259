"""Many wishes at once: one conversation has one order, different conversations run side by side."""

import asyncio

import pytest

from bot.core.errors import NothingToEdit
from bot.playground.discord.server import StandIn
from bot.playground.gemini import Wire
from tests.scenarios.house import House
from tests.scenarios.posts import digest


async def test_two_edits_sent_at_once_build_on_each_other(house: House) -> None:
    """Neither change is lost: the second is made on the picture of the first."""
    await house.ada.imagine("a lighthouse at dusk")
    doing = [
        await house.ada.starts("edit", prompt="make it winter"),
        await house.grace.starts("edit", prompt="add a boat"),
    ]
    first, second = await asyncio.gather(*(one.answer(lambda post: post.is_card) for one in doing))
    assert [call.words for call in house.gemini.calls[1:]] == ["make it winter", "add a boat"]
    assert house.gemini.calls[-1].edited == digest(first.pictures[0])
    assert second.head == "**Grace**: add a boat"


@pytest.mark.parametrize("gone", ["cancelled", "reset"])
async def test_an_edit_whose_picture_goes_while_it_waits_paints_nothing_else(house: House, gone: str) -> None:
    """What would be an edit of nothing is refused as it would have been before, and costs nothing."""
    until = asyncio.Event()
    house.gemini.next(Wire("hang", until=until))
    first = await house.ada.starts("imagine", prompt="a fox")
    await house.is_asking()
    second = await house.grace.starts("edit", prompt="make it winter")
    await second.answer(lambda post: post.words.startswith("-# Waiting"))
    if gone == "reset":
        await house.ada.asks("reset")
    else:
        await house.ada.starts_pressing(await first.answer(lambda post: "Cancel" in post.buttons), "Cancel")
    until.set()
    told = await second.answer(lambda post: post.sentence == NothingToEdit().told)
    assert not told.is_card
    assert [call.words for call in house.gemini.calls] == ["a fox"]


async def test_whoever_waits_sees_how_many_are_before(house: House) -> None:
    """While one picture is painted, the next wish says that it waits, and becomes its card in the same post."""
    until = asyncio.Event()
    house.gemini.next(Wire("hang", until=until))
    first = await house.ada.starts("imagine", prompt="a fox")
    second = await house.grace.starts("imagine", prompt="a bear")
    waiting = await second.answer(
        lambda post: post.words.startswith("-# Waiting: 1 picture is painted before this one")
    )
    until.set()
    card = await second.answer(lambda post: post.is_card)
    assert (card.id, card.head) == (waiting.id, "**Grace**: a bear")
    assert (await first.answer(lambda post: post.is_card)).head == "**Ada**: a fox"


async def test_different_places_do_not_wait_for_each_other(house: House) -> None:
    """A picture that takes long in one channel holds up nobody in another."""
    until = asyncio.Event()
    house.gemini.next(Wire("hang", until=until), when=lambda call: call.words == "a fox")
    slow = await house.ada.starts("imagine", prompt="a fox")
    quick = await house.grace.at("lounge").starts("imagine", prompt="a bear")
    assert (await quick.answer(lambda post: post.is_card)).head == "**Grace**: a bear"
    until.set()
    await slow.answer(lambda post: post.is_card)


async def test_an_event_that_discord_sends_twice_is_paid_once(house: House, discord: StandIn) -> None:
    """Discord may repeat an event: there is one call, and one card."""
    discord.gateway.duplicate_next("MESSAGE_CREATE")
    await house.ada.mentions("a fox")
    await house.ada.mentions("a bear")
    assert [call.words for call in house.gemini.calls] == ["a fox", "a bear"]
    assert len([post for post in house.ada.sees() if post.is_card]) == 2
