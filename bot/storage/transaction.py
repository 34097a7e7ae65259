"""A transaction whose steps are never cut off."""

from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from typing import Any, TypeVar

from sqlalchemy import Connection, CursorResult, Executable
from sqlalchemy.ext.asyncio import AsyncConnection, AsyncEngine

from bot.core.aside import uncut

T = TypeVar("T")


class Transaction:
    """Who is cancelled inside waits until the statement under way has ended; then all is taken back.

    SQLAlchemy 2.1 throws a connection away whose statement is cancelled, while the driver's thread is at work on it
    still: a second cancellation leaves a task behind that waits for this thread for ever, and holds up the process.
    """

    def __init__(self, connection: AsyncConnection) -> None:
        self._connection = connection

    async def execute(self, statement: Executable, given: Any = None) -> CursorResult[*tuple[Any, ...]]:
        return await uncut(self._connection.execute(statement, given))

    async def run_sync(self, work: Callable[[Connection], T]) -> T:
        return await uncut(self._connection.run_sync(work))


@asynccontextmanager
async def transaction(engine: AsyncEngine) -> AsyncIterator[Transaction]:
    """Committed when the context ends well, and else taken back. Raises what SQLAlchemy raises."""
    connection = engine.connect()
    try:
        await uncut(_begun(connection))
        yield Transaction(connection)
        await uncut(connection.commit())
    finally:
        if connection.sync_connection is not None:
            await uncut(connection.close())


async def _begun(connection: AsyncConnection) -> None:
    await connection.start()
    await connection.begin()
