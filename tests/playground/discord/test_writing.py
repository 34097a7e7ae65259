from pathlib import Path

import pytest

from bot.playground.discord.blobs import BlobStore
from bot.playground.discord.choosing import NotPossible
from bot.playground.discord.records import MessageFlag
from bot.playground.discord.world import World
from bot.playground.discord.writing import Writer
from tests.playground.discord.bare import bare_world, bot_post
from tests.worlds import png


@pytest.fixture
def world() -> World:
    return bare_world()


@pytest.fixture
def ada(world: World, tmp_path: Path) -> Writer:
    return Writer(world, BlobStore(tmp_path, world.new_id), world.user("Ada"))


async def test_a_message_carries_words_files_and_mentions(world: World, ada: Writer) -> None:
    """What was said is in the world, with the sizes of pictures and who is pinged."""
    said = await ada.say(world.channel("pictures"), "look", files=[("a.png", png(3, 4))], mention_bot=True)
    assert said.content == f"<@{world.bot.id}> look"
    assert said.mention_ids == (world.bot.id,)
    assert [(file.name, file.width, file.height) for file in said.attachments] == [("a.png", 3, 4)]


@pytest.mark.parametrize(("ping", "count"), [(True, 1), (False, 0)])
async def test_the_ping_of_a_reply_can_be_off(world: World, ada: Writer, ping: bool, count: int) -> None:
    """A reply pings the author of what it answers unless told otherwise."""
    post = bot_post(world, content="x")
    said = await ada.say(world.channel("pictures"), "more", reply_to=post, ping=ping)
    assert (said.reply_to, len(said.mention_ids)) == (post.id, count)


async def test_what_a_client_would_not_send_is_refused(world: World, ada: Writer, tmp_path: Path) -> None:
    """Empty, long and overloaded messages stay in the box, and so does what is not one's own business."""
    place, hidden = world.channel("pictures"), bot_post(world, flags=MessageFlag.EPHEMERAL, seen_by=1)
    for text, files, sentence in (
        ("", [], "empty"),
        ("x" * 2001, [], "2000"),
        ("", [("a", b"x")] * 11, "11 files"),
        ("", [("a", bytes(10 * 1024 * 1024 + 1))], "too large"),
    ):
        with pytest.raises(NotPossible, match=sentence):
            await ada.say(place, text, files=files)
    with pytest.raises(NotPossible, match="does not see"):
        await ada.say(place, "x", reply_to=hidden)
    with pytest.raises(NotPossible, match="somebody else"):
        await ada.edit(bot_post(world), "mine")
    with pytest.raises(NotPossible, match="is not in"):
        await ada.say(world.direct(world.user("Grace"), world.bot), "x")


async def test_own_messages_are_edited_and_deleted(world: World, ada: Writer) -> None:
    """An edit changes words and mentions, a deletion takes the message away."""
    said = await ada.say(world.channel("pictures"), "one")
    changed = await ada.edit(said, f"two <@{world.bot.id}>")
    assert (changed.edited_at, changed.mention_ids) == (world.clock(), (world.bot.id,))
    await ada.delete(said)
    assert ada.history(world.channel("pictures")) == []


async def test_the_answer_is_the_bot_s_first_reply(world: World, ada: Writer) -> None:
    """One can wait for the bot's post that replies to a message."""
    said = await ada.say(world.channel("pictures"), "one")
    bot_post(world, content="other")
    post = bot_post(world, content="answer", reply_to=said.id)
    assert await ada.answer(said) == post
