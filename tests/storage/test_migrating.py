"""The tables are what the code declares, from every start."""

import asyncio
import logging
from typing import Any

import pytest
from alembic.autogenerate import compare_metadata
from alembic.runtime.migration import MigrationContext
from sqlalchemy import Connection, Engine, event, text

from bot.storage.database import Database
from bot.storage.migrating import DatabaseTooNew, migrate
from bot.storage.tables import metadata
from bot.storage.turns import SqlTurns
from tests.storage.samples import a_turn

SCHEMA = text("SELECT name, sql FROM sqlite_master ORDER BY name")


async def test_migrations_build_what_the_code_declares(database: Database) -> None:
    """Between the migrated database and the declared tables Alembic finds no difference."""

    def differences(connection: Connection) -> list[Any]:
        context = MigrationContext.configure(connection, opts={"compare_server_default": True})
        return list(compare_metadata(context, metadata))

    async with database.reading() as connection:
        assert await connection.run_sync(differences) == []


async def test_the_schema_is_the_same_to_the_letter(database: Database, url: str) -> None:
    """Constraints and partial indexes, which Alembic does not compare on SQLite, are the declared ones too."""
    async with database.reading() as connection:
        migrated = {name: _lines(sql) for name, sql in await connection.execute(SCHEMA) if name != "alembic_version"}
    declared = Database(url.replace("turns.db", "declared.db"))
    async with declared.writing() as connection:
        await connection.run_sync(metadata.create_all)
        made = {name: _lines(sql) for name, sql in await connection.execute(SCHEMA)}
    await declared.close()
    migrated = {name: sql for name, sql in migrated.items() if "alembic" not in name}
    assert migrated == made


async def test_migrating_again_changes_nothing(database: Database, url: str) -> None:
    """A second run leaves schema and rows alone."""
    turn = await SqlTurns(database).accept(a_turn())
    async with database.reading() as connection:
        before = (await connection.execute(SCHEMA)).all()
    await migrate(url)
    async with database.reading() as connection:
        assert (await connection.execute(SCHEMA)).all() == before
    assert await SqlTurns(database).get(turn.id) == turn


async def test_a_database_of_a_newer_plantain_is_refused(database: Database, url: str) -> None:
    """A revision that this code does not know stops the start with a sentence that names it; nothing is changed."""
    async with database.writing() as connection:
        await connection.execute(text("UPDATE alembic_version SET version_num = '9999'"))
    with pytest.raises(DatabaseTooNew, match=r"newer Plantain.*9999"):
        await migrate(url)
    async with database.reading() as connection:
        assert (await connection.execute(text("SELECT version_num FROM alembic_version"))).scalar_one() == "9999"


async def test_migrating_leaves_logging_alone(url: str) -> None:
    """The root logger's level, its handlers and existing loggers are as before."""
    root, mine = logging.getLogger(), logging.getLogger("bot.storage.somewhere")
    before = root.level, list(root.handlers), mine.disabled
    await migrate(url)
    assert (root.level, list(root.handlers), mine.disabled) == before


@pytest.mark.parametrize("table", ["alembic_version", "turns", "places"])
async def test_a_migration_that_is_cut_off_leaves_nothing(url: str, table: str) -> None:
    """Tables are built in one transaction: cancelled at any of them, the next start finds an empty database."""
    cut = asyncio.create_task(migrate(url))

    def cancel(_c: object, _cursor: object, statement: str, *_rest: object) -> None:
        if statement.strip().startswith(f"CREATE TABLE {table}"):
            cut.cancel()

    event.listen(Engine, "before_cursor_execute", cancel)
    with pytest.raises(asyncio.CancelledError):
        await cut
    event.remove(Engine, "before_cursor_execute", cancel)
    database = Database(url)
    async with database.reading() as connection:
        assert (await connection.execute(SCHEMA)).all() == []
    await database.close()
    await migrate(url)


def _lines(sql: str | None) -> list[str]:
    """What a statement lists, whatever the order: SQLite writes an added column behind the last one, on its line."""
    entries = (entry.strip() for entry in (sql or "").replace(",", "\n").splitlines())
    return sorted(entry for entry in entries if entry)
