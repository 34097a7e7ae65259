"""Which turn a post shows, and where the post of a turn is."""

import discord

from bot.core.ports import Turns
from bot.core.turn import Turn
from cogs._inbound import turn_shown
from cogs._words import jump


async def find_turn(turns: Turns, post: int, message: discord.Message | None, me: int) -> Turn | None:
    """The turn in the post with id *post*; *message* is that post as far as Discord told it, *me* the bot's user.

    A post may be seen, and replied to, before it is noted as the turn's: then its buttons tell.
    """
    noted = await turns.shown_in(post)
    if noted or message is None or message.author.id != me:
        return noted
    shown = turn_shown(message)
    return await turns.get(shown) if shown else None


def post_address(turn: Turn, viewer: int | None = None) -> str | None:
    """The address of the post of *turn*; None where there is none that the person *viewer*, or everybody, can open."""
    if turn.post is None:
        return None
    if turn.sent_to and turn.went_home:
        return jump(None, turn.sent_to, turn.post) if viewer == turn.person.id else None
    return None if turn.request.private else jump(turn.place.guild, turn.place.id, turn.post)
