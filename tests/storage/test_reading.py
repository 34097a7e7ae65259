"""Rows that can't be read hide no others."""

import pytest
from sqlalchemy import text

from bot.storage.database import Database
from bot.storage.reading import OPEN, Reader, unreadable
from bot.storage.turns import SqlTurns
from tests.storage.samples import a_turn


async def test_a_row_that_cannot_be_read_is_named_once_and_left_out(
    database: Database, caplog: pytest.LogCaptureFixture
) -> None:
    """What it holds is not told, for that is a person's; what to do is."""
    turns = SqlTurns(database)
    kept, spoilt = [await turns.accept(a_turn()) for _ in range(2)]
    async with database.writing() as connection:
        await connection.execute(text("UPDATE turns SET request = '{secret' WHERE id = :id"), {"id": spoilt.id})
    async with database.reading() as connection:
        found = (await connection.execute(OPEN)).mappings().all()
    reader = Reader()
    assert reader.turns(found) == reader.turns(found) == (kept,)
    assert unreadable(found) == [spoilt.id]
    (line,) = caplog.records
    assert (spoilt.id in line.message, "plantain restore" in line.message, "secret" in line.message) == (
        True,
        True,
        False,
    )
