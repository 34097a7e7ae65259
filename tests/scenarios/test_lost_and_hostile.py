"""What was stored and is gone, what was deleted meanwhile, and what strangers write to see what breaks."""

import asyncio

from bot.core.errors import PictureLost
from bot.playground.discord.server import StandIn
from bot.playground.gemini import Wire
from tests.scenarios.house import House

WALL = 4000
SIGNS = ("*", "[", "\\", "🦊", "\u202e", "\n- ", "<@1> ")


async def test_a_stored_picture_that_is_gone_is_missed_before_anything_is_paid(house: House) -> None:
    """An edit of a picture that somebody took from the disk is refused with a way to go on."""
    card = await house.ada.imagine("a fox")
    (file,) = house.stored(card.pictures[0])
    file.unlink()
    told = await house.ada.asks("edit", prompt="make it winter")
    assert told.sentence == PictureLost().told
    assert (len(house.gemini.calls), house.gemini.billed) == (1, 1)


async def test_a_message_deleted_while_the_model_works_still_gets_its_card(house: House, discord: StandIn) -> None:
    """What is paid for is shown, although there is nothing left to reply to."""
    until = asyncio.Event()
    house.gemini.next(Wire("hang", until=until))
    doing = await house.ada.begins("a fox")
    await house.is_asking()
    discord.world.delete(doing.id)
    until.set()
    assert (await house.ada.finds_when(lambda post: post.is_card)).head == "**Ada**: a fox"


async def test_an_answer_deleted_while_the_model_works_is_posted_anew(house: House, discord: StandIn) -> None:
    """A moderator may take the deferred answer away: the card comes as a message of its own."""
    until = asyncio.Event()
    house.gemini.next(Wire("hang", until=until))
    await house.ada.starts("imagine", prompt="a fox")
    await house.is_asking()
    for message in discord.world.posts(discord.channel("pictures")):
        discord.world.delete(message.id)
    until.set()
    assert (await house.ada.finds_when(lambda post: post.is_card)).head == "**Ada**: a fox"


async def test_a_wall_of_signs_is_drawn_and_shown_within_discord_s_limits(house: House) -> None:
    """Four thousand characters of anything go to the model whole, and the card, details and history still fit."""
    for sign in SIGNS:
        card = await house.ada.imagine((f"a {sign}" + sign * WALL)[:WALL])
        assert len(house.gemini.calls[-1].words) > WALL // 2, sign
        assert len(card.words) <= WALL, sign
        assert len((await house.ada.presses(card, "Details")).words) <= WALL, sign
    assert (await house.ada.asks("history")).ephemeral


async def test_commands_are_sent_to_discord_only_when_they_changed(house: House, discord: StandIn) -> None:
    """A second start with the same commands leaves those that Discord has alone."""
    await house.restart()
    assert len(discord.recorder.requests("PUT", "/commands")) == 1
