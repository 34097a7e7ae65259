"""Putting a backup into an empty data folder. An archive is a stranger's until every byte of it has been looked at."""

import asyncio
import hashlib
import io
import json
import os
import shutil
import sqlite3
import tarfile
from collections.abc import Iterator
from contextlib import closing, contextmanager
from dataclasses import replace
from datetime import datetime
from pathlib import Path
from typing import IO

from sqlalchemy import URL

from bot.core.errors import Interrupted, StorageFailed
from bot.core.turn import State
from bot.storage.archive import DATABASE, FORMAT, NOTE, BackupRefused, address_of, addresses
from bot.storage.backup import Hooks, Progress
from bot.storage.damage import UNREADABLE
from bot.storage.database import Database
from bot.storage.folder import DataFolder, was_cut_off
from bot.storage.local import key
from bot.storage.migrating import migrate
from bot.storage.turns import SqlTurns

_CHUNK = 256 * 1024
_NOTE_BYTES = 500
_OWNER_ONLY = 0o700
_PLAIN = (tarfile.REGTYPE, tarfile.AREGTYPE)
_PARTS = "SELECT sum(type IN ('trigger', 'view')), sum((type, name) = ('table', 'turns')) FROM sqlite_master"
_OURS = frozenset({"lock", f"{DATABASE}.lock", "lost+found"})


async def restore(archive: Path, root: Path, now: datetime, hooks: Hooks) -> Progress:
    """Fill the data folder *root*, which must be empty, from *archive*; all of it or nothing.

    Turns that were under way while the copy was made are closed: what became of them since is not known here, and they
    must not be paid for twice. Raises BackupRefused, FolderInUse, FolderUnusable, or what `migrate` raises.
    """
    if not await asyncio.to_thread(is_empty, root):
        raise _not_empty(root)
    try:
        with DataFolder(root, restoring=True) as folder:
            await asyncio.to_thread(_begin_anew, folder)
            with _passing(folder.unpacked) as unpacked:
                live, progress = await asyncio.to_thread(_unpacked, archive, unpacked, hooks)
                url = URL.create("sqlite", database=str(unpacked / DATABASE))
                await migrate(url)
                if live:
                    await _close_lost(url, now)
                lost = await asyncio.to_thread(_lost, unpacked)
                await asyncio.to_thread(_put, unpacked, folder)
    except (StorageFailed, *UNREADABLE) as error:
        raise BackupRefused("The backup is damaged: not every turn in its database can be read.") from error
    except OSError as error:
        raise BackupRefused(f"The backup can't be put back ({error.strerror or error}).") from error
    return replace(progress, lost=lost)


def _begin_anew(folder: DataFolder) -> None:
    """Take away the pictures of a restore that was cut off before it came to the database."""
    if (folder.root / DATABASE).exists():  # by a bot that was here a moment ago
        raise _not_empty(folder.root)
    shutil.rmtree(folder.pictures)
    folder.pictures.mkdir(mode=_OWNER_ONLY)


@contextmanager
def _passing(folder: Path) -> Iterator[Path]:
    """A folder that is gone afterwards, whatever happened; one that was cut off has left it, empty by now."""
    folder.mkdir(exist_ok=True)
    try:
        yield folder
    finally:
        shutil.rmtree(folder)


def is_empty(root: Path) -> bool:
    """Whether a data folder holds nothing but what a start or a restore without success leaves there."""
    if not root.exists():
        return True
    if not root.is_dir():
        return False
    ours = _OURS | {"spool", "pictures"} if was_cut_off(root) else _OURS  # it had begun in an empty folder
    return all(entry.name in ours or (entry.is_dir() and not any(entry.iterdir())) for entry in root.iterdir())


def _unpacked(archive: Path, into: Path, hooks: Hooks) -> tuple[bool, Progress]:
    """Unpack and check; whether a bot was running when the copy was made, and how much there was."""
    try:
        with _Piecemeal(archive) as opened, tarfile.open(fileobj=opened, mode="r:") as tar:
            members = _members(tar)
            live = _note(*next(members, (tarfile.TarInfo(), None)))
            progress = _files(members, into, hooks)
    except (tarfile.TarError, EOFError, ValueError, OverflowError, RecursionError, FileExistsError) as error:
        raise _useless(archive) from error
    if not (into / DATABASE).is_file():
        raise _useless(archive)
    (into / "pictures").mkdir(exist_ok=True)
    _check(into / DATABASE)
    return live, progress


class _Piecemeal(io.FileIO):
    """Gives no more than one chunk at a time: `tarfile` takes the headers of a member in one piece, however long."""

    def read(self, size: int | None = -1, /) -> bytes:
        if size is None or not 0 <= size <= _CHUNK:
            raise ValueError("a header that no backup has")
        return super().read(size)


def _members(tar: tarfile.TarFile) -> Iterator[tuple[tarfile.TarInfo, IO[bytes] | None]]:
    """Plain files only, one after the other; nothing about them is kept."""
    while entry := tar.next():
        tar.members.clear()  # type: ignore[attr-defined] # else it remembers every one
        tar.pax_headers.clear()  # type: ignore[attr-defined] # and what they all have in common
        if entry.type not in _PLAIN or entry.sparse is not None:
            raise ValueError("something else than a plain file")
        yield entry, tar.extractfile(entry)


def _note(entry: tarfile.TarInfo, opened: IO[bytes] | None) -> bool:
    if entry.name != NOTE or opened is None or entry.size > _NOTE_BYTES:
        raise ValueError("no note at the front")
    note = json.loads(opened.read())
    if not isinstance(note, dict) or not isinstance(note.get("live"), bool):
        raise ValueError("a note of another kind")  # noqa: TRY004 - what an archive says, not what a caller gave
    if note.get("format") != FORMAT:
        raise BackupRefused("The backup was made by a newer Plantain: please update this one first.")
    return bool(note["live"])


def _files(members: Iterator[tuple[tarfile.TarInfo, IO[bytes] | None]], into: Path, hooks: Hooks) -> Progress:
    done = size = 0
    for entry, opened in members:
        if hooks.stopped():
            raise BackupRefused("Putting the backup back was stopped: the data folder is empty again.")
        address = address_of(entry.name)
        if opened is None or (address is None and entry.name != DATABASE):
            raise ValueError("something that no backup holds")
        target = into / ("pictures" + os.sep + key(address) if address else DATABASE)
        digest = _written(opened, target)
        if address and digest != address:
            raise BackupRefused(f"The backup is damaged: the picture {address} in it has other bytes.")
        if address:
            done, size = done + 1, size + entry.size
            hooks.tell(Progress(done, done, 0, size))
    return Progress(done, done, 0, size)


def _written(opened: IO[bytes], target: Path) -> str:
    """Write a file that is not there yet; the SHA-256 of its bytes."""
    target.parent.mkdir(parents=True, exist_ok=True)
    digest = hashlib.sha256()
    with target.open("xb") as file:
        while piece := opened.read(_CHUNK):
            digest.update(piece)
            file.write(piece)
    return digest.hexdigest()


def _check(database: Path) -> None:
    """Raises BackupRefused unless the database is whole, has turns, and tables only: triggers and views are code."""
    try:
        with closing(sqlite3.connect(database)) as connection:
            connection.execute("PRAGMA trusted_schema = OFF")
            sound = connection.execute("PRAGMA integrity_check(1)").fetchone() == ("ok",)
            sound = sound and connection.execute(_PARTS).fetchone() == (0, 1)
    except UNREADABLE as error:
        raise BackupRefused(f"The backup is damaged: its database can't be read ({error}).") from error
    if not sound:
        raise BackupRefused("The backup is damaged: its database is not one that Plantain wrote.")


async def _close_lost(url: URL, now: datetime) -> None:
    database = Database(url)
    try:
        turns = SqlTurns(database)
        for turn in await turns.unfinished():
            if turn.state is State.ACCEPTED:
                failed = turn.failed(Interrupted())
                await turns.save(failed, was=State.ACCEPTED)
                await turns.save(failed.told(now, None), was=State.FAILED)
    finally:
        await database.close()


def _lost(unpacked: Path) -> int:
    """How many pictures the database names that did not come with it."""
    return sum(not (unpacked / "pictures" / key(address)).is_file() for address in addresses(unpacked / DATABASE))


def _put(unpacked: Path, folder: DataFolder) -> None:
    """Move everything in, the database last: without it the folder is no bot's."""
    os.sync()
    (unpacked / "pictures").replace(folder.pictures)
    (unpacked / DATABASE).replace(folder.root / DATABASE)
    os.sync()


def _not_empty(root: Path) -> BackupRefused:
    return BackupRefused(f"The data folder {root} is not empty: please give an empty one with PLANTAIN_DATA.")


def _useless(archive: Path) -> BackupRefused:
    return BackupRefused(f"{archive} is not a whole backup: please give a file that plantain backup wrote.")
