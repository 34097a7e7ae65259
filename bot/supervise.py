"""Keep the Discord client alive: discord.py 2.7 gives up when its very first connection fails."""

import logging
from collections.abc import Awaitable, Callable

import aiohttp
import discord

from bot.core.ports import Wait

_log = logging.getLogger(__name__)
_LONGEST_PAUSE = 60.0
_WRONG_TOKEN = "Discord does not accept DISCORD_TOKEN: copy the bot's token anew from its page."  # noqa: S105 - a sentence

_NOT_AUTHENTICATED = 4004
"""Discord docs, Gateway close event codes."""


class StartFailed(Exception):
    """One sentence for the operator."""


async def log_in(client: discord.Client, token: str) -> None:
    """Raises StartFailed."""
    try:
        await client.login(token)
    except discord.LoginFailure as error:
        raise StartFailed(_WRONG_TOKEN) from error
    except (discord.HTTPException, aiohttp.ClientError, OSError) as error:
        raise StartFailed(f"Discord can't be reached ({type(error).__name__}): please try again later.") from error


async def supervise(start: Callable[[], Awaitable[None]], wait: Wait) -> None:
    """Call *start*, which runs a fresh client until it is closed, again and again until it ends by itself.

    Discord down or unreachable is waited out, with pauses from one second to a minute. Raises StartFailed for what only
    the operator can mend. Source: discord.py 2.7.1, `Client.connect` with no socket yet raises AttributeError.
    """
    pause = 1.0
    while True:
        try:
            await start()
        except discord.LoginFailure as error:
            raise StartFailed(_WRONG_TOKEN) from error
        except discord.ConnectionClosed as error:  # for good; after what may pass, discord.py connects again by itself
            raise StartFailed(_closed(error.code)) from error
        except discord.PrivilegedIntentsRequired as error:
            raise StartFailed("Discord asks for privileged intents, which Plantain does not use: update it.") from error
        except (discord.GatewayNotFound, discord.HTTPException, aiohttp.ClientError, OSError, AttributeError) as error:
            if isinstance(error, AttributeError) and "sequence" not in str(error):
                raise
            _log.warning("Discord can't be reached (%s); next try in %.0f s", type(error).__name__, pause)
            await wait(pause)
            pause = min(pause * 2, _LONGEST_PAUSE)
        else:
            return


def _closed(code: int) -> str:
    if code == _NOT_AUTHENTICATED:
        return _WRONG_TOKEN
    return f"Discord closed the connection for good (code {code}): its page “Gateway close event codes” says why."
