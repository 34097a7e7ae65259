"""Bytes of attachments as files in one folder; they come in by chunks and never lie in memory whole."""

import asyncio
from collections.abc import AsyncIterator, Callable
from dataclasses import dataclass
from pathlib import Path
from typing import BinaryIO, Final

from bot.playground.discord.sniffing import HEAD_BYTES, Kind, sniff

CHUNK: Final = 256 * 1024


@dataclass(frozen=True, slots=True)
class Upload:
    """A file that a person picks: its name, and its bytes or where they lie on this machine."""

    name: str
    source: bytes | Path


@dataclass(frozen=True, slots=True)
class Blob:
    """Stored bytes: the store's key, the size in bytes and what the first bytes say they are."""

    key: str
    size: int
    kind: Kind


class TooLarge(Exception):
    """The bytes went on past the limit; nothing was kept."""


class BlobStore:
    """Files named by fresh ids in `folder`, which must exist."""

    def __init__(self, folder: Path, ids: Callable[[], int]) -> None:
        self.folder = folder
        self._ids = ids

    def path(self, key: str) -> Path:
        """Where the bytes lie; `key` must be one that this store gave out."""
        return self.folder / key

    async def add(self, chunks: AsyncIterator[bytes], limit: int | None = None) -> Blob:
        """Keep what the chunks carry; TooLarge past `limit` bytes, with the file gone."""
        key = str(self._ids())
        path = self.path(key)
        file = await asyncio.to_thread(path.open, "wb")
        try:
            size, head = await _write(file, chunks, limit)
        except BaseException:
            await asyncio.to_thread(_discard, file, path)
            raise
        await asyncio.to_thread(file.close)
        return Blob(key, size, sniff(head))

    async def add_upload(self, upload: Upload) -> Blob:
        return await self.add(_chunks(upload.source))

    async def remove(self, key: str) -> None:
        await asyncio.to_thread(self.path(key).unlink, missing_ok=True)

    async def keep_only(self, keys: frozenset[str]) -> None:
        """Remove every file that is not one of these."""
        await asyncio.to_thread(_sweep, self.folder, keys)


async def _write(file: BinaryIO, chunks: AsyncIterator[bytes], limit: int | None) -> tuple[int, bytes]:
    size, head = 0, b""
    async for chunk in chunks:
        size += len(chunk)
        if limit is not None and size > limit:
            raise TooLarge
        if len(head) < HEAD_BYTES:
            head += chunk[: HEAD_BYTES - len(head)]
        await asyncio.to_thread(file.write, chunk)
    return size, head


def _sweep(folder: Path, keys: frozenset[str]) -> None:
    for path in folder.iterdir():
        if path.name not in keys:
            path.unlink()


def _discard(file: BinaryIO, path: Path) -> None:
    file.close()
    path.unlink(missing_ok=True)


async def _chunks(source: bytes | Path) -> AsyncIterator[bytes]:
    if isinstance(source, bytes):
        for start in range(0, len(source), CHUNK):
            yield source[start : start + CHUNK]
        return
    file = await asyncio.to_thread(source.open, "rb")
    try:
        while chunk := await asyncio.to_thread(file.read, CHUNK):
            yield chunk
    finally:
        await asyncio.to_thread(file.close)
