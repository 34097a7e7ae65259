"""The way to a database: an engine set up for durability, and transactions to read or to write in."""

import asyncio
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager, contextmanager

from sqlalchemy import URL, Connection, Table, event
from sqlalchemy.dialects import sqlite
from sqlalchemy.engine.interfaces import DBAPIConnection
from sqlalchemy.ext.asyncio import AsyncEngine, create_async_engine

from bot.core.errors import StorageFailed, StorageUnavailable
from bot.storage.address import sqlite_file
from bot.storage.failures import storing
from bot.storage.transaction import Transaction, transaction

_PRAGMAS = ("busy_timeout = 10000", "journal_mode = WAL", "synchronous = FULL", "foreign_keys = ON")
_BEGIN = "plantain_begin"


class Database:
    """An SQLite database by its SQLAlchemy URL. Raises DatabaseUnusable.

    Writers of one process queue here, in order, instead of polling for the file's lock.
    """

    def __init__(self, url: str | URL) -> None:
        self._engine = _engine(url)
        self._writers = self._engine.execution_options(**{_BEGIN: "BEGIN IMMEDIATE"})
        self._one_writer = asyncio.Lock()
        self._open: set[asyncio.Future[None]] = set()

    @asynccontextmanager
    async def reading(self) -> AsyncIterator[Transaction]:
        """A transaction that sees one moment. Raises StorageUnavailable."""
        with self._counted(), storing(StorageUnavailable):
            async with transaction(self._engine) as opened:
                yield opened

    @asynccontextmanager
    async def writing(self, failure: type[StorageFailed] = StorageFailed) -> AsyncIterator[Transaction]:
        """A transaction that may write from its start; on disk when the context ends. Raises *failure*."""
        with self._counted(), storing(failure):
            async with self._one_writer, transaction(self._writers) as opened:
                yield opened

    def insert(self, table: Table) -> sqlite.Insert:
        """An INSERT that knows what to do on conflict."""
        return sqlite.insert(table)

    async def close(self) -> None:
        """Wait for the transactions that are open, and close all connections."""
        while self._open:
            await asyncio.wait(set(self._open))
        await self._engine.dispose()

    @contextmanager
    def _counted(self) -> Iterator[None]:
        ended = asyncio.get_running_loop().create_future()
        self._open.add(ended)
        try:
            yield
        finally:
            self._open.discard(ended)
            ended.set_result(None)


def _engine(url: str | URL) -> AsyncEngine:
    address = URL.create("sqlite+aiosqlite", database=sqlite_file(url))
    engine = create_async_engine(address, hide_parameters=True)
    event.listen(engine.sync_engine, "connect", _prepare)
    event.listen(engine.sync_engine, "begin", _begin)
    return engine


def _prepare(connection: DBAPIConnection, _: object) -> None:
    """Leave transactions to `_begin` (SQLAlchemy docs, SQLite, "Transactions with SQLite") and make commits durable."""
    connection.isolation_level = None
    cursor = connection.cursor()
    for pragma in _PRAGMAS:
        cursor.execute(f"PRAGMA {pragma}")
    cursor.close()


def _begin(connection: Connection) -> None:
    connection.exec_driver_sql(connection.get_execution_options().get(_BEGIN, "BEGIN"))
