"""Looking at storage without changing it."""

from pathlib import Path

import pytest
from obstore.store import MemoryStore
from sqlalchemy import text

from bot.core.errors import StorageFailed
from bot.storage import health
from bot.storage.address import PicturesUnusable
from bot.storage.database import Database
from bot.storage.failures import StorageRefused
from bot.storage.folder import DataFolder
from bot.storage.health import Tables, is_in_use, tables, try_pictures
from bot.storage.migrating import DatabaseTooNew, migrate


def test_a_folder_is_in_use_while_it_is_open(tmp_path: Path) -> None:
    """Before, after, and where nothing is yet, it is not; and looking takes nothing away."""
    assert not is_in_use(tmp_path / "nowhere")
    with DataFolder(tmp_path):
        assert is_in_use(tmp_path)
        assert is_in_use(tmp_path)
    assert not is_in_use(tmp_path)
    with DataFolder(tmp_path):
        pass


async def test_how_a_database_stands(tmp_path: Path) -> None:
    """A missing file stays missing; tables are told to be none, as they should be, older or newer."""
    url = f"sqlite:///{tmp_path / 'plantain.db'}"
    assert await tables(url) is Tables.MISSING
    assert entries(tmp_path) == []
    (tmp_path / "plantain.db").touch()
    assert await tables(url) is Tables.EMPTY
    await migrate(url)
    assert await tables(url) is Tables.CURRENT
    await _revise(url, "0001")
    assert await tables(url) is Tables.OLDER
    await _revise(url, "9999")
    with pytest.raises(DatabaseTooNew):
        await tables(url)


def entries(folder: Path) -> list[str]:
    return [entry.name for entry in folder.iterdir()]


async def _revise(url: str, revision: str) -> None:
    database = Database(url)
    async with database.writing() as connection:
        await connection.execute(text("update alembic_version set version_num = :new"), {"new": revision})
    await database.close()


async def test_a_damaged_database_is_refused(tmp_path: Path) -> None:
    """With the sentence that the start would give."""
    (tmp_path / "plantain.db").write_bytes(b"no database at all, but long enough to be looked at" * 50)
    with pytest.raises(StorageRefused, match="damaged"):
        await tables(f"sqlite:///{tmp_path / 'plantain.db'}")


@pytest.mark.parametrize("form", ["{}", "file://{}"])
async def test_pictures_can_be_written_and_nothing_stays(tmp_path: Path, form: str) -> None:
    """A folder is tried in place, one that is not there yet by its parent, and a file is none."""
    await try_pictures(form.format(tmp_path))
    assert entries(tmp_path) == []
    await try_pictures(form.format(tmp_path / "nowhere" / "yet"))
    assert entries(tmp_path) == []
    (tmp_path / "file").touch()
    with pytest.raises(StorageFailed):
        await try_pictures(form.format(tmp_path / "file"))


async def test_an_object_store_is_tried_the_same_way(monkeypatch: pytest.MonkeyPatch) -> None:
    """A store that holds its objects in memory takes, gives and deletes; an unknown kind is refused."""
    store = MemoryStore()
    with monkeypatch.context() as patched:
        patched.setattr(health, "object_store", lambda _: store)
        await try_pictures("s3://bucket")
    assert store.list().collect() == []
    with pytest.raises(PicturesUnusable):
        await try_pictures("ftp://host/path")
