"""The world that a fresh stand-in shows: a guild of two people with channels and a thread, and their DMs."""

from bot.playground.discord.world import World

PEOPLE = ("Ada", "Grace")


def furnish(world: World) -> None:
    """Make Ada, Grace, the guild "Studio" with `pictures`, `lounge` and the thread `lighthouses`, and the DMs."""
    people = [world.add_user(name) for name in PEOPLE]
    guild = world.add_guild("Studio", *people)
    pictures = world.add_channel(guild, "pictures")
    world.add_channel(guild, "lounge")
    world.add_thread(pictures, "lighthouses")
    for person in people:
        world.direct(person, world.bot)
