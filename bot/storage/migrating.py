"""Bringing a database's tables up to what the code expects."""

from pathlib import Path

from alembic import command
from alembic.config import Config
from alembic.runtime.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import URL, Connection, inspect

from bot.core.errors import StorageFailed
from bot.storage.damage import DatabaseDamaged, refusal
from bot.storage.database import Database
from bot.storage.failures import StorageRefused
from bot.storage.soundness import check
from bot.storage.tables import metadata


class DatabaseTooNew(StorageRefused):
    def __init__(self, revision: str) -> None:
        super().__init__(
            f"The database was written by a newer Plantain (its tables are at revision {revision}):"
            " update this one, or give it another database."
        )


async def migrate(url: str | URL, pictures: Path | None = None) -> None:
    """Build or update the tables of a whole database, all or nothing; does nothing when they are as they should be.

    Raises DatabaseDamaged, also for one that is missing while the folder *pictures* is in use, DatabaseTooNew,
    DatabaseUnreachable or DatabaseUnusable.
    """
    database = Database(url)
    try:
        await check(url, pictures)
        async with database.writing() as connection:
            await connection.run_sync(_upgrade)
    except StorageFailed as error:
        raise refusal(url, error) from error
    finally:
        await database.close()


def _upgrade(connection: Connection) -> None:
    config = Config()
    folder = str(Path(__file__).with_name("migrations"))
    config.set_main_option("script_location", folder.replace("%", "%%"))
    config.attributes["connection"] = connection
    known = {script.revision for script in ScriptDirectory.from_config(config).walk_revisions()}
    for revision in MigrationContext.configure(connection).get_current_heads():
        if revision not in known:
            raise DatabaseTooNew(revision)
    command.upgrade(config, "head")
    if missing := sorted(metadata.tables.keys() - inspect(connection).get_table_names()):
        raise DatabaseDamaged(connection.engine.url.database or "", f"it has no table “{missing[0]}”")
