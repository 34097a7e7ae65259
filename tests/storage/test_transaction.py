"""A transaction's steps are never cut off."""

import asyncio
import sqlite3
from collections.abc import Iterator

import pytest
from sqlalchemy import event, text

from bot.storage.database import Database

SOON = 8
WRITE = text("INSERT INTO places (id) VALUES (1)")
COUNT = text("SELECT count(*) FROM places")


@pytest.fixture
def other(database: Database, url: str) -> Iterator[sqlite3.Connection]:
    """Another process that is writing, until it is rolled back."""
    connection = sqlite3.connect(url.removeprefix("sqlite:///"), isolation_level=None)
    connection.execute("BEGIN IMMEDIATE")
    yield connection
    connection.close()


async def write(database: Database) -> None:
    async with database.writing() as writer:
        await writer.execute(WRITE)


async def began_and_cancelled(database: Database) -> asyncio.Task[None]:
    """A writer that waits for the lock, and that is cancelled there as at the end of a process: more than once."""
    begun = asyncio.Event()
    event.listen(database._writers.sync_engine, "begin", lambda _: begun.set(), insert=True)
    task = asyncio.create_task(write(database))
    await begun.wait()
    for _ in range(3):
        task.cancel()
        for _ in range(5):
            await asyncio.sleep(0)
    return task


async def test_who_is_cancelled_while_a_lock_is_waited_for_ends_with_it(
    database: Database, other: sqlite3.Connection
) -> None:
    """Nothing is written, no task waits for a thread that has ended, and the database goes on."""
    async with asyncio.timeout(SOON):
        task = await began_and_cancelled(database)
        assert not task.done()
        other.execute("ROLLBACK")
        with pytest.raises(asyncio.CancelledError):
            await task
        async with database.reading() as reader:
            assert (await reader.execute(COUNT)).scalar_one() == 0
        await write(database)
    assert asyncio.all_tasks() == {asyncio.current_task()}


async def test_closing_waits_for_who_is_cancelled(database: Database, other: sqlite3.Connection) -> None:
    """A connection whose thread is still at work is closed with all others."""
    async with asyncio.timeout(SOON):
        task = await began_and_cancelled(database)
        closing = asyncio.create_task(database.close())
        await asyncio.wait((closing,), timeout=0)
        assert not closing.done()
        other.execute("ROLLBACK")
        await closing
    assert task.cancelled()


async def test_a_commit_that_is_under_way_is_done(database: Database) -> None:
    """Whoever is cancelled then finds it written."""
    committing = asyncio.Event()
    event.listen(database._writers.sync_engine, "commit", lambda _: committing.set())
    task = asyncio.create_task(write(database))
    await committing.wait()
    task.cancel()
    with pytest.raises(asyncio.CancelledError):
        await task
    async with database.reading() as reader:
        assert (await reader.execute(COUNT)).scalar_one() == 1


async def test_who_is_cancelled_between_statements_takes_all_back(database: Database) -> None:
    """As any other error does."""
    written = asyncio.Event()

    async def write_and_wait() -> None:
        async with database.writing() as writer:
            await writer.execute(WRITE)
            written.set()
            await asyncio.Event().wait()

    task = asyncio.create_task(write_and_wait())
    await written.wait()
    task.cancel()
    with pytest.raises(asyncio.CancelledError):
        await task
    async with database.reading() as reader:
        assert (await reader.execute(COUNT)).scalar_one() == 0
