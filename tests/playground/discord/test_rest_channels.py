import asyncio
import io
from dataclasses import replace

import discord
import pytest

from bot.playground.discord.faults import ServerError
from bot.playground.discord.server import StandIn
from tests.playground.discord.studio import Card, Studio, picture
from tests.worlds import png


def there(world: StandIn, studio: Studio, name: str = "pictures") -> discord.TextChannel:
    channel = studio.get_channel(world.channel(name).id)
    assert isinstance(channel, discord.TextChannel)
    return channel


async def test_messages_are_sent_read_edited_and_deleted(world: StandIn, studio: Studio) -> None:
    """What the bot writes is in the history as it wrote it, newest first, until it deletes it."""
    channel = there(world, studio)
    first = await channel.send("one", file=picture())
    await channel.send(view=Card("two"), file=picture())
    assert [message.content for message in [m async for m in channel.history()]] == ["", "one"]
    await first.edit(content="uno", attachments=[*first.attachments, picture(name="more.png")])
    again = await channel.fetch_message(first.id)
    assert (again.content, [file.filename for file in again.attachments]) == ("uno", ["picture.png", "more.png"])
    await first.delete()
    with pytest.raises(discord.NotFound):
        await channel.fetch_message(first.id)


async def test_bytes_come_back_as_they_went(world: StandIn, studio: Studio) -> None:
    """A file of some megabytes survives upload and download byte for byte."""
    data = png(padding=3_000_000)
    message = await there(world, studio).send(file=discord.File(io.BytesIO(data), "big.png"))
    assert await message.attachments[0].read() == data


async def test_a_lost_response_makes_one_message(world: StandIn, studio: Studio) -> None:
    """An enforced nonce finds the message that a first attempt had already made."""
    world.faults.plan("POST", "/channels/*/messages", ServerError(502, committed=True))
    message = await there(world, studio).send("once")
    assert [post.id for post in world.world.posts(world.channel("pictures"))] == [message.id]


@pytest.mark.parametrize(
    ("denied", "code"), [("view_channel", 50001), ("send_messages", 50013), ("attach_files", 50013)]
)
async def test_permissions_are_needed(world: StandIn, studio: Studio, denied: str, code: int) -> None:
    """Without its permission a deed is refused with Discord's code."""
    world.world.change_channel(replace(world.channel("pictures"), denied=frozenset({denied})))
    with pytest.raises(discord.Forbidden) as refused:
        await there(world, studio).send(file=picture())
    assert refused.value.code == code


async def test_files_over_the_place_s_limit_are_refused(world: StandIn, studio: Studio) -> None:
    """A file one byte over the guild's limit gets 40005, one at the limit goes through."""
    guild = next(iter(world.world.guilds.values()))
    world.world.guilds[guild.id] = replace(guild, upload_limit=50_000)
    channel = there(world, studio)
    await channel.send(file=discord.File(io.BytesIO(bytes(50_000)), "fits.bin"))
    with pytest.raises(discord.HTTPException) as refused:
        await channel.send(file=discord.File(io.BytesIO(bytes(50_001)), "large.bin"))
    assert (refused.value.status, refused.value.code) == (413, 40005)


async def test_large_requests_are_refused_and_the_connection_lives(world: StandIn, studio: Studio) -> None:
    """Files over ten MiB and requests over twenty-five are refused, and the next message goes through."""
    channel = there(world, studio)
    for sizes in ([12 * 1024 * 1024], [9 * 1024 * 1024] * 3):
        with pytest.raises(discord.HTTPException) as refused:
            await channel.send(files=[discord.File(io.BytesIO(bytes(size)), "large.bin") for size in sizes])
        assert refused.value.code == 40005
    assert (await channel.send("next")).content == "next"


async def test_a_direct_message_and_a_thread_are_places_too(world: StandIn, studio: Studio) -> None:
    """The bot can open a DM and post there, and post in a thread that was there before."""
    person = await studio.fetch_user(world.person("Ada").user.id)
    await person.send("hello")
    assert [post.content for post in world.world.posts(world.direct("Ada"))] == ["hello"]
    guild = studio.guilds[0]
    thread = guild.get_thread(world.channel("lighthouses").id)
    assert thread is not None
    async with thread.typing():
        await thread.send("in here")
    assert [post.content for post in world.world.posts(world.channel("lighthouses"))] == ["in here"]


async def test_typing_is_seen(world: StandIn, studio: Studio) -> None:
    """People can see the bot typing."""
    with world.world.subscribe() as changes:
        await there(world, studio).typing()
        async with asyncio.timeout(5):
            change = await anext(changes)
    assert (change.kind, change.user_id) == ("typing", world.world.bot.id)


async def test_a_reply_to_nothing_is_refused(world: StandIn, studio: Studio) -> None:
    """A reply to a deleted message fails unless it says that this does not matter."""
    ada, channel = world.person("Ada"), there(world, studio)
    said = await ada.say(world.channel("pictures"), "gone")
    await ada.delete(said)
    reference = discord.MessageReference(message_id=said.id, channel_id=channel.id)
    with pytest.raises(discord.HTTPException) as refused:
        await channel.send("x", reference=reference)
    assert refused.value.code == 50035
    reference.fail_if_not_exists = False
    assert (await channel.send("y", reference=reference)).content == "y"


async def test_others_messages_are_blank_without_the_portal_s_switch(world: StandIn, studio: Studio) -> None:
    """REST reads withhold content and attachments of others, but not of messages that mention the bot."""
    ada, place = world.person("Ada"), world.channel("lounge")
    await ada.say(place, "secret", files=[("x.png", png())])
    await ada.say(place, "look", mention_bot=True)
    heard = [message async for message in there(world, studio, "lounge").history(oldest_first=True)]
    assert [(m.content[-4:], len(m.attachments)) for m in heard[:2]] == [("", 0), ("look", 0)]
