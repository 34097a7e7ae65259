"""Which turn a post shows."""

from types import SimpleNamespace
from typing import Any

import discord

from cogs._shown import find_turn
from tests.cogs.stage import Stage
from tests.fakes import MemoryTurns, turn

ME = 42


async def test_the_noted_post_counts_first() -> None:
    """What the row says needs no message."""
    turns = MemoryTurns()
    turns.rows["turn000000001"] = turn(post=7)
    assert await find_turn(turns, 7, None, ME) == turn(post=7)
    assert await find_turn(turns, 8, None, ME) is None


async def test_buttons_count_on_our_own_posts_alone(on: Stage) -> None:
    """Another bot cannot pass its post off as one of our turns."""
    post = await on.imagine()
    message: Any = await on.client.get_partial_messageable(on.channel.id).fetch_message(post.id)
    noted = await on.turn_of(post)
    on.turns.rows[noted.id] = turn(noted.id, post=None)
    me = on.client.user
    assert isinstance(me, discord.ClientUser)
    assert await find_turn(on.turns, post.id, message, me.id) == on.turns.rows[noted.id]
    stranger: Any = SimpleNamespace(author=SimpleNamespace(id=1), components=message.components)
    assert await find_turn(on.turns, post.id, stranger, me.id) is None
    bare: Any = SimpleNamespace(author=message.author, components=[])
    assert await find_turn(on.turns, post.id, bare, me.id) is None
