from dataclasses import replace

from bot.playground.discord import permissions
from bot.playground.discord.payloads_places import PlacePayloads
from tests.playground.discord.bare import bare_world


def test_a_guild_comes_with_channels_threads_and_people() -> None:
    """GUILD_CREATE has all that the client needs to know the place."""
    world = bare_world()
    (guild,) = world.guilds.values()
    shown = PlacePayloads(world).guild_create(guild)
    assert [channel["name"] for channel in shown["channels"]] == ["pictures", "lounge"]
    assert [thread["name"] for thread in shown["threads"]] == ["lighthouses"]
    assert [member["user"]["global_name"] for member in shown["members"]] == ["Ada", "Grace", "Plantain"]


def test_denied_permissions_are_overwrites_of_the_bot() -> None:
    """A channel shows what the bot lacks there."""
    world = bare_world()
    channel = replace(world.channel("lounge"), denied=frozenset({"attach_files"}))
    world.change_channel(channel)
    (overwrite,) = PlacePayloads(world).channel(channel)["permission_overwrites"]
    assert overwrite["deny"] == str(permissions.BITS["attach_files"])
    assert overwrite["id"] == str(world.bot.id)


def test_a_dm_names_the_other_person() -> None:
    """The bot is not among its own recipients."""
    world = bare_world()
    shown = PlacePayloads(world).channel(world.direct(world.user("Ada"), world.bot))
    assert [person["global_name"] for person in shown["recipients"]] == ["Ada"]
