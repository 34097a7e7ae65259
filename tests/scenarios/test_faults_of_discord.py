"""Each fault of Discord's REST by its name: the picture comes, once, and is paid once."""

import asyncio
from dataclasses import replace

import pytest

from bot.playground.discord.faults import Delayed, Dropped, Fault, RateLimited, ServerError
from bot.playground.discord.server import StandIn
from bot.playground.gemini import Wire
from tests.scenarios.house import House

CALLBACK = ("POST", "/interactions/*/callback")
ANSWER = ("PATCH", "/webhooks/*")
POSTING = ("POST", "/channels/*/messages")
POST = ("PATCH", "/channels/*/messages/*")
FAULTS: dict[str, Fault] = {
    "429 per route": RateLimited(),
    "429 global": RateLimited(scope="global"),
    "Cloudflare ban": RateLimited(scope="cloudflare"),
    "500": ServerError(500),
    "502 after commit": ServerError(502, committed=True),
    "drop before": Dropped(),
    "drop after": Dropped(committed=True),
    "200 that cannot be read": ServerError(200, committed=True),
}


@pytest.mark.parametrize("fault", FAULTS.values(), ids=FAULTS.keys())
async def test_a_fault_at_every_door_doubles_nothing_and_loses_nothing(
    house: House, discord: StandIn, fault: Fault
) -> None:
    """At the acknowledgement, the card, the placeholder and its edit: two wishes, two cards, two charges."""
    for door in (CALLBACK, ANSWER, POSTING, POST):
        discord.faults.plan(*door, fault)
    first = await house.ada.imagine("a fox")
    second = await house.grace.mentions("a bear")
    assert [post.id for post in house.ada.sees() if post.is_card] == [first.id, second.id]
    assert len([post for post in house.ada.sees() if post.components]) == 2
    assert house.gemini.billed == 2


@pytest.mark.parametrize("committed", [False, True], ids=["before it took effect", "after it took effect"])
async def test_a_late_answer_of_discord_holds_up_nobody_else(
    house: House, discord: StandIn, *, committed: bool
) -> None:
    """A card that Discord is slow to take keeps its own place waiting, and no other."""
    late = asyncio.Event()
    discord.faults.plan(*ANSWER, Delayed(late, committed))
    slow = await house.ada.starts("imagine", prompt="a fox")
    await house.is_asking()
    quick = await house.grace.at("lounge").writes("a bear", mention=True)
    assert quick.is_card
    late.set()
    assert (await slow.answer(lambda post: post.is_card)).head == "**Ada**: a fox"
    await house.rest()
    assert len(house.ada.sees()) == 1


async def test_429_of_a_day_at_four_places_stops_nobody_else(house: House, discord: StandIn) -> None:
    """Others are painted and posted meanwhile; an attempt is cut off after a while, and made again by a later one."""
    house.posting = 1.0
    await house.restart()
    for _ in range(2):
        discord.faults.plan(*ANSWER, RateLimited(retry_after=86400.0), times=2)
        discord.faults.plan(*POST, RateLimited(retry_after=86400.0, scope="global"), times=2)
    for place in ("pictures", "lounge", "lighthouses", "Ada"):
        await house.ada.at(place).starts("imagine", prompt=f"a fox in {place}")
    for place in ("pictures", "lounge"):
        await house.ada.at(place).begins(f"a bear in {place}")
    card = await house.grace.at("Grace").imagine("a wolf")
    assert card.head == "**Grace**: a wolf"
    await house.rest()
    discord.faults.forget()
    await house.restart()
    for place in ("pictures", "lounge", "lighthouses", "Ada"):
        await house.ada.at(place).finds_when(lambda post: post.is_card and "a fox" in post.head)
    await house.rest()
    seen = [post for place in ("pictures", "lounge", "lighthouses", "Ada") for post in house.ada.at(place).sees()]
    assert [post.is_card for post in seen if post.components] == [True] * 6
    assert house.gemini.billed == 7


async def test_10062_an_interaction_that_came_too_late_costs_nothing(house: House, discord: StandIn) -> None:
    """Discord has given it up after three seconds: nothing is begun, and asking again works."""
    late = asyncio.Event()
    discord.faults.plan(*CALLBACK, Delayed(late))
    asked = await discord.person("Ada").slash(discord.channel("pictures"), "imagine", {"prompt": "a fox"})
    house.clock.advance(4)
    discord.world.tick()
    late.set()
    await asked.unanswered()
    del discord.world.interactions[asked.id]  # seen: nobody could have answered it
    await house.ada.imagine("a bear")
    assert [call.words for call in house.gemini.calls] == ["a bear"]


async def test_10015_a_token_that_is_gone_before_its_time_is_gone_around(house: House, discord: StandIn) -> None:
    """The card comes as a message of its own when Discord does not know the interaction's webhook any more."""
    until = asyncio.Event()
    house.gemini.next(Wire("hang", until=until))
    asked = await discord.person("Ada").slash(discord.channel("pictures"), "imagine", {"prompt": "a fox"})
    await house.is_asking()
    discord.world.update_interaction(replace(asked.state, created_at=asked.state.created_at - 16 * 60))
    until.set()
    card = await house.ada.finds_when(lambda post: post.is_card)
    await house.rest()
    assert card.raw.origin is None
    assert house.gemini.billed == 1


async def test_posting_is_retried_over_restarts_without_paying_again(house: House, discord: StandIn) -> None:
    """A Discord that takes no card for a whole process gets it from the next one, from what is stored."""
    discord.faults.plan(*ANSWER, Dropped(), times=4)
    doing = await house.ada.starts("imagine", prompt="a fox")
    await house.is_asking()
    await house.rest()
    assert [post.is_card for post in house.ada.sees()] == [False]
    await house.restart()
    await doing.answer(lambda post: post.is_card)
    await house.rest()
    assert (len(house.ada.sees()), house.gemini.billed) == (1, 1)
