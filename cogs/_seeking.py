"""Looking for the post that an earlier attempt may have left, before it is made again."""

from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Final

import discord

from bot.core.batch import Batch
from bot.core.turn import Turn
from cogs._batch_card import offer_of
from cogs._inbound import turn_shown

SEARCHED: Final = 1000
"""Posts that are looked through from the newest back: ten requests (Discord docs, Get Channel Messages)."""

FIRST: Final = 100
"""Posts right after the event that are looked through when there are more than that since: one request."""

_SKEW: Final = timedelta(minutes=5)
"""How much this machine's clock may be ahead of Discord's."""


async def seek(client: discord.Client, channel: int, turn: Turn, *, besides: int | None = None) -> int | None:
    """A post of ours in *channel* that shows *turn*, by its buttons or by what it replies to; None if there is none.

    It can only be younger than what began the turn, and is not the post *besides*, which is known. A place that is
    closed to us says nothing: None, too.
    """
    since = turn.created_at - _SKEW if turn.origin.is_batch else discord.Object(turn.origin.id)
    return await _looked_for(client, channel, since, lambda message: message.id != besides and _shows(message, turn))


async def seek_reply(client: discord.Client, channel: int, to: int) -> int | None:
    """The same for a post that replies to the message *to*."""
    return await _looked_for(client, channel, discord.Object(to), lambda message: _replies(message, to))


async def seek_summary(client: discord.Client, channel: int, batch: Batch) -> int | None:
    """The same for the post that sums *batch* up, known by its link to the batch's own post."""
    mark, since = offer_of(batch), (batch.started_at or batch.created_at) - _SKEW
    return await _looked_for(client, channel, since, lambda message: bool(mark) and mark in _text(message))


async def _looked_for(
    client: discord.Client, channel: int, since: datetime | discord.Object, wanted: Callable[[discord.Message], bool]
) -> int | None:
    me = client.user.id if client.user else 0
    place = client.get_partial_messageable(channel)
    seen = 0
    try:
        async for message in place.history(limit=SEARCHED, after=since, oldest_first=False):
            seen += 1
            if message.author.id == me and wanted(message):
                return message.id
        if seen < SEARCHED:
            return None
        async for message in place.history(limit=FIRST, after=since, oldest_first=True):
            if message.author.id == me and wanted(message):
                return message.id
    except (discord.Forbidden, discord.NotFound):
        pass
    return None


def _text(message: discord.Message) -> str:
    return "\n".join(part.content for part in message.components if isinstance(part, discord.TextDisplay))


def _shows(message: discord.Message, turn: Turn) -> bool:
    asked = turn.origin.message
    return (asked is not None and _replies(message, asked)) or turn_shown(message) == turn.id


def _replies(message: discord.Message, to: int) -> bool:
    return message.reference is not None and message.reference.message_id == to
