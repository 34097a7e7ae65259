"""Threads that the bot starts."""

from dataclasses import replace

import discord
import pytest

from bot.playground.discord.server import StandIn
from tests.playground.discord.studio import Studio


def there(world: StandIn, studio: Studio, name: str = "pictures") -> discord.TextChannel:
    channel = studio.get_channel(world.channel(name).id)
    assert isinstance(channel, discord.TextChannel)
    return channel


async def test_a_thread_from_a_message_has_its_id(world: StandIn, studio: Studio) -> None:
    """The bot hears of it and can write there; people find it below its channel."""
    message = await there(world, studio).send("a list")
    thread = await message.create_thread(name="pictures of the list")
    assert (thread.id, thread.parent_id, thread.name) == (
        message.id,
        world.channel("pictures").id,
        "pictures of the list",
    )
    sent = await thread.send("one")
    assert world.world.messages[sent.id].channel_id == thread.id
    assert world.person("Ada").history(world.world.channels[thread.id])
    assert studio.get_channel(thread.id)


async def test_a_message_has_one_thread(world: StandIn, studio: Studio) -> None:
    """A second one is refused with Discord's code."""
    message = await there(world, studio).send("a list")
    await message.create_thread(name="first")
    with pytest.raises(discord.HTTPException) as refused:
        await message.create_thread(name="second")
    assert (refused.value.status, refused.value.code) == (400, 160004)


async def test_a_thread_needs_no_message(world: StandIn, studio: Studio) -> None:
    """Then its id is its own."""
    thread = await there(world, studio).create_thread(name="alone", type=discord.ChannelType.public_thread)
    assert world.world.channels[thread.id].name == "alone"


@pytest.mark.parametrize(("denied", "code"), [("view_channel", 50001), ("create_public_threads", 50013)])
async def test_permissions_are_needed(world: StandIn, studio: Studio, denied: str, code: int) -> None:
    """Without its permission the bot starts none."""
    message = await there(world, studio).send("a list")
    world.world.change_channel(replace(world.channel("pictures"), denied=frozenset({denied})))
    with pytest.raises(discord.Forbidden) as refused:
        await message.create_thread(name="one")
    assert refused.value.code == code


async def test_what_discord_does_not_take_is_refused(world: StandIn, studio: Studio) -> None:
    """A name that is too long, a time to archive that there is not, an unknown message, a thread in a thread."""
    channel = there(world, studio)
    message = await channel.send("a list")
    for wrong in ({"name": "x" * 101}, {"name": "x", "auto_archive_duration": 7}):
        with pytest.raises(discord.HTTPException) as refused:
            await message.create_thread(**wrong)
        assert refused.value.code == 50035
    with pytest.raises(discord.NotFound):
        await channel.get_partial_message(5).create_thread(name="x")
    thread = await message.create_thread(name="one")
    inside = await thread.send("two")
    with pytest.raises(discord.HTTPException) as refused:
        await studio.http.start_thread_with_message(thread.id, inside.id, name="x", auto_archive_duration=60)
    assert refused.value.code == 50024
