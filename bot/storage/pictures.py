"""The pictures port: payloads by the SHA-256 of their bytes, on a shelf that is a folder or an object store."""

import asyncio
import re
from collections.abc import AsyncIterator, Collection, Mapping
from contextlib import AbstractAsyncContextManager, AsyncExitStack, asynccontextmanager
from pathlib import Path
from typing import Protocol, Self

from bot.core.errors import PictureLost, StorageUnavailable
from bot.storage import provisional
from bot.storage.address import object_store, pictures_folder
from bot.storage.failures import storing
from bot.storage.local import LocalShelf, fingerprint
from bot.storage.remote import RemoteShelf
from bot.storage.room import check_room

_AT_ONCE = 2
"""Files that are hashed together: more would take the processors from the event loop."""

_ADDRESS = re.compile(r"[0-9a-f]{64}")


class Shelf(provisional.Shelf, Protocol):
    """Where payloads lie. Raises whatever its medium raises."""

    def lend(self, addresses: Collection[str]) -> AbstractAsyncContextManager[Mapping[str, Path]]:
        """Local files to read from. Raises PictureLost on entering."""
        ...


class StoredPictures:
    """Keeps every promise of the port, whatever the shelf."""

    def __init__(self, shelf: Shelf, *folders: Path) -> None:
        """*folders*: what a picture passes through on its way to the shelf, and where it lies."""
        self._shelf = shelf
        self._folders = folders
        self._provisional = provisional.Provisional(shelf)
        self._hashing = asyncio.Semaphore(_AT_ONCE)

    @classmethod
    def at(cls, url: str, spool: Path) -> Self:
        """Pictures in a folder (a path or `file://…`) or an object store; *spool* takes what is lent from the latter.

        Raises PicturesUnusable.
        """
        if root := pictures_folder(url):
            return cls(LocalShelf(root), spool, root)
        return cls(RemoteShelf(object_store(url), spool), spool)

    async def check(self) -> None:
        with storing(StorageUnavailable):
            await asyncio.to_thread(check_room, self._folders)

    async def address(self, file: Path) -> str:
        with storing():
            async with self._hashing:
                return await asyncio.to_thread(fingerprint, file)

    async def keep(self, file: Path) -> str:
        address = await self.address(file)
        async with self.keeping({address: file}):
            return address

    @asynccontextmanager
    async def keeping(self, files: Mapping[str, Path]) -> AsyncIterator[None]:
        async with AsyncExitStack() as kept:
            with storing():
                await kept.enter_async_context(self._provisional.kept(files))
            yield

    @asynccontextmanager
    async def at_hand(self, addresses: Collection[str]) -> AsyncIterator[Mapping[str, Path]]:
        if not all(map(_ADDRESS.fullmatch, addresses)):
            raise PictureLost
        async with AsyncExitStack() as lent:
            with storing(StorageUnavailable):
                files = await lent.enter_async_context(self._shelf.lend(frozenset(addresses)))
            yield files
