"""Payloads that are taken in for what may still be refused: then they go again, unless they are somebody else's too."""

import asyncio
import logging
from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Protocol

from bot.core.errors import Refused, StorageFailed
from bot.storage.failures import storing

_log = logging.getLogger(__name__)


class Shelf(Protocol):
    """Where payloads are put. Raises whatever its medium raises."""

    async def take(self, file: Path, address: str) -> bool:
        """Take the file in, which is gone after that, and return when it is durable: whether nothing lay there yet."""
        ...

    async def drop(self, address: str) -> None:
        """Take the payload away, if it is there."""
        ...


@dataclass(eq=False, slots=True)
class _Stay:
    """A payload while *keepers* keep it; *new*: it came with one of them, and none of them has it for good yet."""

    keepers: int = 0
    new: bool = False
    moving: asyncio.Lock = field(default_factory=asyncio.Lock)


class Provisional:
    """Knows of each payload that is being kept whether it was there before. One process at a time uses a shelf."""

    def __init__(self, shelf: Shelf) -> None:
        self._shelf = shelf
        self._stays: dict[str, _Stay] = {}

    @asynccontextmanager
    async def kept(self, files: Mapping[str, Path]) -> AsyncIterator[None]:
        """Inside of this the files lie under their addresses.

        What is new among them goes again when not all can be taken, and when a `Refused` ends the block. After any
        other error nobody knows whether something goes by them, and they stay.
        """
        entered: list[tuple[str, _Stay]] = []
        wanted = False
        try:
            for address, file in files.items():
                entered.append((address, self._entered(address)))
                await self._take(*entered[-1], file)
            wanted = True
            yield
        except Refused:
            wanted = False
            raise
        finally:
            for _, stay in entered:
                stay.keepers -= 1
                stay.new &= not wanted
            for address, stay in entered:
                await self._clear(address, stay)

    def _entered(self, address: str) -> _Stay:
        stay = self._stays.setdefault(address, _Stay())
        stay.keepers += 1
        return stay

    async def _take(self, address: str, stay: _Stay, file: Path) -> None:
        async with stay.moving:
            if await self._shelf.take(file, address):
                stay.new = True

    async def _clear(self, address: str, stay: _Stay) -> None:
        """Where others still keep it, it is for the last of them."""
        if stay.new and not stay.keepers:
            async with stay.moving:
                if stay.new and not stay.keepers:  # nobody has come meanwhile
                    await self._drop(address)
                    stay.new = False
        if not stay.keepers and self._stays.get(address) is stay:
            del self._stays[address]

    async def _drop(self, address: str) -> None:
        try:
            with storing():
                await self._shelf.drop(address)
        except StorageFailed:
            _log.warning("a picture that nobody needs could not be deleted: %s", address)
