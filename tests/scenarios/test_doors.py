"""The ways in: places, permissions, replies that can't be read, private wishes."""

from dataclasses import replace

import pytest

from bot.playground.discord.server import StandIn
from tests import corpus
from tests.scenarios.house import House
from tests.scenarios.posts import Post, digest


async def test_in_a_direct_message_no_mention_is_needed(house: House) -> None:
    """In the DM with the bot every message is a wish, and each goes on from the one before."""
    ada = house.ada.at("Ada")
    first = await ada.wishes("a fox")
    second = await ada.wishes("make it winter")
    assert house.gemini.calls[-1].edited == digest(first.pictures[0])
    await ada.edit("add a boat")
    assert house.gemini.calls[-1].edited == digest(second.pictures[0])


async def test_a_thread_has_a_conversation_of_its_own(house: House) -> None:
    """What is drawn in a thread does not follow from what is drawn in its channel."""
    await house.ada.imagine("a fox")
    await house.ada.at("lighthouses").mentions("a lighthouse")
    assert len(house.gemini.calls[-1].turns) == 1
    await house.ada.edit("make it winter")
    assert house.gemini.calls[-1].turns[0][1] == (("words", "a fox"),)


async def test_messages_that_are_not_for_the_bot_are_left_alone(house: House, discord: StandIn) -> None:
    """People who talk with each other, with pictures and replies, hear nothing from the bot."""
    said = await house.ada.says("look", ("ship.jpg", corpus.jpeg()))
    await house.grace.says("nice", to=said)
    await house.ada.imagine("a fox")
    assert len(discord.world.posts(discord.channel("pictures"))) == 1


@pytest.mark.parametrize("world", ["stand-in", "simcord"], indirect=True)
async def test_a_reply_without_ping_is_told_how_to_be_heard(house: House) -> None:
    """Its words do not reach the bot, so the person gets a hint, once; with the ping on it works."""
    card = await house.ada.imagine("a fox")
    hint = await house.grace.hears_after("make it winter", to=card, ping=False)
    assert hint.sentence.startswith("I can't see what you wrote: please reply with the ping")
    silent = await house.grace.says("make it winter", to=card, ping=False)
    await house.grace.replies(card, "make it winter")
    assert [post for post in house.grace.sees() if post.reply_to == silent.id] == []
    assert len(house.gemini.calls) == 2


async def test_where_the_bot_may_not_attach_files_nothing_is_paid(house: House, discord: StandIn) -> None:
    """A missing permission is named to the one who asked before the model is called, at either door."""
    channel = discord.channel("pictures")
    discord.world.change_channel(replace(channel, denied=frozenset({"attach_files"})))
    told = await house.ada.asks("imagine", prompt="a fox")
    assert told.ephemeral
    assert told.sentence.startswith(
        "I may not post here: somebody who manages this channel has to allow me to attach files."
    )
    assert house.gemini.calls == ()


async def test_a_private_wish_is_seen_by_one_person_and_followed_by_nobody(house: House) -> None:
    """A private card is for the asker's eyes, keeps out of the shared conversation and of others' history."""
    shared = await house.ada.imagine("a fox")
    hidden = await house.ada.imagine("a surprise for Grace", private=True)
    assert hidden.ephemeral
    assert hidden.id not in [post.id for post in house.grace.sees()]
    await house.grace.edit("make it winter")
    assert house.gemini.calls[-1].edited == digest(shared.pictures[0])
    assert "surprise" not in (await house.grace.asks("history")).words
    assert "surprise" in (await house.ada.asks("history")).words


async def test_a_spoiler_stays_covered_until_it_is_clicked(house: House) -> None:
    """The option covers the picture on its card, and on what is made of it by the form."""
    card = await house.ada.imagine("the end of the film", spoiler=True)
    edited = await house.ada.submits(await house.ada.opens(card, "Edit"), "make it winter")
    assert [is_covered(post) for post in (card, edited)] == [True, True]
    assert not is_covered(await house.ada.imagine("a fox"))


async def test_a_bot_that_one_person_installed_answers_where_it_is_no_member(house: House, discord: StandIn) -> None:
    """In a guild without the bot there are only interactions, and /imagine, the buttons and the menu work by them."""
    world = discord.world
    guild = world.add_guild("Elsewhere", world.user("Ada"), world.user("Grace"), has_bot=False)
    world.add_channel(guild, "abroad")
    ada = house.ada.at("abroad")
    card = await ada.imagine("a fox")
    await ada.presses_again(card)
    await ada.chooses_edit_picture(card, "make it winter")
    assert house.gemini.calls[-1].edited == digest(card.pictures[0])


async def test_a_message_without_a_picture_can_t_be_edited(house: House) -> None:
    """Edit picture on mere words says what to do instead."""
    words = await house.grace.says("hello")
    told = await house.ada.is_told_by_the_menu(words)
    assert told.sentence.startswith("That message has no picture to edit")


async def test_grounded_words_have_numbered_links_and_sources(house: House) -> None:
    """With search on, the card links each claim to its page and offers the searches."""
    card = await house.ada.imagine("the lighthouse of Alexandria", search="web")
    assert house.gemini.calls[-1].search == {"webSearch"}
    assert "[1](https://" in card.words
    assert card.links
    assert all(link.startswith("https://www.google.com/search?q=") for link in card.links)


def is_covered(post: Post) -> bool:
    return all(item.get("spoiler") for item in post.gallery)
