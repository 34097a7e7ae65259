"""Whether there is room for more pictures."""

import logging
import shutil
from pathlib import Path
from types import SimpleNamespace

import pytest
from obstore.store import MemoryStore

from bot.core.errors import NotWritten
from bot.storage.pictures import StoredPictures
from bot.storage.remote import RemoteShelf
from bot.storage.room import TOO_LITTLE, check_room


def free(monkeypatch: pytest.MonkeyPatch, sizes: dict[Path, int]) -> None:
    monkeypatch.setattr(shutil, "disk_usage", lambda folder: SimpleNamespace(free=sizes[folder]))


async def test_each_disk_on_the_way_of_a_picture_must_have_room(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    """The one that answers arrive on and the one that pictures lie on, be their folder made yet or not."""
    spool, root = tmp_path / "spool", tmp_path / "pictures"
    spool.mkdir()
    pictures = StoredPictures.at(str(root), spool)
    for lacking in (spool, tmp_path):
        free(monkeypatch, {spool: TOO_LITTLE, tmp_path: TOO_LITTLE} | {lacking: TOO_LITTLE - 1})
        with caplog.at_level(logging.WARNING), pytest.raises(NotWritten):
            await pictures.check()
        assert "199 MiB are free" in caplog.text
        caplog.clear()
    free(monkeypatch, {spool: TOO_LITTLE, tmp_path: TOO_LITTLE})
    await pictures.check()


async def test_an_object_store_needs_room_for_what_arrives_only(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Its own room is not this machine's business."""
    pictures = StoredPictures(RemoteShelf(MemoryStore(), tmp_path), tmp_path)
    free(monkeypatch, {tmp_path: TOO_LITTLE})
    await pictures.check()
    free(monkeypatch, {tmp_path: 0})
    with pytest.raises(NotWritten):
        await pictures.check()


def test_a_folder_that_can_not_be_written_has_no_room(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    """However much is free on its disk; the operator reads which it is."""
    check_room([tmp_path])
    monkeypatch.setattr("os.access", lambda *_: False)
    with caplog.at_level(logging.WARNING), pytest.raises(NotWritten):
        check_room([tmp_path])
    assert f"{tmp_path} can't be written" in caplog.text
