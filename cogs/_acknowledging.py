"""The first answer to an interaction: Discord waits three seconds for it, and loses some on the way."""

import asyncio
from collections.abc import Awaitable
from contextlib import suppress
from typing import Final, TypeVar

import aiohttp
import discord

from bot.core.errors import StorageUnavailable
from bot.core.ports import Wait
from cogs._inbound import Interaction

T = TypeVar("T")

LOOKING: Final = 0.9
"""Seconds that a look into storage may take before the first answer: two of them and a note fit into the three."""

_DEFERRED: Final = "deferred"
"""In `Interaction.extras`: it was answered before; the receipt of its deferral got lost, or another process got it."""

_PAUSES: Final = (0.2, 0.6)
"""Seconds between attempts: all of them are over before Discord gives the interaction up."""

_ANSWERED: Final = 40060
"""Discord docs, JSON Error Codes: interaction has already been acknowledged."""

_GONE: Final = 10008
"""The same: unknown message."""

_OVER: Final = (10015, 10062, 50027)
"""The same: unknown webhook, unknown interaction (it came too late), invalid webhook token."""

_TOO_MANY, _SERVER = 429, 500
LOST: Final = (aiohttp.ClientError, ConnectionError, TimeoutError)
"""What is raised when no answer of Discord's comes."""

UNREADABLE: Final = (TypeError, KeyError, ValueError)
"""What discord.py 2.7 raises for an answer that is not what Discord's documentation says, such as a page in its stead.

What was asked for has mostly been done.
"""


async def in_time(looking: Awaitable[T]) -> T:
    """What has to be known for the first answer. Raises StorageUnavailable while that can still be told."""
    try:
        async with asyncio.timeout(LOOKING):
            return await looking
    except TimeoutError:
        raise StorageUnavailable from None


async def defer(interaction: Interaction, wait: Wait, *, private: bool) -> None:
    """Show that an answer comes, once, however often it is tried; *wait* lets seconds pass.

    Raises what Discord says in the end: then nothing may be begun, for there is no place to show it in.
    """
    for pause in (*_PAUSES, None):
        try:
            await interaction.response.defer(ephemeral=private, thinking=True)
        except discord.HTTPException as error:
            if error.code == _ANSWERED:
                interaction.extras[_DEFERRED] = True
                return
            if pause is None or not passes(error):
                raise
        except LOST:
            if pause is None:
                raise
        except UNREADABLE:
            if not interaction.response.is_done():
                raise
            return
        else:
            return
        await wait(pause)


async def take_away(interaction: Interaction, wait: Wait) -> None:
    """Delete the post that was pressed, or see that it is gone: others may have pressed, and receipts get lost.

    Raises what Discord says in the end.
    """
    for pause in (*_PAUSES, None):
        try:
            await interaction.delete_original_response()
        except discord.HTTPException as error:
            if error.code == _GONE:
                return
            if pause is None or not passes(error):
                raise
        except LOST:
            if pause is None:
                raise
        else:
            return
        await wait(pause)


def is_deferred(interaction: Interaction) -> bool:
    """Whether a post of its own waits there to be filled in."""
    return was_answered(interaction) or (
        interaction.response.type is discord.InteractionResponseType.deferred_channel_message
    )


def was_answered(interaction: Interaction) -> bool:
    """Whether it was answered before this process knew: by a deferral whose receipt got lost, or by another process."""
    return _DEFERRED in interaction.extras


async def withdraw(interaction: Interaction) -> None:
    """Delete what shows that an answer comes; never an answer, which may be another process's card."""
    with suppress(discord.NotFound):  # an attempt before may have done it
        if was_answered(interaction) and not (await interaction.original_response()).flags.loading:
            return
        await interaction.delete_original_response()


def is_lost(error: Exception) -> bool:
    """Whether this is Discord that did not take an answer, or not in time, and no mistake of ours."""
    if isinstance(error, discord.HTTPException):
        return passes(error) or error.code in {_ANSWERED, *_OVER}
    return isinstance(error, LOST)


def passes(error: discord.HTTPException) -> bool:
    """Whether Discord may say something else a moment later."""
    return error.status >= _SERVER or error.status == _TOO_MANY
