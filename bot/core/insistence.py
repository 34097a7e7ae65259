"""Trying to store again and again what is paid for: storage that fails is often mended in time."""

import asyncio
import logging
from collections.abc import Awaitable, Callable
from contextlib import suppress
from typing import Final, TypeVar

from bot.core.errors import StorageFailed
from bot.core.ports import Wait

T = TypeVar("T")
_log = logging.getLogger(__name__)

PAUSES: Final = (1.0, 5.0, 15.0, 30.0, *[60.0] * 8)
"""Seconds between attempts, nine minutes in all: time to clean a full disk, while the interaction's token lives on."""


class Insistence:
    """*wait* lets seconds pass."""

    def __init__(self, wait: Wait) -> None:
        self._wait = wait

    async def through(self, what: str, attempt: Callable[[], Awaitable[T]]) -> T:
        """What *attempt* returns, which may be made any number of times; *what* it stores is for the log.

        Whoever is cancelled meanwhile makes one last attempt. Raises StorageFailed in the end.
        """
        try:
            for pause in PAUSES:
                try:
                    return await attempt()
                except StorageFailed:
                    _log.warning("%s could not be stored, next try in %.0f s", what, pause)
                await self._wait(pause)
            return await attempt()
        except asyncio.CancelledError:
            with suppress(StorageFailed):
                await attempt()
            raise
