"""What it means when Discord does not take something: whether to try again, elsewhere, with less, or not at all."""

from typing import Final

import aiohttp
import discord

from bot.core.errors import PostFailed
from cogs._acknowledging import UNREADABLE

UNANSWERED: Final = (aiohttp.ClientError, OSError, TimeoutError, discord.RateLimited, *UNREADABLE)
"""What is raised when no answer came that can be read."""

# Discord docs, JSON Error Codes: unknown message; unknown webhook, invalid webhook token (after its 15 minutes).
_GONE, _TOKEN_OVER = 10008, frozenset((10015, 50027))
# The same: this operation cannot be performed on an archived thread; a new post opens it, unless it is locked.
_ARCHIVED = 50083
# The same: a thread has already been created for this message.
_HAS_THREAD = 160004
_BAD_REQUEST, _TOO_LARGE, _TOO_MANY, _SERVER = 400, 413, 429, 500


def may_pass(error: Exception, client: discord.Client) -> bool:
    """Whether the same may be taken in a moment."""
    if isinstance(error, discord.HTTPException):
        return error.status >= _SERVER or error.status == _TOO_MANY
    return (
        isinstance(error, UNANSWERED) or client.is_closed()
    )  # a closed session is a RuntimeError; a new client follows


def can_be_replaced(error: PostFailed) -> bool:
    """Whether what was to be edited is gone or can't be edited any more, while a new post may be taken."""
    return _code(error) in {_GONE, *_TOKEN_OVER, _ARCHIVED}


def has_thread(error: PostFailed) -> bool:
    return _code(error) == _HAS_THREAD


def is_closed_to_us(error: PostFailed, *, to_words: bool = False) -> bool:
    """Whether the place is gone, forbidden (HTTP 403 and 404) or locked, so that trying again is in vain.

    *to_words*: these were words alone. There is nothing less that a place could take which does not take them (400).
    """
    gone = isinstance(error.__cause__, discord.Forbidden | discord.NotFound)
    return gone or _code(error) == _ARCHIVED or (to_words and _status(error) == _BAD_REQUEST)


def is_unacceptable(error: PostFailed) -> bool:
    """Whether Discord will never take that: too large (Discord docs, JSON Error Codes: 40005), or against its rules."""
    return _status(error) in (_BAD_REQUEST, _TOO_LARGE)


def _code(error: PostFailed) -> int:
    return error.__cause__.code if isinstance(error.__cause__, discord.HTTPException) else 0


def _status(error: PostFailed) -> int:
    return error.__cause__.status if isinstance(error.__cause__, discord.HTTPException) else 0
