"""Whether a database is whole."""

import logging
import sqlite3
from pathlib import Path

import pytest

from bot.storage.damage import DatabaseDamaged, DatabaseUnreachable
from bot.storage.migrating import migrate
from bot.storage.soundness import check
from tests.storage.spoiling import spoil

ADDRESS = "ab" * 32


@pytest.fixture
def pictures(tmp_path: Path) -> Path:
    """A folder with one picture in it."""
    folder = tmp_path / "pictures"
    (folder / "ab" / "ab").mkdir(parents=True)
    (folder / "ab" / "ab" / ADDRESS).write_bytes(b"a picture")
    return folder


@pytest.mark.parametrize("state", ["missing", "empty"])
async def test_pictures_without_their_database_are_told(url: str, pictures: Path, state: str) -> None:
    """A new start would leave every old card without its turn; no file is made by looking."""
    file = pictures.parent / "turns.db"
    if state == "empty":
        file.touch()
    with pytest.raises(DatabaseDamaged, match=f"turns.db is damaged \\(it is {state}.*plantain restore"):
        await migrate(url, pictures)
    assert file.exists() == (state == "empty")
    assert not file.exists() or file.stat().st_size == 0


async def test_where_no_picture_is_a_database_may_be_new(url: str, pictures: Path) -> None:
    """The first start finds empty folders, and one without pictures of its own says nothing about a database."""
    (pictures / "ab" / "ab" / ADDRESS).unlink()
    assert await check(url, pictures)
    assert await check(url, pictures / "nowhere")
    assert await check(url)


@pytest.mark.parametrize("name", ["turns", "ledger", "places", "batches", "turns_unfinished_idx"])
async def test_a_page_of_garbage_is_found_wherever_it_is(tmp_path: Path, url: str, name: str) -> None:
    """Tables that the start does not read are looked at as well, and so are indexes."""
    await migrate(url)
    assert await check(url)
    spoil(tmp_path / "turns.db", name)
    before = (tmp_path / "turns.db").read_bytes()
    with pytest.raises(DatabaseDamaged, match=r"turns\.db is damaged.*plantain restore"):
        await migrate(url)
    assert (tmp_path / "turns.db").read_bytes() == before


async def test_a_large_database_holds_nobody_up(tmp_path: Path, url: str, caplog: pytest.LogCaptureFixture) -> None:
    """When the time is over, the look ends; the log says that it was not finished."""
    await migrate(url)
    connection = sqlite3.connect(tmp_path / "turns.db")
    connection.execute("CREATE TABLE much (words TEXT)")
    connection.execute("CREATE INDEX much_words ON much (words)")
    connection.execute(
        "WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 300000)"
        " INSERT INTO much SELECT hex(randomblob(20)) FROM n"
    )
    connection.commit()
    connection.close()
    with caplog.at_level(logging.WARNING):
        assert not await check(url, seconds=0)
    assert "was not looked through to its end" in caplog.text
    assert await check(url, seconds=60)


async def test_a_file_that_cannot_be_opened_is_not_called_damaged(tmp_path: Path, url: str) -> None:
    """A folder in the file's place is nothing that can be opened."""
    (tmp_path / "turns.db").mkdir()
    with pytest.raises(DatabaseUnreachable, match="can't be opened"):
        await check(url)
