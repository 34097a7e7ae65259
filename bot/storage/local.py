"""Pictures in a local folder, durably. The layout is one that obstore's LocalStore reads as well."""

import asyncio
import errno
import hashlib
import os
import shutil
import stat
import tempfile
from collections.abc import AsyncIterator, Collection, Mapping
from contextlib import asynccontextmanager
from pathlib import Path

from bot.core.errors import PictureLost

EMPTY = hashlib.sha256().hexdigest()
_CHUNK = 1024 * 1024


def key(address: str) -> str:
    """Where a payload lies, relative to the top: 65,536 folders keep each of them small."""
    return f"{address[:2]}/{address[2:4]}/{address}"


def fingerprint(file: Path) -> str:
    """SHA-256 in hex, read in small pieces. Blocks."""
    with file.open("rb") as source:
        return hashlib.file_digest(source, "sha256").hexdigest()


class LocalShelf:
    """obstore writes without fsync, so files are moved in here by hand: synced, renamed, and their folders synced."""

    def __init__(self, root: Path) -> None:
        self._root = root

    async def take(self, file: Path, address: str) -> None:
        """Move the file in; what lay there already, whole or not, is replaced in one step."""
        await asyncio.to_thread(self._take, file, self._root / key(address))

    @asynccontextmanager
    async def lend(self, addresses: Collection[str]) -> AsyncIterator[Mapping[str, Path]]:
        """The files themselves: read only. Raises PictureLost."""
        files = {address: self._root / key(address) for address in addresses}
        await asyncio.to_thread(_check, files)
        yield files

    def _take(self, file: Path, target: Path) -> None:
        target.parent.mkdir(parents=True, exist_ok=True)
        _sync(file)
        try:
            file.replace(target)
        except OSError as error:
            if error.errno != errno.EXDEV:
                raise
            self._copy(file, target)
            file.unlink()
        for folder in (target.parent, target.parent.parent, self._root):
            _sync(folder)

    def _copy(self, file: Path, target: Path) -> None:
        """From another disk: what is half written never has the address."""
        descriptor, name = tempfile.mkstemp(dir=self._root, prefix="incoming-")
        try:
            with file.open("rb") as source, os.fdopen(descriptor, "wb") as copy:
                shutil.copyfileobj(source, copy, _CHUNK)
            _sync(Path(name))
            Path(name).replace(target)
        except BaseException:
            Path(name).unlink(missing_ok=True)
            raise


def _check(files: Mapping[str, Path]) -> None:
    for address, file in files.items():
        try:
            found = file.stat()
        except FileNotFoundError as error:
            raise PictureLost from error
        if not stat.S_ISREG(found.st_mode) or (found.st_size == 0 and address != EMPTY):
            raise PictureLost


def _sync(path: Path) -> None:
    descriptor = os.open(path, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
