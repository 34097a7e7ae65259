import discord
import pytest

from bot.playground.discord.server import StandIn
from tests.playground.discord.studio import Studio


async def test_the_bot_learns_who_it_is(world: StandIn, studio: Studio) -> None:
    """The application, its user and its guild are told as they are."""
    info = await studio.application_info()
    assert (info.name, info.id, info.owner.name) == ("Plantain", world.world.bot.id, "ada")
    guild = await studio.fetch_guild(studio.guilds[0].id)
    assert guild.name == "Studio"
    assert (await guild.fetch_member(world.person("Grace").user.id)).global_name == "Grace"
    assert (await studio.http.get_bot_gateway())[1].startswith("wss://gateway.discord.gg/")


async def test_commands_keep_their_ids_over_a_sync(world: StandIn, studio: Studio) -> None:
    """A command of the same name and type is the same command, and the list shows what was synced."""
    before = {command.name: command.id for command in await studio.tree.fetch_commands()}
    studio.tree.remove_command("slow")
    after = {command.name: command.id for command in await studio.tree.sync()}
    assert after == {name: number for name, number in before.items() if name != "slow"}


async def test_guild_commands_are_apart(world: StandIn, studio: Studio) -> None:
    """A guild's commands are synced and listed for that guild only."""
    guild = studio.guilds[0]
    studio.tree.copy_global_to(guild=guild)
    await studio.tree.sync(guild=guild)
    assert {command.guild_id for command in await studio.tree.fetch_commands(guild=guild)} == {guild.id}
    assert len(world.world.command_list(None)) == len(world.world.command_list(guild.id))


async def test_bad_commands_are_refused_by_field(world: StandIn, studio: Studio) -> None:
    """A broken rule names the command and the field, and nothing is synced."""
    before = world.world.command_list(None)
    with pytest.raises(discord.HTTPException, match=r"In 0\.name"):
        await studio.http.bulk_upsert_global_commands(world.world.bot.id, [{"name": "Bad", "description": "x"}])
    assert world.world.command_list(None) == before


async def test_nobody_unknown_is_found(world: StandIn, studio: Studio) -> None:
    """Unknown users and guilds are refused with Discord's codes."""
    with pytest.raises(discord.NotFound, match="10013"):
        await studio.fetch_user(1)
    with pytest.raises(discord.NotFound, match="10004"):
        await studio.fetch_guild(1)
