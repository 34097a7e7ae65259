"""Slash commands go to Discord only when they changed: it takes 200 creations a day and server."""

import asyncio
import hashlib
import json
import logging
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager, suppress
from pathlib import Path
from typing import Any, Final, Protocol

import aiohttp
import discord
from discord import app_commands

from bot.core.ports import Wait

_log = logging.getLogger(__name__)

SYNC_FAILURES: Final = (discord.DiscordException, aiohttp.ClientError, OSError, TimeoutError)
ATTEMPT_SECONDS: Final = 60.0
"""Discord may say that it is too early for hours, and discord.py waits for as long as it says."""
_HEAD_START: Final = 3.0
"""Seconds in which new commands are mostly there: who sees the bot come online for the first time finds them."""
_PAUSE, _LONGEST_PAUSE = 60.0, 3600.0


class SyncMarks(Protocol):
    """Remembers, for each application, which commands it was given last."""

    async def get(self, application: int) -> str | None: ...

    async def put(self, application: int, mark: str) -> None: ...


class FileMarks:
    """The marks in one small JSON file; a damaged one only means that commands are synced once more."""

    def __init__(self, file: Path) -> None:
        self._file = file

    async def get(self, application: int) -> str | None:
        return (await asyncio.to_thread(self._read)).get(str(application))

    async def put(self, application: int, mark: str) -> None:
        await asyncio.to_thread(self._write, str(application), mark)

    def _read(self) -> dict[str, str]:
        try:
            marks = json.loads(self._file.read_text(encoding="utf-8"))
        except (OSError, ValueError):
            return {}
        return marks if isinstance(marks, dict) else {}

    def _write(self, application: str, mark: str) -> None:
        new = self._file.with_suffix(".new")
        new.write_text(json.dumps(self._read() | {application: mark}), encoding="utf-8")
        new.replace(self._file)


def mark(tree: app_commands.CommandTree[Any]) -> str:
    """A fingerprint of all global commands as Discord would get them."""
    payload = sorted(json.dumps(command.to_dict(tree), sort_keys=True) for command in tree.get_commands())
    return hashlib.sha256("\n".join(payload).encode()).hexdigest()


async def sync_if_changed(tree: app_commands.CommandTree[Any], application: int, marks: SyncMarks) -> bool:
    """Sync the global commands unless Discord has them already; returns whether they were sent."""
    now = mark(tree)
    if await marks.get(application) == now:
        return False
    await tree.sync()
    await marks.put(application, now)
    return True


async def sync_once(sync: Callable[[], Awaitable[bool]]) -> bool:
    """What *sync* returns. Raises one of `SYNC_FAILURES`."""
    async with asyncio.timeout(ATTEMPT_SECONDS):
        return await sync()


@asynccontextmanager
async def synced_beside(sync: Callable[[], Awaitable[bool]], wait: Wait) -> AsyncIterator[None]:
    """Inside of this *sync* is tried until it goes through, which holds nobody up for more than a moment."""
    tried = asyncio.Event()
    syncing = asyncio.create_task(_insisting(sync, wait, tried))
    try:
        with suppress(TimeoutError):
            async with asyncio.timeout(_HEAD_START):
                await tried.wait()
        yield
    finally:
        syncing.cancel()
        await asyncio.gather(syncing, return_exceptions=True)


async def _insisting(sync: Callable[[], Awaitable[bool]], wait: Wait, tried: asyncio.Event) -> None:
    pause = _PAUSE
    while True:
        try:
            if await sync_once(sync):
                _log.info("slash commands were sent to Discord")
        except Exception as error:  # noqa: BLE001 - whatever it is, people can use the commands that there are
            _log.warning(
                "Discord did not take the slash commands (%s), so that people see those that it had before; next try in"
                " %.0f s. If it stays so, stop the bot and run plantain sync, which says why.",
                reason(error),
                pause,
            )
            _log.debug("how that failed", exc_info=error)
        else:
            return
        finally:
            tried.set()
        await wait(pause)
        pause = min(2 * pause, _LONGEST_PAUSE)


def reason(error: Exception) -> str:
    """In few words; Discord's own are of our commands, and name the one that it refuses."""
    if isinstance(error, TimeoutError):
        return f"no answer within {ATTEMPT_SECONDS:.0f} s: it may limit how often a day"
    if isinstance(error, discord.HTTPException):
        return " ".join(f"HTTP {error.status}, {error}".split())[:300]
    return type(error).__name__
