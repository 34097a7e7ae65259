"""The data folder: one process, one owner, an empty spool."""

import os
import stat
from pathlib import Path

import pytest
from sqlalchemy import make_url

from bot.storage.damage import DatabaseUnreachable
from bot.storage.folder import DatabaseInUse, DataFolder, FolderInUse, FolderUnusable, RestoreCutOff, held, was_cut_off


def test_the_folder_is_made_for_its_owner_alone(tmp_path: Path) -> None:
    """Folder, pictures and spool are made where missing and open to nobody else."""
    with DataFolder(tmp_path / "new" / "data") as data:
        for folder in (data.root, data.pictures, data.spool):
            assert stat.S_IMODE(folder.stat().st_mode) == 0o700


def test_a_second_process_is_refused(tmp_path: Path) -> None:
    """While one holds the folder another gets a sentence that names it; afterwards the folder is free."""
    with DataFolder(tmp_path), pytest.raises(FolderInUse) as refusal, DataFolder(tmp_path):
        pass
    assert str(tmp_path) in refusal.value.sentence
    with DataFolder(tmp_path):
        pass


def test_one_that_was_refused_does_not_free_the_folder(tmp_path: Path) -> None:
    """A refused second one leaves the first one's lock, spool and everything else alone."""
    with DataFolder(tmp_path) as data:
        (data.spool / "half").write_text("x")
        for _ in range(2):
            with pytest.raises(FolderInUse), DataFolder(tmp_path):
                pass
        assert (data.spool / "half").exists()


def test_what_an_earlier_process_left_in_the_spool_goes(tmp_path: Path) -> None:
    """Files and folders in the spool are removed at start; links are not followed, and pictures stay."""
    precious = tmp_path / "precious"
    precious.mkdir()
    (precious / "file").write_text("x")
    with DataFolder(tmp_path / "data") as data:
        (data.spool / "file").write_text("x")
        (data.spool / "folder").mkdir()
        (data.spool / "folder" / "file").write_text("x")
        (data.spool / "link").symlink_to(precious)
        (data.pictures / "kept").write_text("x")
    with DataFolder(tmp_path / "data") as data:
        assert list(data.spool.iterdir()) == []
        assert (data.pictures / "kept").exists()
    assert (precious / "file").exists()


def test_half_a_restore_is_entered_by_another_restore_only(tmp_path: Path) -> None:
    """Anybody else is refused each time anew and changes nothing; that restore finds it empty, and still marked."""
    data = DataFolder(tmp_path)
    with data:
        data.unpacked.mkdir()
    (data.unpacked / "plantain.db").write_text("x")
    (data.pictures / "moved").write_text("x")
    before = sorted(tmp_path.rglob("*"))
    for _ in range(2):
        with pytest.raises(RestoreCutOff, match="run plantain restore again"), data:
            pass
        assert sorted(tmp_path.rglob("*")) == before
    with DataFolder(tmp_path, restoring=True):
        assert list(data.spool.rglob("*")) == [data.unpacked]
        assert (data.pictures / "moved").exists()
        assert was_cut_off(tmp_path)
        with pytest.raises(FolderInUse), data:
            pass


def test_a_restore_has_come_to_its_end_once_the_database_is_there(tmp_path: Path) -> None:
    """Killed after that it left nothing but a folder to be tidied away."""
    with DataFolder(tmp_path) as data:
        data.unpacked.mkdir()
        (data.root / "plantain.db").write_text("x")
    assert not was_cut_off(tmp_path)
    with data:
        assert list(data.spool.iterdir()) == []


def test_a_folder_that_cannot_be_used_is_refused(tmp_path: Path) -> None:
    """A file in the folder's place, or above it, stops the start with a sentence that names it."""
    (tmp_path / "file").write_text("x")
    for root in (tmp_path / "file", tmp_path / "file" / "below"):
        with pytest.raises(FolderUnusable) as refusal, DataFolder(root):
            pass
        assert str(root) in refusal.value.sentence


def test_the_database_url_names_a_file_in_the_folder(tmp_path: Path) -> None:
    """Whatever characters the folder's name has, the URL leads to a file within it."""
    root = tmp_path / "a b%20c?d#e"
    assert make_url(DataFolder(root).database_url).database == str(root / "plantain.db")


def test_a_part_that_cannot_be_written_is_named(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """The folder is free again after that."""
    access, pictures = os.access, DataFolder(tmp_path).pictures
    with monkeypatch.context() as patched:
        patched.setattr(os, "access", lambda path, mode: path != pictures and access(path, mode))
        with pytest.raises(FolderUnusable, match="pictures can't be used"), DataFolder(tmp_path):
            pass
    with DataFolder(tmp_path):
        pass


def test_a_database_is_held_by_one(tmp_path: Path) -> None:
    """Another who comes by any other name of the file is refused; afterwards it is free."""
    url, link = f"sqlite:///{tmp_path / 'a.db'}", f"sqlite:///{tmp_path / 'b.db'}"
    (tmp_path / "b.db").symlink_to(tmp_path / "a.db")
    with held(url):
        for again in (url, link):
            with pytest.raises(DatabaseInUse, match=r"a\.db"), held(again):
                pass
        with held(f"sqlite:///{tmp_path / 'c.db'}"):
            pass
    with held(link):
        pass


def test_a_database_in_a_folder_that_is_not_there_is_told(tmp_path: Path) -> None:
    """As any that can't be opened."""
    with pytest.raises(DatabaseUnreachable, match="can't be opened"), held(f"sqlite:///{tmp_path / 'no' / 'a.db'}"):
        pass
