"""A world without a server around it, for tests of what is pure."""

from itertools import count

from bot.playground.discord.furnishing import furnish
from bot.playground.discord.records import Command, Json, Message
from bot.playground.discord.world import World
from tests.worlds import ManualClock


def bare_world(clock: ManualClock | None = None) -> World:
    """Ada, Grace, the guild and its channels; ids count up from 1000, tokens are token1, token2 and so on."""
    ids, tokens = count(1000), count(1)
    world = World(clock=clock or ManualClock(), ids=lambda: next(ids), tokens=lambda: f"token{next(tokens)}")
    furnish(world)
    return world


def bot_post(world: World, **fields: object) -> Message:
    """A post of the bot in `pictures`."""
    message = Message(world.new_id(), world.channel("pictures").id, world.bot.id, world.clock(), **fields)  # type: ignore[arg-type] # any field of the record
    return world.post(message)


def synced(world: World, name: str, *options: Json, kind: int = 1, **more: object) -> Command:
    """A global command as it is after a sync."""
    body = {"name": name, "type": kind, "options": list(options), **more}
    command = Command(world.new_id(), name, kind, body)
    world.sync_commands([*world.command_list(None), command], None)
    return command


def text(name: str, **more: object) -> Json:
    """A string option."""
    return {"type": 3, "name": name, "description": name, **more}
