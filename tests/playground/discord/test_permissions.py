from dataclasses import replace

from bot.playground.discord import permissions
from tests.playground.discord.bare import bare_world


def test_a_thread_lacks_what_its_parent_lacks() -> None:
    """A denial in the parent holds in the thread, where sending has a permission of its own."""
    world = bare_world()
    parent, thread = world.channel("pictures"), world.channel("lighthouses")
    world.change_channel(replace(parent, denied=frozenset({"attach_files", "send_messages"})))
    assert permissions.missing(world, thread, "attach_files") == "attach_files"
    assert permissions.missing(world, thread, "send_messages") is None
    assert permissions.missing(world, world.channel("pictures"), "send_messages") == "send_messages"


def test_the_bot_may_do_everything_in_a_dm_and_nothing_where_it_is_not() -> None:
    """DMs have no permissions, and a foreign place cannot even be seen."""
    world = bare_world()
    ada, grace = world.user("Ada"), world.user("Grace")
    assert permissions.missing(world, world.direct(ada, world.bot), "attach_files") is None
    assert permissions.missing(world, world.direct(ada, grace)) == "view_channel"


def test_denied_permissions_leave_the_number() -> None:
    """The number that Discord sends has the denied bits cleared."""
    world = bare_world()
    channel = replace(world.channel("pictures"), denied=frozenset({"attach_files"}))
    world.change_channel(channel)
    assert permissions.allowed_bits(world, channel) == permissions.ALL & ~permissions.BITS["attach_files"]
    assert permissions.upload_limit(world, channel) == 10 * 1024 * 1024
