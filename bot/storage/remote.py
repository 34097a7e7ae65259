"""Pictures in an object store, streamed both ways."""

import asyncio
import hashlib
import shutil
from collections.abc import AsyncIterator, Collection, Mapping
from contextlib import asynccontextmanager, suppress
from pathlib import Path
from tempfile import mkdtemp

import obstore
from obstore.exceptions import NotFoundError
from obstore.store import ObjectStore

from bot.core.aside import aside
from bot.core.errors import PictureLost
from bot.storage.local import key

_CHUNK = 5 * 1024 * 1024
"""Bytes of one piece; S3 takes no smaller ones in a multipart upload (S3 docs, multipart upload limits)."""

_MISSING = (NotFoundError, FileNotFoundError)


class RemoteShelf:
    """Any store that obstore speaks to. Files are lent from a folder under *spool*, *at_once* coming in together."""

    def __init__(self, store: ObjectStore, spool: Path, *, at_once: int = 4) -> None:
        self._store = store
        self._spool = spool
        self._slots = asyncio.Semaphore(at_once)

    async def take(self, file: Path, address: str) -> bool:
        """Send the file up, unless it is there in full, and remove it. Whether nothing was there."""
        size = (await asyncio.to_thread(file.stat)).st_size
        there = await self._size(address)
        if there != size:
            await obstore.put_async(self._store, key(address), file, chunk_size=_CHUNK, max_concurrency=2)
        await asyncio.to_thread(file.unlink)
        return there is None

    async def drop(self, address: str) -> None:
        """Delete the object, if it is there."""
        with suppress(*_MISSING):
            await obstore.delete_async(self._store, key(address))

    @asynccontextmanager
    async def lend(self, addresses: Collection[str]) -> AsyncIterator[Mapping[str, Path]]:
        """Copies that live as long as the context, their bytes checked. Raises PictureLost."""
        folder = Path(await asyncio.to_thread(mkdtemp, dir=self._spool))
        try:
            files = {address: folder / address for address in addresses}
            done = await asyncio.gather(*(self._fetch(*item) for item in files.items()), return_exceptions=True)
            for failure in filter(None, done):
                raise failure
            yield files
        finally:
            await asyncio.to_thread(shutil.rmtree, folder, ignore_errors=True)

    async def _size(self, address: str) -> int | None:
        try:
            return (await obstore.head_async(self._store, key(address)))["size"]
        except _MISSING:
            return None

    async def _fetch(self, address: str, file: Path) -> None:
        async with self._slots:
            try:
                result = await obstore.get_async(self._store, key(address))
            except _MISSING as error:
                raise PictureLost from error
            digest = hashlib.sha256()
            await aside(file.touch)
            async for chunk in result.stream(min_chunk_size=_CHUNK):
                await aside(_append, file, chunk)
                await asyncio.to_thread(digest.update, chunk)
        if digest.hexdigest() != address:
            raise PictureLost


def _append(file: Path, chunk: bytes) -> None:
    with file.open("ab") as target:
        target.write(chunk)
