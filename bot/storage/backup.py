"""A consistent copy of everything that is kept, made while the bot runs."""

import fcntl
import io
import json
import os
import shutil
import sqlite3
import tarfile
import tempfile
from collections.abc import Callable, Iterator
from contextlib import ExitStack, closing, contextmanager, suppress
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Self

from bot.storage.address import pictures_folder, sqlite_file
from bot.storage.archive import DATABASE, FORMAT, NOTE, BackupRefused, addresses, member
from bot.storage.damage import UNREADABLE
from bot.storage.failures import StorageRefused
from bot.storage.folder import RestoreCutOff, was_cut_off
from bot.storage.local import fingerprint, key

_OWNER_ONLY = 0o600
_PASSING = ".plantain-backup-"
_PATIENCE = 30.0
"""Seconds to wait for a writer of the database."""


@dataclass(frozen=True, slots=True)
class Source:
    """Where a bot keeps what is to be copied; `lock` is the file that it holds while it runs."""

    database: Path
    pictures: Path
    lock: Path

    @classmethod
    def of(cls, root: Path, database_url: str | None = None, pictures_url: str | None = None) -> Self:
        """From a data folder and what the settings put elsewhere. Raises StorageRefused for what is no file of ours."""
        database = Path(sqlite_file(database_url)) if database_url else root / DATABASE
        pictures = pictures_folder(pictures_url) if pictures_url else root / "pictures"
        if pictures is None:
            raise BackupRefused(
                "The pictures are in an object store (PICTURES_URL): please copy them with that store's own tools."
            )
        return cls(database, pictures, root / "lock")


@dataclass(frozen=True, slots=True)
class Progress:
    """Pictures looked at of all that the database names, those of them that are lost, and bytes copied."""

    done: int
    total: int
    lost: int
    size: int


@dataclass(frozen=True, slots=True)
class Hooks:
    """`tell` is called with every picture; the copy is given up once `stopped`."""

    tell: Callable[[Progress], None]
    stopped: Callable[[], bool]


def back_up(source: Source, target: Path, now: datetime, hooks: Hooks) -> tuple[Path, Progress]:
    """Write one tar: *target*, or in the folder *target* one named by the time. It is there in full or not at all.

    The database is copied first, as it is at one moment; pictures never change, so that what it names can follow while
    the bot goes on. Lost or damaged pictures are left out and counted. Blocks. Raises BackupRefused or RestoreCutOff.
    """
    if not source.database.is_file():
        raise _nothing(source)
    file = target / f"plantain-{now:%Y%m%d-%H%M%S}.tar" if target.is_dir() else target
    if file.exists():
        raise BackupRefused(f"{file} is there already: please name another file.")
    try:
        with _appearing(file) as (unfinished, folder):
            copy = folder / DATABASE
            live = _copied(source, copy)
            with tarfile.open(fileobj=unfinished, mode="w", format=tarfile.PAX_FORMAT) as tar:
                note = {"format": FORMAT, "live": live, "made_at": now.isoformat()}
                _add(tar, NOTE, now, json.dumps(note).encode())
                with copy.open("rb") as opened:
                    _add(tar, DATABASE, now, opened)
                return file, _pictures(tar, source.pictures, addresses(copy), now, hooks)
    except UNREADABLE as error:
        raise BackupRefused(f"The database {source.database} can't be copied ({error}).") from error
    except OSError as error:
        raise BackupRefused(f"The backup can't be written to {file} ({error.strerror}).") from error


def _nothing(source: Source) -> StorageRefused:
    root = source.lock.parent
    with _quiet(source.lock) as quiet:
        if quiet and was_cut_off(root):
            return RestoreCutOff(root)
    return BackupRefused(f"There is nothing to copy: {source.database} is not there.")


@contextmanager
def _appearing(file: Path) -> Iterator[tuple[io.BufferedWriter, Path]]:
    """A file that gets its name when all of it is on disk, and a folder beside it that is gone afterwards."""
    parent = file.absolute().parent
    _clear(parent)
    with tempfile.TemporaryDirectory(dir=parent, prefix=_PASSING) as folder, ExitStack() as stack:
        with suppress(OSError):  # some file systems know no locks, and then nothing is ever cleared away
            stack.enter_context(_held(Path(folder)))
        path = Path(folder) / "unfinished"
        with path.open("xb") as unfinished:
            path.chmod(_OWNER_ONLY)
            yield unfinished, Path(folder)
            unfinished.flush()
            os.fsync(unfinished.fileno())
        path.rename(file)
        with suppress(OSError):  # some file systems can't sync a folder
            _sync(parent)


def _clear(parent: Path) -> None:
    """Remove what backups left that were killed: nobody holds it any more."""
    for folder in parent.glob(f"{_PASSING}*"):
        with suppress(OSError), _held(folder):
            shutil.rmtree(folder)


@contextmanager
def _held(folder: Path) -> Iterator[None]:
    """Hold a folder, for as long as the process lives at most. Raises OSError where another holds it."""
    descriptor = os.open(folder, os.O_RDONLY | os.O_DIRECTORY)
    try:
        fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
        yield
    finally:
        os.close(descriptor)


def _copied(source: Source, copy: Path) -> bool:
    """Copy the database as it is at one moment; whether a bot was using it then."""
    with _quiet(source.lock) as quiet, closing(_opened(source.database, quiet=quiet)) as connection:
        connection.execute("VACUUM INTO ?", (str(copy),))
        return not quiet


def _opened(database: Path, *, quiet: bool) -> sqlite3.Connection:
    """The last one to close a database tidies up beside it, and may do so only where no bot is about to come back."""
    address = f"{database.absolute().as_uri()}?mode={'rw' if quiet else 'ro'}"
    return sqlite3.connect(address, uri=True, timeout=_PATIENCE, isolation_level=None)


@contextmanager
def _quiet(lock: Path) -> Iterator[bool]:
    """Whether no bot holds the data folder, which then stays so inside of this."""
    try:
        opened = lock.open("rb")
    except OSError:
        yield False
        return
    with opened:
        try:
            fcntl.flock(opened, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except OSError:
            yield False
        else:
            yield True


def _pictures(tar: tarfile.TarFile, root: Path, named: list[str], now: datetime, hooks: Hooks) -> Progress:
    lost = size = 0
    for number, address in enumerate(named, 1):
        if hooks.stopped():
            raise BackupRefused("The copy was stopped before it was complete: no backup was written.")
        file = root / key(address)
        if file.is_file() and fingerprint(file) == address:
            with file.open("rb") as opened:
                size += _add(tar, member(address), now, opened)
        else:
            lost += 1
        hooks.tell(Progress(number, len(named), lost, size))
    return Progress(len(named), len(named), lost, size)


def _add(tar: tarfile.TarFile, name: str, now: datetime, content: bytes | io.BufferedReader) -> int:
    """Add a file that only its owner may read; its bytes."""
    entry = tarfile.TarInfo(name)
    entry.mode, entry.mtime = _OWNER_ONLY, now.timestamp()
    if isinstance(content, bytes):
        entry.size = len(content)
        tar.addfile(entry, io.BytesIO(content))
    else:
        entry.size = os.fstat(content.fileno()).st_size
        tar.addfile(entry, content)
    return entry.size


def _sync(folder: Path) -> None:
    descriptor = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
