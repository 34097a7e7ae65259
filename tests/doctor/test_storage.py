"""Checks of what is kept."""

import shutil
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import text

from bot.doctor import storage
from bot.doctor.findings import Finding, State
from bot.settings import Settings
from bot.storage.database import Database
from bot.storage.folder import DataFolder
from bot.storage.migrating import migrate
from bot.storage.turns import SqlTurns
from tests.storage.samples import a_turn
from tests.storage.spoiling import spoil


async def found(folder: Path, **settings: Any) -> Mapping[str, Finding]:
    """The worst finding of each name counts, as the last."""
    findings = await storage.look(Settings.read(**({"plantain_data": folder} | settings)))
    return {finding.name: finding for finding in sorted(findings, key=lambda each: list(State).index(each.state))}


async def test_a_new_folder_is_made_later(tmp_path: Path) -> None:
    """Looking makes nothing."""
    told = await found(tmp_path / "data")
    assert {each.state for each in told.values()} == {State.OK}
    assert "made at the first start" in told["data folder"].sentence
    assert "made at the first start" in told["database"].sentence
    assert not [each for each in tmp_path.iterdir() if each.name == "data"]  # noqa: ASYNC240 - a test's own folder


async def test_a_folder_in_order_is_tried(tmp_path: Path) -> None:
    """Written, read and deleted; nothing of that stays."""
    with DataFolder(tmp_path / "data") as folder:
        await migrate(folder.database_url)
    told = await found(tmp_path / "data")
    assert {each.state for each in told.values()} == {State.OK}
    assert "as it should be" in told["database"].sentence
    assert "written, read and deleted" in told["pictures"].sentence
    assert list(folder.pictures.iterdir()) == []


async def test_a_running_bot_is_told_and_left_alone(tmp_path: Path) -> None:
    """The rest is looked at without writing."""
    with DataFolder(tmp_path / "data") as folder:
        await migrate(folder.database_url)
        (folder.spool / "arriving").touch()
        told = await found(folder.root)
        assert (folder.spool / "arriving").exists()
    assert "in use by a running Plantain" in told["data folder"].sentence
    assert "not tried" in told["pictures"].sentence
    assert told["database"].state is State.OK


async def test_what_can_not_be_used_is_broken_with_advice(tmp_path: Path) -> None:
    """A file in the folder's place, a damaged database, pictures that lead nowhere."""
    (tmp_path / "file").touch()
    told = await found(tmp_path / "file")
    assert told["data folder"].state is State.BROKEN
    (tmp_path / "data").mkdir(mode=0o700)
    (tmp_path / "data" / "plantain.db").write_bytes(b"nothing that a database would begin with" * 100)
    told = await found(tmp_path / "data", pictures_url=f"file://{tmp_path / 'file'}")
    assert (told["database"].state, "damaged" in told["database"].sentence) == (State.BROKEN, True)
    assert (told["pictures"].state, "PICTURES_URL" in told["pictures"].advice) == (State.BROKEN, True)
    told = await found(tmp_path / "data", pictures_url="s3://ada:pw[@b", database_url="postgresql://ada:pw@host/x")
    assert (told["pictures"].state, told["database"].state) == (State.BROKEN, State.BROKEN)
    assert "sqlite:///path" in told["database"].sentence
    assert not any("pw" in finding.sentence + finding.advice for finding in told.values())


async def test_a_folder_that_others_can_enter_is_told(tmp_path: Path) -> None:
    """With the command that mends it."""
    (tmp_path / "data").mkdir()
    (tmp_path / "data").chmod(0o755)
    told = (await found(tmp_path / "data"))["data folder"]
    assert (told.state, told.advice) == (State.WARNING, f"chmod 700 {tmp_path / 'data'}")


@pytest.mark.parametrize(("free", "state"), [(2**40, State.OK), (2**30, State.WARNING), (2**20, State.BROKEN)])
async def test_a_disk_that_is_nearly_full_is_told(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, free: int, state: State
) -> None:
    """Before the first picture is lost to it."""
    monkeypatch.setattr(shutil, "disk_usage", lambda _: shutil._ntuple_diskusage(2**41, 0, free))
    assert (await found(tmp_path / "data"))["disk"].state is state


@pytest.mark.parametrize("state", ["missing", "empty"])
async def test_pictures_without_their_database_are_broken(tmp_path: Path, state: str) -> None:
    """What looks like a first start is a loss, and is told like any damage."""
    with DataFolder(tmp_path / "data") as folder:
        shelf = folder.pictures / "ab" / "ab"
        shelf.mkdir(parents=True)
        (shelf / ("ab" * 32)).write_bytes(b"a picture")
    if state == "empty":
        (folder.root / "plantain.db").touch()
    told = (await found(folder.root))["database"]
    assert (told.state, state in told.sentence, "plantain restore" in told.sentence) == (State.BROKEN, True, True)


async def test_a_damaged_page_is_broken(tmp_path: Path) -> None:
    """Also in a table that nothing else of the doctor's reads."""
    with DataFolder(tmp_path / "data") as folder:
        await migrate(folder.database_url)
    spoil(folder.root / "plantain.db", "places")
    told = (await found(folder.root))["database"]
    assert (told.state, "is damaged" in told.sentence) == (State.BROKEN, True)


async def test_an_unfinished_turn_that_can_not_be_read_is_broken(tmp_path: Path) -> None:
    """Whoever asked for it waits, and the bot does not know for whom to do something."""
    with DataFolder(tmp_path / "data") as folder:
        await migrate(folder.database_url)
        database = Database(folder.database_url)
        turns = SqlTurns(database)
        whole, spoilt = [await turns.accept(a_turn()) for _ in range(2)]
        async with database.writing() as connection:
            await connection.execute(text("UPDATE turns SET request = '{' WHERE id = :id"), {"id": spoilt.id})
        await database.close()
    told = (await found(folder.root))["database"]
    assert (told.state, spoilt.id in told.sentence, whole.id in told.sentence) == (State.BROKEN, True, False)


async def test_half_a_restore_is_broken(tmp_path: Path) -> None:
    """One sentence in place of all the rest, of which nothing is there yet; beside a restore that goes on, another."""
    with DataFolder(tmp_path / "data", restoring=True) as folder:
        folder.unpacked.mkdir()
        assert "in use" in (await found(folder.root))["data folder"].sentence
    before = sorted(folder.root.rglob("*"))
    told = await found(folder.root)
    assert (list(told), told["data folder"].state) == (["data folder"], State.BROKEN)
    assert "run plantain restore again" in told["data folder"].sentence
    assert sorted(folder.root.rglob("*")) == before
