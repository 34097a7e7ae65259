"""Databases that can't be used, and the sentence about each."""

import resource
import sqlite3
from collections.abc import Callable
from pathlib import Path

import pytest

from bot.storage.damage import DatabaseDamaged, DatabaseUnreachable
from bot.storage.database import Database
from bot.storage.migrating import migrate
from bot.storage.turns import SqlTurns
from tests.storage.samples import a_turn


@pytest.fixture
async def file(tmp_path: Path, url: str) -> Path:
    """A database with something in it, closed."""
    await migrate(url)
    database = Database(url)
    for _ in range(30):
        await SqlTurns(database).accept(a_turn())
    await database.close()
    return tmp_path / "turns.db"


def cut(size: int) -> Callable[[Path], None]:
    def damage(file: Path) -> None:
        with file.open("r+b") as opened:
            opened.truncate(size)

    return damage


def misspell(file: Path) -> None:
    """One byte of a table's name, which SQLite then quotes in its complaint."""
    content = file.read_bytes()
    file.write_bytes(content.replace(b"CREATE TABLE ledger", b"CREATE TABLE l\x80dger"))


def overwrite(file: Path) -> None:
    with file.open("r+b") as opened:
        opened.write(b"garbage!" * 20)


def statement(sql: str) -> Callable[[Path], None]:
    def damage(file: Path) -> None:
        connection = sqlite3.connect(file)
        connection.execute(sql)
        connection.commit()
        connection.close()

    return damage


@pytest.mark.parametrize(
    ("damage", "reason"),
    [
        (cut(50), "malformed"),
        (cut(5000), "malformed"),
        (overwrite, "not a database"),
        (misspell, ""),
        (statement("DROP TABLE ledger"), "no table “ledger”"),
        (statement("DROP TABLE alembic_version"), "already exists"),
    ],
)
async def test_a_damaged_database_stops_the_start_with_a_sentence(
    file: Path, url: str, damage: Callable[[Path], None], reason: str
) -> None:
    """A cut file, a foreign header and a missing table are told apart, with the file's name and what to do."""
    damage(file)
    before = _bytes(file)
    with pytest.raises(DatabaseDamaged) as refused:
        await migrate(url)
    assert str(file) in refused.value.sentence
    assert reason in refused.value.sentence
    assert "plantain restore" in refused.value.sentence
    assert _bytes(file) == before, "what is left of it stays for whoever can read it"


async def test_a_disk_that_takes_nothing_stops_the_start_with_a_sentence(tmp_path: Path, url: str) -> None:
    """Where the first page can't be written the sentence speaks of the disk."""
    limits = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (1000, limits[1]))
    try:
        with pytest.raises(DatabaseUnreachable, match="check whether the disk is full"):
            await migrate(url)
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, limits)


async def test_a_file_that_cannot_be_opened_stops_the_start_with_a_sentence(tmp_path: Path, url: str) -> None:
    """A folder in the file's place is nothing that can be opened."""
    (tmp_path / "turns.db").mkdir()
    with pytest.raises(DatabaseUnreachable, match="can't be opened"):
        await migrate(url)


def _bytes(file: Path) -> bytes:
    return file.read_bytes()
