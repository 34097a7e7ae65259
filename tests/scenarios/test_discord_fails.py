"""When Discord itself is slow, drops things or forgets: what was paid for arrives, once."""

import asyncio

from bot.playground.discord.faults import Dropped, RateLimited
from bot.playground.discord.server import StandIn
from bot.playground.gemini import Wire
from tests.scenarios.house import House
from tests.scenarios.posts import digest

QUARTER_OF_AN_HOUR = 15 * 60


async def test_a_picture_that_took_longer_than_discord_waits_is_posted_all_the_same(house: House) -> None:
    """After a quarter of an hour the answer to a command can't be filled in any more: the card comes as a message."""
    until = asyncio.Event()
    house.gemini.next(Wire("hang", until=until))
    await house.ada.starts("imagine", prompt="a fox")
    await house.is_asking()
    house.clock.advance(QUARTER_OF_AN_HOUR + 1)
    until.set()
    card = await house.ada.finds_when(lambda post: post.is_card)
    assert card.head == "**Ada**: a fox"
    await house.rest()
    await house.ada.replies(card, "make it winter")
    assert house.gemini.calls[-1].edited == digest(card.pictures[0])


async def test_a_card_whose_answer_got_lost_is_there_once(house: House, discord: StandIn) -> None:
    """Discord took the card and the connection broke: it is tried again, and nothing is doubled or paid again."""
    for method, pattern in (("PATCH", "/webhooks/*"), ("POST", "/channels/*/messages")):
        discord.faults.plan(method, pattern, Dropped(committed=True))
    first = await house.ada.imagine("a fox")
    second = await house.ada.mentions("a bear")
    assert [post.id for post in house.ada.sees() if post.is_card] == [first.id, second.id]
    assert house.gemini.billed == 2


async def test_discord_s_rate_limits_are_waited_out(house: House, discord: StandIn) -> None:
    """A 429 on the way to a card costs a moment and nothing else."""
    discord.faults.plan("PATCH", "/webhooks/*", RateLimited(retry_after=0.01))
    discord.faults.plan("POST", "/channels/*/messages", RateLimited(retry_after=0.01))
    await house.ada.imagine("a fox")
    await house.ada.mentions("a bear")
    assert house.gemini.billed == 2


async def test_a_connection_that_breaks_while_the_model_works_costs_nobody_the_picture(
    house: House, discord: StandIn
) -> None:
    """The gateway is resumed, what was asked meanwhile is heard, and both cards come."""
    until = asyncio.Event()
    house.gemini.next(Wire("hang", until=until))
    first = await house.ada.starts("imagine", prompt="a fox")
    await house.is_asking()
    discord.gateway.abort()
    second = await house.grace.at("lounge").starts("imagine", prompt="a bear")
    until.set()
    for doing in (first, second):
        await doing.answer(lambda post: post.is_card)
    assert discord.gateway.resumed == 1
