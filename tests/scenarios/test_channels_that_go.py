"""Each way in which a channel goes while a wish is under way, by its name: what was paid for finds its person."""

import asyncio

import pytest

from bot.playground.discord.faults import Dropped, ServerError
from bot.playground.discord.server import StandIn
from bot.playground.gemini import Wire
from tests.scenarios.house import House

POSTING = ("POST", "/channels/*/messages")
THREAD = "lighthouses"
ARCHIVED = ServerError(400, code=50083)


async def asks(house: House, by: str, place: str = "pictures") -> None:
    """Ada asks for a fox, and sees that it is painted."""
    ada = house.ada.at(place)
    if by == "mention":
        await ada.begins("a fox")
    else:
        await ada.starts("imagine", prompt="a fox")
    await house.is_asking()
    await ada.finds_when(lambda post: "Painting" in post.words)


def refuse(discord: StandIn, fault: ServerError, *, posts: bool) -> None:
    """The thread takes no edit any more, and if *posts* no new post either."""
    thread = discord.channel(THREAD).id
    discord.faults.plan("PATCH", "/webhooks/*", fault, times=100)
    discord.faults.plan("PATCH", f"/channels/{thread}/messages/*", fault, times=100)
    if posts:
        discord.faults.plan("POST", f"/channels/{thread}/messages", fault, times=100)


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


@pytest.mark.parametrize("restarted", [False, True], ids=["live", "over a restart"])
@pytest.mark.parametrize("by", ["mention", "command"])
async def test_a_thread_that_is_archived_meanwhile_gets_the_picture_in_a_new_post(
    house: House, discord: StandIn, by: str, *, restarted: bool
) -> None:
    """What promised it can't be edited any more: the new post, which opens the thread, takes its place."""
    until = asyncio.Event()
    house.gemini.next(Wire("hang", until=until))
    await asks(house, by, THREAD)
    if restarted:
        discord.faults.plan("PATCH", "/*", Dropped(), times=100)
        until.set()
        await house.rest()
        await house.stop()
        discord.faults.forget()
    refuse(discord, ARCHIVED, posts=False)
    if restarted:
        await house.start()
    until.set()
    card = await house.ada.at(THREAD).finds_when(lambda post: post.is_card)
    await house.rest()
    assert [post.id for post in house.ada.at(THREAD).sees() if post.components] == [card.id]
    assert house.ada.at("Ada").sees() == []
    assert house.gemini.billed == 1
    discord.faults.forget()


async def test_a_thread_that_is_archived_meanwhile_is_not_taken_for_the_card_when_its_post_is_tried_again(
    house: House, discord: StandIn
) -> None:
    """The old post is found before the new one is sent once more, and is no picture."""
    until = asyncio.Event()
    house.gemini.next(Wire("hang", until=until))
    await asks(house, "mention", THREAD)
    refuse(discord, ARCHIVED, posts=False)
    discord.faults.plan(*POSTING, Dropped(), times=3)  # aiohttp itself tries a cut connection twice
    until.set()
    card = await house.ada.at(THREAD).finds_when(lambda post: post.is_card)
    await house.rest()
    assert [post.id for post in house.ada.at(THREAD).sees() if post.components] == [card.id]
    discord.faults.forget()


@pytest.mark.parametrize("by", ["mention", "command"])
async def test_a_thread_that_is_archived_meanwhile_is_told_of_a_refusal(
    house: House, discord: StandIn, by: str
) -> None:
    """A sentence finds its way as a picture does."""
    house.gemini.next("safety")
    refuse(discord, ARCHIVED, posts=False)
    if by == "mention":
        await house.ada.at(THREAD).begins("a fox")
    else:
        await house.ada.at(THREAD).starts("imagine", prompt="a fox")
    told = await house.ada.at(THREAD).finds_when(lambda post: "Again" in post.buttons)
    await house.rest()
    assert [post.id for post in house.ada.at(THREAD).sees() if post.components] == [told.id]
    discord.faults.forget()


@pytest.mark.parametrize("fault", [ARCHIVED, ServerError(400)], ids=["locked", "for no known reason"])
@pytest.mark.parametrize("by", ["mention", "command"])
async def test_a_thread_that_takes_nothing_any_more_leads_to_a_dm(
    house: House, discord: StandIn, by: str, fault: ServerError
) -> None:
    """Not even words: the picture, or the way to it, comes by a message of its own, once."""
    until = asyncio.Event()
    house.gemini.next(Wire("hang", until=until))
    await asks(house, by, THREAD)
    refuse(discord, fault, posts=True)
    until.set()
    home = await house.ada.at("Ada").finds_when(lambda post: "Original" in post.buttons or post.is_card)
    await house.rest()
    assert [post.id for post in house.ada.at("Ada").sees()] == [home.id]
    discord.faults.forget()
    assert home.is_card or (await house.ada.at("Ada").presses(home, "Original")).pictures
    assert house.gemini.billed == 1


@pytest.mark.parametrize("fault", [ARCHIVED, ServerError(400)], ids=["locked", "for no known reason"])
async def test_a_thread_that_takes_nothing_any_more_with_the_dm_closed_leaves_the_picture_in_the_history(
    house: House, discord: StandIn, fault: ServerError
) -> None:
    """Nothing is tried any more; wherever its person asks, the picture is offered."""
    until = asyncio.Event()
    house.gemini.next(Wire("hang", until=until))
    await asks(house, "mention", THREAD)
    refuse(discord, fault, posts=True)
    discord.faults.plan("POST", f"/channels/{discord.direct('Ada').id}/messages", ServerError(403), times=100)
    until.set()
    await house.gemini.until(lambda record: record.kind == "answer" and record.method == "POST")
    await house.rest()
    discord.faults.forget()
    found = await house.ada.at("lounge").asks("history")
    assert "could not be posted" in found.words
