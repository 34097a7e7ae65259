"""The way to a database: durable, honest about failures, and closed without a trace."""

import asyncio
import sqlite3
from pathlib import Path

import pytest
from sqlalchemy import text

from bot.core.errors import StorageFailed
from bot.storage.address import DatabaseUnusable
from bot.storage.database import Database


async def test_every_connection_is_durable(database: Database) -> None:
    """Write-ahead log, full synchronisation, foreign keys and patience with locks are on for every connection."""
    async with database.reading() as one, database.reading() as other:
        for connection in (one, other):
            found = [
                (await connection.execute(text(f"PRAGMA {name}"))).scalar_one()
                for name in ("journal_mode", "synchronous", "foreign_keys", "busy_timeout")
            ]
            assert found == ["wal", 2, 1, 10000]


async def test_a_writer_has_the_right_to_write_from_the_start(database: Database, tmp_path: Path) -> None:
    """While a write transaction is open, before its first statement, nobody else can begin one, but all can read."""
    other = sqlite3.connect(tmp_path / "turns.db", timeout=0, isolation_level=None)
    async with database.writing():
        with pytest.raises(sqlite3.OperationalError, match="locked"):
            other.execute("BEGIN IMMEDIATE")
        assert other.execute("SELECT count(*) FROM turns").fetchone() == (0,)
    other.execute("BEGIN IMMEDIATE")
    other.close()


async def test_a_reader_holds_no_writer_up(database: Database) -> None:
    """A write commits while a reader is in the middle of its transaction, and the reader sees one moment."""
    count = text("SELECT count(*) FROM places")
    async with database.reading() as reader:
        assert (await reader.execute(count)).scalar_one() == 0
        async with database.writing() as writer:
            await writer.execute(text("INSERT INTO places (id) VALUES (1)"))
        assert (await reader.execute(count)).scalar_one() == 0
    async with database.reading() as reader:
        assert (await reader.execute(count)).scalar_one() == 1


async def test_an_error_takes_the_transaction_back(database: Database) -> None:
    """What was written in a transaction that ends with any error is not there afterwards; the error comes through."""

    async def write_and_fail() -> None:
        async with database.writing() as writer:
            await writer.execute(text("INSERT INTO places (id) VALUES (1)"))
            raise KeyError

    with pytest.raises(KeyError):
        await write_and_fail()
    async with database.reading() as reader:
        assert (await reader.execute(text("SELECT count(*) FROM places"))).scalar_one() == 0


async def test_writers_of_one_process_take_turns(database: Database) -> None:
    """Many writers that read and then write lose no update."""
    async with database.writing() as writer:
        await writer.execute(text("CREATE TABLE tally (count INTEGER)"))
        await writer.execute(text("INSERT INTO tally VALUES (0)"))

    async def add() -> None:
        async with database.writing() as writer:
            count = (await writer.execute(text("SELECT count FROM tally"))).scalar_one()
            await writer.execute(text("UPDATE tally SET count = :count"), {"count": count + 1})

    await asyncio.gather(*(add() for _ in range(20)))
    async with database.reading() as reader:
        assert (await reader.execute(text("SELECT count FROM tally"))).scalar_one() == 20


async def test_closing_leaves_nothing_open(url: str) -> None:
    """After closing there are as many open files as before opening (the fixture sees to the threads)."""
    before = _open_files()
    database = Database(url)
    async with database.reading(), database.reading(), database.writing() as writer:
        await writer.execute(text("CREATE TABLE t (x INTEGER)"))
    assert _open_files() > before
    await database.close()
    assert _open_files() == before


async def test_a_file_that_is_no_database_is_storage_failed(url: str, tmp_path: Path) -> None:
    """Something else under the database's name is reported as a failure of storage, and left as it is."""
    file = tmp_path / "turns.db"
    file.write_bytes(b"no database at all" * 100)
    database = Database(url)
    with pytest.raises(StorageFailed):
        async with database.reading() as connection:
            await connection.execute(text("SELECT 1 FROM sqlite_master"))
    await database.close()
    assert file.read_bytes() == b"no database at all" * 100


async def test_a_folder_that_is_missing_is_storage_failed(url: str) -> None:
    """A database in a folder that does not exist fails with the core's error."""
    database = Database(url.replace("turns.db", "missing/turns.db"))
    with pytest.raises(StorageFailed):
        async with database.writing():
            pass
    await database.close()


def test_any_other_database_is_refused() -> None:
    """Nothing of what is promised about order and budgets would hold on a server, even with its driver installed."""
    with pytest.raises(DatabaseUnusable):
        Database("postgresql+psycopg://ada:hunter2@host/name")


def _open_files() -> int:
    return sum(1 for _ in Path("/proc/self/fd").iterdir())
