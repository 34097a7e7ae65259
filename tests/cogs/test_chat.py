"""Mentions, replies and direct messages, over the wire."""

from dataclasses import replace

import pytest

from bot.core.errors import MessageHidden
from bot.playground.discord.faults import Dropped, Fault, RateLimited
from bot.playground.discord.records import Message
from cogs.chat import HINT
from tests.cogs.stage import Stage, played, texts
from tests.worlds import png


async def painted(on: Stage, message: Message) -> Message:
    post = await on.answer(message)
    assert post.attachments
    return post


async def test_a_mention_becomes_one_reply_with_the_card(on: Stage) -> None:
    """The placeholder that answers a mention turns into the card, and nobody is pinged."""
    said = await on.ada.say(on.channel, "a lighthouse ratio:16:9", mention_bot=True)
    post = await painted(on, said)
    assert texts(post)[0] == "**Ada**: a lighthouse"
    assert [p.id for p in on.posts()] == [post.id]
    assert post.mention_ids == ()
    assert on.model.calls[0].request.options.ratio == "16:9"


async def test_while_the_model_works_a_placeholder_stands_there(on: Stage) -> None:
    """The one who asked sees that something happens, and how many are painted before."""
    on.model.gate.clear()
    await on.ada.say(on.channel, "one", mention_bot=True)
    await on.grace.say(on.channel, "two", mention_bot=True)
    await on.until(lambda: len(on.posts()) == 2)
    shown = [texts(post)[0] for post in on.posts()]
    on.model.gate.set()
    assert shown[0].startswith("-# Painting")
    assert shown[1] == "-# Waiting: 1 picture is painted before this one …"


async def test_a_photo_and_a_mention_edit_the_photo(on: Stage) -> None:
    """What is attached to a mention is what it is about, whatever the channel's newest picture is."""
    await on.imagine()
    said = await on.ada.say(on.channel, "make it blue", files=[("p.png", png(33))], mention_bot=True)
    turn = await on.turn_of(await painted(on, said))
    assert ([picture.width for picture in turn.request.references], turn.parent) == ([33], None)


async def test_a_mention_goes_on_from_the_head(on: Stage) -> None:
    """Without a reply, a mention edits the newest picture of the place."""
    first = await on.turn_of(await on.imagine())
    post = await painted(on, await on.grace.say(on.channel, "make it winter", mention_bot=True))
    assert (await on.turn_of(post)).parent == first.id


async def test_a_reply_edits_the_picture_in_that_post(on: Stage) -> None:
    """A reply to an old post goes on from that one, whoever made it, not from the head."""
    first = await on.imagine()
    await on.imagine("something else")
    post = await painted(on, await on.grace.say(on.channel, "make it winter", reply_to=first))
    assert (await on.turn_of(post)).parent == (await on.turn_of(first)).id
    assert f"/{first.id})" in texts(post)[0]


async def test_a_reply_that_is_quicker_than_the_turns_row_finds_its_turn_by_the_buttons(on: Stage) -> None:
    """A post can be replied to before it is noted as the turn's."""
    first = await on.imagine()
    turn = await on.turn_of(first)
    on.turns.rows[turn.id] = replace(turn, post=None)
    on.turns.heads.clear()
    post = await painted(on, await on.grace.say(on.channel, "make it winter", reply_to=first))
    assert (await on.turn_of(post)).parent == turn.id


async def test_a_reply_to_a_picture_of_somebody_else_uses_that_as_a_reference(on: Stage) -> None:
    """Somebody's photo that is replied to with a mention becomes the first reference of a fresh root."""
    await on.imagine()
    photo = await on.grace.say(on.channel, "look", files=[("p.png", png(33))], mention_bot=True)
    await painted(on, photo)
    said = await on.ada.say(on.channel, "as a painting", files=[("q.png", png(44))], reply_to=photo, mention_bot=True)
    turn = await on.turn_of(await painted(on, said))
    assert [picture.width for picture in turn.request.references] == [33, 44]
    assert turn.parent is None


async def test_a_reply_to_what_is_hidden_is_refused_before_paying(on: Stage) -> None:
    """Somebody's photo comes blank without a mention in it: the newest picture of the channel is not what was meant."""
    await on.imagine()
    photo = await on.grace.say(on.channel, "look", files=[("p.png", png(33))])
    post = await on.answer(await on.ada.say(on.channel, "make it blue", reply_to=photo, mention_bot=True))
    assert texts(post)[0].startswith(MessageHidden().sentence)
    assert len(on.model.calls) == 1


async def test_a_reply_to_what_is_hidden_with_a_picture_of_its_own_is_about_that(on: Stage) -> None:
    """Whoever attaches the picture, as the refusal says, gets that one edited."""
    await on.imagine()
    photo = await on.grace.say(on.channel, "look", files=[("p.png", png(33))])
    said = await on.ada.say(on.channel, "blue", files=[("q.png", png(44))], reply_to=photo, mention_bot=True)
    turn = await on.turn_of(await painted(on, said))
    assert ([picture.width for picture in turn.request.references], turn.parent) == ([44], None)


async def test_a_reply_to_words_goes_on_from_the_head(on: Stage) -> None:
    """A reply to words that can be seen, such as one's own in a DM, is a wish like any other."""
    direct = on.discord.direct("Ada")
    words = await on.ada.say(direct, "a tree")
    first = await on.turn_of(await painted(on, words))
    post = await painted(on, await on.ada.say(direct, "make it winter", reply_to=words))
    assert (await on.turn_of(post)).parent == first.id


async def test_in_a_direct_message_nobody_has_to_be_mentioned(on: Stage) -> None:
    """Words in a DM are for the bot, and the DM is a conversation of its own."""
    await on.imagine()
    direct = on.discord.direct("Ada")
    post = await painted(on, await on.ada.say(direct, "a tree"))
    assert (await on.turn_of(post)).parent is None
    again = await painted(on, await on.ada.say(direct, "make it winter"))
    assert (await on.turn_of(again)).parent == (await on.turn_of(post)).id


async def test_a_thread_is_a_conversation_of_its_own(on: Stage) -> None:
    """What was painted in the channel is not the head of its thread."""
    await on.imagine()
    thread = on.discord.channel("lighthouses")
    post = await painted(on, await on.ada.say(thread, "a tree", mention_bot=True))
    assert (await on.turn_of(post)).parent is None
    assert post.channel_id == thread.id


async def test_a_reply_without_ping_gets_one_hint_an_hour(on: Stage) -> None:
    """Without the message-content intent such a reply is empty, so the person learns how to do it; but seldom."""
    post = await on.imagine()
    silent = await on.grace.say(on.channel, "make it winter", reply_to=post, ping=False)
    assert texts(await on.answer(silent)) == [HINT]
    again = await on.grace.say(on.channel, "hello?", reply_to=post, ping=False)
    await painted(on, await on.grace.say(on.channel, "a tree", mention_bot=True))
    on.clock.advance(3601)
    later = await on.grace.say(on.channel, "hello??", reply_to=post, ping=False)
    await on.answer(later)
    assert [p for p in on.posts() if p.reply_to == again.id] == []
    assert len(on.model.calls) == 2


async def test_talk_that_is_not_for_the_bot_is_left_alone(on: Stage) -> None:
    """Messages without a mention, and replies among people, get no answer."""
    hello = await on.ada.say(on.channel, "hello")
    await on.grace.say(on.channel, "hi", reply_to=hello)
    await painted(on, await on.ada.say(on.channel, "a tree", mention_bot=True))
    assert len(on.posts()) == 1


async def test_a_mention_alone_is_told_what_to_do(on: Stage) -> None:
    """Neither words nor a picture: one sentence, nothing paid."""
    post = await on.answer(await on.ada.say(on.channel, "", mention_bot=True))
    assert texts(post)[0].startswith("There is nothing to draw yet")
    assert on.model.calls == []


@pytest.mark.parametrize("fault", [Dropped(committed=True), Dropped(), RateLimited(0.05, "cloudflare")], ids=str)
async def test_a_refusal_that_did_not_get_through_is_told_in_the_same_place(on: Stage, fault: Fault) -> None:
    """It is sent once more, and stands there once: what passes says nothing about where the bot may write."""
    on.discord.faults.plan("POST", "/channels/*/messages", fault)
    post = await on.answer(await on.ada.say(on.channel, "", mention_bot=True))
    await painted(on, await on.ada.say(on.channel, "a tree", mention_bot=True))
    assert texts(post)[0].startswith("There is nothing to draw yet")
    assert [each for each in on.posts() if texts(each) == texts(post)] == [post]
    assert on.discord.world.posts(on.discord.direct("Ada")) == []


async def test_a_ratio_that_nobody_has_is_refused_and_not_painted(on: Stage) -> None:
    """An option of the right shape is no word: the person learns what works, and nothing is paid."""
    post = await on.answer(await on.ada.say(on.channel, "a tree ratio:5:9", mention_bot=True))
    assert "has no ratio 5:9: it works with 1:1" in texts(post)[0]
    assert on.model.calls == []


async def test_where_the_bot_may_not_write_the_person_is_told_in_a_direct_message(set_up: Stage) -> None:
    """Missing permissions are said before anything is paid, and where the person can read it."""
    on = set_up
    on.discord.world.change_channel(replace(on.channel, denied=frozenset({"send_messages"})))
    async with played(on):
        await on.ada.say(on.channel, "a tree", mention_bot=True)
        direct = on.discord.direct("Ada")
        await on.until(lambda: on.discord.world.posts(direct))
        assert "allow me to send messages" in texts(on.discord.world.posts(direct)[0])[0]
        assert (on.posts(), on.model.calls) == ([], [])


async def test_a_message_from_a_server_that_is_not_known_is_no_direct_message(on: Stage) -> None:
    """There the bot is only spoken to by a mention, too: it may be thrown out while a message is under way."""
    said = on.discord.payloads.message(await on.ada.say(on.channel, "a fox"))
    on.discord.gateway.inject("MESSAGE_CREATE", said | {"id": "77", "guild_id": "123456789", "content": "a fox"})
    await on.imagine()
    assert len(on.model.calls) == 1
    assert len(on.posts()) == 1


@pytest.mark.parametrize("words", ["", "a tree"])
async def test_a_message_that_discord_sends_twice_is_answered_once(on: Stage, words: str) -> None:
    """A refusal is told once, as a picture is made once."""
    on.discord.gateway.duplicate_next("MESSAGE_CREATE")
    said = await on.ada.say(on.channel, words, mention_bot=True)
    await on.answer(said)
    await on.handled()
    assert len([post for post in on.posts() if post.reply_to == said.id]) == 1
