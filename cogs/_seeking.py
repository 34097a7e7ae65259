"""Looking for the post that an earlier attempt may have left, before it is made again."""

from datetime import timedelta
from typing import Final

import discord

from bot.core.turn import Turn
from cogs._inbound import turn_shown

SEARCHED: Final = 1000
"""Posts that are looked through from the newest back: ten requests (Discord docs, Get Channel Messages)."""

FIRST: Final = 100
"""Posts right after the event that are looked through when there are more than that since: one request."""

_SKEW: Final = timedelta(minutes=5)
"""How much this machine's clock may be ahead of Discord's."""


async def seek(client: discord.Client, channel: int, turn: Turn) -> int | None:
    """A post of ours in *channel* that shows *turn*, by its buttons or by what it replies to; None if there is none.

    It can only be younger than what began the turn. A place that is closed to us says nothing: None, too.
    """
    me = client.user.id if client.user else 0
    place = client.get_partial_messageable(channel)
    since = turn.created_at - _SKEW if turn.origin.is_batch else discord.Object(turn.origin.id)
    seen = 0
    try:
        async for message in place.history(limit=SEARCHED, after=since, oldest_first=False):
            seen += 1
            if message.author.id == me and _shows(message, turn):
                return message.id
        if seen < SEARCHED:
            return None
        async for message in place.history(limit=FIRST, after=since, oldest_first=True):
            if message.author.id == me and _shows(message, turn):
                return message.id
    except (discord.Forbidden, discord.NotFound):
        pass
    return None


def _shows(message: discord.Message, turn: Turn) -> bool:
    asked = turn.origin.message
    if asked and message.reference and message.reference.message_id == asked:
        return True
    return turn_shown(message) == turn.id
