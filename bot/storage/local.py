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
from functools import partial
from pathlib import Path

from bot.core.aside import aside
from bot.core.errors import PictureLost

_CHUNK = 1024 * 1024
_AT_ONCE = 2
"""Checks that go on together: more would take the processors from the event loop."""

_REMEMBERED = 10_000
"""Files that are known to be whole; beyond that they are read once more."""

_Look = tuple[int, int, int]


def key(address: str) -> str:
    """Where a payload lies, relative to the top: 65,536 folders keep each of them small."""
    return f"{address[:2]}/{address[2:4]}/{address}"


def fingerprint(file: Path) -> str:
    """SHA-256 in hex, read in small pieces. Blocks."""
    with file.open("rb") as source:
        return hashlib.file_digest(source, "sha256").hexdigest()


class LocalShelf:
    """obstore writes without fsync, so files are moved in here by hand: synced, renamed, and their folders synced.

    The bytes of a file are compared with its address before it is lent for the first time, and after any change of it.
    """

    def __init__(self, root: Path) -> None:
        self._root = root
        self._whole: dict[str, _Look] = {}
        self._checking = asyncio.Semaphore(_AT_ONCE)

    async def take(self, file: Path, address: str) -> bool:
        """Move the file in; what lay there already, whole or not, is replaced in one step. Whether nothing did."""
        target = self._root / key(address)
        is_new = await aside(self._take, file, target)
        self._remember({address: await asyncio.to_thread(_look, target)})
        return is_new

    async def drop(self, address: str) -> None:
        """Delete the file, if it is there."""
        self._whole.pop(address, None)
        await aside(partial(Path.unlink, missing_ok=True), self._root / key(address))

    @asynccontextmanager
    async def lend(self, addresses: Collection[str]) -> AsyncIterator[Mapping[str, Path]]:
        """The files themselves: read only. Raises PictureLost."""
        files = {address: self._root / key(address) for address in addresses}
        async with self._checking:
            self._remember(await asyncio.to_thread(_checked, files, self._whole))
        yield files

    def _remember(self, looks: Mapping[str, _Look]) -> None:
        if len(self._whole) >= _REMEMBERED:
            self._whole.clear()
        self._whole.update(looks)

    def _take(self, file: Path, target: Path) -> bool:
        target.parent.mkdir(parents=True, exist_ok=True)
        is_new = not target.exists()
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
        return is_new

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


def _look(file: Path) -> _Look:
    """What changes with a file's bytes. Raises PictureLost when it is missing or no file."""
    try:
        found = file.stat()
    except (FileNotFoundError, NotADirectoryError) as error:
        raise PictureLost from error
    if not stat.S_ISREG(found.st_mode):
        raise PictureLost
    return found.st_ino, found.st_size, found.st_mtime_ns


def _checked(files: Mapping[str, Path], whole: Mapping[str, _Look]) -> Mapping[str, _Look]:
    """How the files look; those that look otherwise than when they were *whole* are read. Raises PictureLost."""
    looks = {address: _look(file) for address, file in files.items()}
    for address, look in looks.items():
        if look != whole.get(address) and fingerprint(files[address]) != address:
            raise PictureLost
    return looks


def _sync(path: Path) -> None:
    descriptor = os.open(path, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
