import asyncio
from dataclasses import replace

import discord

from bot.playground.discord.server import StandIn
from tests.playground.discord.studio import Studio
from tests.worlds import png


async def test_a_mention_with_a_picture_is_heard_whole(world: StandIn, studio: Studio) -> None:
    """A message that mentions the bot carries words and pictures without the content intent."""
    ada, place = world.person("Ada"), world.channel("pictures")
    said = await ada.say(place, "paint this", files=[("a.png", png())], mention_bot=True)
    assert (await ada.answer(said)).content == f"heard '@Plantain paint this' [{len(png())}]"


async def test_a_reply_with_the_ping_on_is_a_mention(world: StandIn, studio: Studio) -> None:
    """Replying to the bot's post with the ping on lets it read the words and know the post."""
    ada, place = world.person("Ada"), world.channel("pictures")
    post = await (await ada.slash(place, "plain")).post()
    said = await ada.say(place, "make it winter", reply_to=post)
    assert (await ada.answer(said)).content == "heard 'make it winter' []"
    resolved = studio.heard[0].reference.resolved if studio.heard[0].reference else None
    assert isinstance(resolved, discord.Message)
    assert resolved.content == "model none"


async def test_a_reply_without_the_ping_arrives_blank(world: StandIn, studio: Studio) -> None:
    """With the ping off the bot learns only that somebody replied, and to what."""
    ada, place = world.person("Ada"), world.channel("pictures")
    post = await (await ada.slash(place, "plain")).post()
    said = await ada.say(place, "make it winter", files=[("a.png", png())], reply_to=post, ping=False)
    assert (await ada.answer(said)).content == "please reply with the ping on"
    assert (studio.heard[0].content, studio.heard[0].attachments) == ("", [])
    assert studio.heard[0].reference is not None
    assert studio.heard[0].reference.message_id == post.id


async def test_direct_messages_need_no_mention(world: StandIn, studio: Studio) -> None:
    """In a DM the bot reads everything."""
    ada = world.person("Ada")
    heard = asyncio.create_task(studio.wait_for("message", timeout=5))
    await asyncio.sleep(0)
    await ada.say(world.direct("Ada"), "a boat")
    assert (await heard).content == "a boat"


async def test_edits_and_deletions_are_told(world: StandIn, studio: Studio) -> None:
    """A person's edit and deletion reach the bot as raw events."""
    ada, place = world.person("Ada"), world.channel("pictures")
    said = await ada.say(place, "x", mention_bot=True)
    edited = asyncio.create_task(studio.wait_for("raw_message_edit", timeout=5))
    deleted = asyncio.create_task(studio.wait_for("raw_message_delete", timeout=5))
    await asyncio.sleep(0)
    await ada.edit(said, "y")
    await ada.delete(said)
    assert (await edited).message_id == (await deleted).message_id == said.id


async def test_a_channel_that_changes_or_goes_is_told(world: StandIn, studio: Studio) -> None:
    """What the client believes about its permissions, and about which channels there are, is so."""
    place, thread = world.channel("pictures"), world.channel("lighthouses")
    world.world.change_channel(replace(place, denied=frozenset({"attach_files"})))
    await studio.wait_for("guild_channel_update", timeout=5)
    guild = studio.get_guild(place.guild_id or 0)
    channel = guild and guild.get_channel(place.id)
    assert guild
    assert channel
    assert not channel.permissions_for(guild.me).attach_files
    world.world.delete_channel(thread)
    await studio.wait_for("raw_thread_delete", timeout=5)
    assert guild.get_thread(thread.id) is None
