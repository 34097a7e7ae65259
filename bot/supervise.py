"""Keep the Discord client alive: discord.py 2.7 gives up when its first connection fails or a frame can't be read."""

import logging
from collections.abc import Awaitable, Callable
from datetime import timedelta

import aiohttp
import discord

from bot.core.ports import Clock, Wait

_log = logging.getLogger(__name__)
_LONGEST_PAUSE = 60.0
_LONGEST_AFTER_DEATH = 300.0
"""Seconds: each new client identifies itself, and Discord resets the token of a bot that does so 1000 times a day."""

_LONG_LIFE = timedelta(minutes=10)
"""What ends after that is a new trouble, not the one before."""

_WRONG_TOKEN = "Discord does not accept DISCORD_TOKEN: copy the bot's token anew from its page."  # noqa: S105 - a sentence

_NOT_AUTHENTICATED = 4004
"""Discord docs, Gateway close event codes."""


class StartFailed(Exception):
    """One sentence for the operator."""


class ClientDied(Exception):
    """discord.py ended its connection by an exception of no meaning for whoever runs it: the cause tells which.

    With no connection yet, that is AttributeError (discord.py 2.7.1, `Client.connect`).
    """


async def log_in(client: discord.Client, token: str) -> None:
    """Raises StartFailed."""
    try:
        await client.login(token)
    except discord.LoginFailure as error:
        raise StartFailed(_WRONG_TOKEN) from error
    except (discord.HTTPException, aiohttp.ClientError, OSError) as error:
        raise StartFailed(f"Discord can't be reached ({type(error).__name__}): please try again later.") from error


async def supervise(start: Callable[[], Awaitable[None]], wait: Wait, clock: Clock) -> None:
    """Call *start*, which runs a fresh client until it is closed, again and again until it ends by itself.

    Discord down or unreachable is waited out, with pauses from one second to a minute; after a client that died they
    grow to five. Raises StartFailed for what only the operator can mend.
    """
    pause = 1.0
    while True:
        began = clock()
        try:
            await start()
        except discord.LoginFailure as error:
            raise StartFailed(_WRONG_TOKEN) from error
        except discord.ConnectionClosed as error:  # for good; after what may pass, discord.py connects again by itself
            raise StartFailed(_closed(error.code)) from error
        except discord.PrivilegedIntentsRequired as error:
            raise StartFailed("Discord asks for privileged intents, which Plantain does not use: update it.") from error
        except (ClientDied, discord.GatewayNotFound, discord.HTTPException, aiohttp.ClientError, OSError) as error:
            died = isinstance(error, ClientDied)
            if clock() - began > _LONG_LIFE:
                pause = 1.0
            pause = min(pause, _LONGEST_AFTER_DEATH if died else _LONGEST_PAUSE)
            _log.warning("%s; next try in %.0f s", _said(error), pause)
            _log.debug("how it ended", exc_info=error)
            await wait(pause)
            pause *= 2
        else:
            return


def _said(error: Exception) -> str:
    if isinstance(error, ClientDied):
        return f"the connection to Discord broke ({type(error.__cause__).__name__})"
    return f"Discord can't be reached ({type(error).__name__})"


def _closed(code: int) -> str:
    if code == _NOT_AUTHENTICATED:
        return _WRONG_TOKEN
    return f"Discord closed the connection for good (code {code}): its page “Gateway close event codes” says why."
