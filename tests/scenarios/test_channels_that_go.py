"""Each way in which a channel goes while a wish is under way, by its name: what was paid for finds its person."""

import asyncio

import pytest

from bot.playground.discord.faults import Dropped, ServerError
from bot.playground.discord.server import StandIn
from bot.playground.gemini import Wire
from tests.scenarios.house import House

POSTING = ("POST", "/channels/*/messages")


async def asks(house: House, by: str) -> None:
    """Ada asks for a fox, and sees that it is painted."""
    if by == "mention":
        await house.ada.begins("a fox")
    else:
        await house.ada.starts("imagine", prompt="a fox")
    await house.is_asking()
    await house.ada.finds_when(lambda post: "Painting" in post.words)


@pytest.mark.parametrize("restarted", [False, True], ids=["live", "over a restart"])
@pytest.mark.parametrize("by", ["mention", "command"])
async def test_a_channel_that_is_gone_leads_to_a_dm(
    house: House, discord: StandIn, by: str, *, restarted: bool
) -> None:
    """Deleted while the model works, or while the bot is away: the paid picture comes by a message of its own, once."""
    until = asyncio.Event()
    house.gemini.next(Wire("hang", until=until))
    await asks(house, by)
    if restarted:
        discord.faults.plan("PATCH", "/*", Dropped(), times=100)
        until.set()
        await house.rest()
        await house.stop()
        discord.faults.forget()
    discord.world.delete_channel(discord.channel("pictures"))
    if restarted:
        await house.start()
    until.set()
    card = await house.ada.at("Ada").finds_when(lambda post: post.is_card)
    await house.rest()
    assert [post.id for post in house.ada.at("Ada").sees()] == [card.id]
    assert house.gemini.billed == 1


@pytest.mark.parametrize("by", ["mention", "command"])
async def test_a_channel_that_is_gone_with_the_dm_closed_leaves_the_picture_in_the_history(
    house: House, discord: StandIn, by: str
) -> None:
    """Nothing is tried any more; wherever its person asks, the picture is offered."""
    until = asyncio.Event()
    house.gemini.next(Wire("hang", until=until))
    await asks(house, by)
    discord.world.delete_channel(discord.channel("pictures"))
    discord.faults.plan("POST", f"/channels/{discord.direct('Ada').id}/messages", ServerError(403))
    until.set()
    await house.gemini.until(lambda record: record.kind == "answer" and record.method == "POST")
    await house.rest()
    found = await house.ada.at("lounge").asks("history")
    assert "could not be posted" in found.words
    assert (await house.ada.presses(found, "Original")).pictures


@pytest.mark.parametrize("settings", [{"plantain_at_once": 1}])
async def test_a_channel_that_is_gone_before_its_turn_comes_costs_nothing(house: House, discord: StandIn) -> None:
    """Whoever waited there is told by a message of their own, and the model is not asked."""
    until = asyncio.Event()
    house.gemini.next(Wire("hang", until=until))
    await house.ada.at("lounge").starts("imagine", prompt="a fox")
    await house.is_asking()
    await house.grace.begins("a bear")
    await house.grace.finds_when(lambda post: post.words.startswith("-# Waiting"))
    discord.world.delete_channel(discord.channel("pictures"))
    until.set()
    told = await house.grace.at("Grace").finds_when(lambda post: "view this channel" in post.words)
    await house.rest()
    assert not told.is_card
    assert [call.words for call in house.gemini.calls] == ["a fox"]


@pytest.mark.parametrize("status", [403, 404])
async def test_a_404_on_the_look_up_before_re_sending_does_not_keep_the_card_back(
    house: House, discord: StandIn, status: int
) -> None:
    """Where nobody may look, the nonce guards the post, and it comes once."""
    until = asyncio.Event()
    house.gemini.next(Wire("hang", until=until))
    await house.ada.starts("imagine", prompt="a fox")
    await house.is_asking()
    house.clock.advance(16 * 60)
    discord.faults.plan("GET", "/channels/*/messages", ServerError(status), times=2)
    discord.faults.plan(*POSTING, Dropped(committed=True))
    until.set()
    card = await house.ada.finds_when(lambda post: post.is_card)
    await house.rest()
    assert [post.id for post in house.ada.sees() if post.is_card] == [card.id]
    assert house.gemini.billed == 1
