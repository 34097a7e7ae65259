"""Which turn a post shows."""

import discord

from bot.core.ports import Turns
from bot.core.turn import Turn
from cogs._inbound import turn_shown


async def find_turn(turns: Turns, post: int, message: discord.Message | None, me: int) -> Turn | None:
    """The turn in the post with id *post*; *message* is that post as far as Discord told it, *me* the bot's user.

    A post may be seen, and replied to, before it is noted as the turn's: then its buttons tell.
    """
    noted = await turns.shown_in(post)
    if noted or message is None or message.author.id != me:
        return noted
    shown = turn_shown(message)
    return await turns.get(shown) if shown else None
