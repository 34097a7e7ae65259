"""Looking at storage without changing it: for who asks whether all is well, also while the bot runs."""

import asyncio
import fcntl
import os
import secrets
from collections.abc import Sequence
from enum import StrEnum
from pathlib import Path

import obstore
from alembic.config import Config
from alembic.runtime.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import URL, Connection

from bot.core.errors import StorageFailed
from bot.storage.address import object_store, pictures_folder, sqlite_file
from bot.storage.damage import refusal
from bot.storage.database import Database
from bot.storage.failures import storing
from bot.storage.migrating import DatabaseTooNew
from bot.storage.reading import OPEN, unreadable

_PROBE = b"plantain looks whether it can write here"


class Tables(StrEnum):
    """How a database stands to this code."""

    MISSING = "missing"
    EMPTY = "empty"
    OLDER = "older"
    CURRENT = "current"


def is_in_use(root: Path) -> bool:
    """Whether a process holds the data folder. Raises OSError."""
    try:
        descriptor = os.open(root / "lock", os.O_RDONLY)
    except FileNotFoundError:
        return False
    try:
        fcntl.flock(descriptor, fcntl.LOCK_SH | fcntl.LOCK_NB)
    except BlockingIOError:
        return True
    finally:
        os.close(descriptor)
    return False


async def tables(url: str | URL) -> Tables:
    """Look at the database at *url*; an SQLite file is not made. Raises StorageRefused."""
    if not await asyncio.to_thread(Path(sqlite_file(url)).exists):
        return Tables.MISSING
    database = Database(url)
    try:
        async with database.reading() as connection:
            return await connection.run_sync(_standing)
    except StorageFailed as error:
        raise refusal(url, error) from error
    finally:
        await database.close()


async def damaged_turns(url: str | URL) -> Sequence[str]:
    """The ids of the unfinished turns that can't be read. Raises StorageRefused."""
    database = Database(url)
    try:
        async with database.reading() as connection:
            found = (await connection.execute(OPEN)).mappings().all()
        return await asyncio.to_thread(unreadable, found)
    except StorageFailed as error:
        raise refusal(url, error) from error
    finally:
        await database.close()


def _standing(connection: Connection) -> Tables:
    config = Config()
    config.set_main_option("script_location", str(Path(__file__).with_name("migrations")).replace("%", "%%"))
    scripts = ScriptDirectory.from_config(config)
    known = {script.revision for script in scripts.walk_revisions()}
    found = set(MigrationContext.configure(connection).get_current_heads())
    for revision in found - known:
        raise DatabaseTooNew(revision)
    if not found:
        return Tables.EMPTY
    return Tables.CURRENT if found == set(scripts.get_heads()) else Tables.OLDER


async def try_pictures(url: str) -> None:
    """Write, read and delete a small file where pictures are kept, a folder or an object store.

    Raises StorageFailed and PicturesUnusable.
    """
    with storing():
        if folder := pictures_folder(url):
            await asyncio.to_thread(_try_folder, folder)
        else:
            await _try_store(url)


def _try_folder(folder: Path) -> None:
    """A folder that is not there is made when the first picture comes: then its parent is tried."""
    there = next(each for each in (folder, *folder.absolute().parents) if each.exists())
    file = there / _name()
    try:
        file.write_bytes(_PROBE)
        _compare(file.read_bytes())
    finally:
        file.unlink(missing_ok=True)


async def _try_store(url: str) -> None:
    store, name = object_store(url), _name()
    await obstore.put_async(store, name, _PROBE)
    try:
        _compare(bytes(await (await obstore.get_async(store, name)).bytes_async()))
    finally:
        await obstore.delete_async(store, name)


def _name() -> str:
    return f"probe-{secrets.token_hex(8)}"


def _compare(found: bytes) -> None:
    if found != _PROBE:
        raise OSError("what was written came back changed")
