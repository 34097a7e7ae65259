"""Copies of what is kept: consistent while a bot writes, there in full or not at all."""

import asyncio
import errno
import fcntl
import json
import os
import resource
import sqlite3
import stat
from contextlib import closing
from pathlib import Path

import pytest

from bot.storage.archive import DATABASE, NOTE, BackupRefused, addresses, member
from bot.storage.backup import Source, back_up
from bot.storage.failures import StorageRefused
from bot.storage.folder import DataFolder, RestoreCutOff
from tests.storage.copying import Told, copied, members, shelf
from tests.storage.samples import NOW, a_turn


@pytest.fixture
def root(tmp_path: Path) -> Path:
    return tmp_path / "data"


@pytest.fixture
def target(tmp_path: Path) -> Path:
    folder = tmp_path / "backups"
    folder.mkdir()
    return folder / "plantain.tar"


def unnamed(target: Path) -> list[Path]:
    """What lies beside the backup."""
    return [path for path in target.parent.iterdir() if path != target]


async def test_a_backup_holds_the_database_and_every_picture(root: Path, target: Path) -> None:
    """A note comes first, then the database, then each picture once, byte for byte; only the owner may read it."""
    async with shelf(root) as data:
        pictures = [await data.painted(content) for content in (b"one", b"two", b"one")]
    told = Told()
    progress = copied(root, target, told)
    found = members(target)
    assert list(found)[:2] == [NOTE, DATABASE]
    assert {found[member(turn.reply.pictures[0].sha256)] for turn in pictures if turn.reply} == {b"one", b"two"}
    assert len(found) == 4
    assert (progress.done, progress.total, progress.lost, progress.size) == (2, 2, 0, 6)
    assert told.progress[-1] == progress
    assert stat.S_IMODE(os.stat(target).st_mode) == 0o600  # noqa: PTH116 - no blocking method of a path
    assert unnamed(target) == []


async def test_the_note_tells_whether_a_bot_was_running(root: Path, target: Path) -> None:
    """What is under way is another thing in a copy of a running bot than in one of a stopped bot."""
    async with shelf(root) as data:
        await data.painted(b"one")
        copied(root, target)
    stopped = target.with_name("stopped.tar")
    copied(root, stopped)
    assert [json.loads(members(file)[NOTE])["live"] for file in (target, stopped)] == [True, False]
    assert not any(path.name.startswith("plantain.db-") for path in unnamed(root / "plantain.db")), "it tidied up"
    async with shelf(root):
        pass  # the lock is free again


async def test_a_folder_gets_a_file_named_by_the_time(root: Path, target: Path) -> None:
    """A timer needs no other command each night."""
    async with shelf(root) as data:
        await data.painted(b"one")
    file, _ = back_up(Source.of(root), target.parent, NOW, Told().hooks)
    assert file == target.parent / "plantain-20260504-030201.tar"
    assert file in list(target.parent.iterdir())


async def test_a_copy_amid_a_storm_of_writes_is_of_one_moment(root: Path, target: Path, tmp_path: Path) -> None:
    """While a hundred turns are painted at once, each copy is whole: every picture that it names is in it."""
    async with shelf(root) as data:
        await data.painted(b"first")
        storm = [asyncio.create_task(data.painted(b"picture %d" % number)) for number in range(100)]
        storm += [asyncio.create_task(data.turns.accept(a_turn())) for _ in range(100)]
        copies = [target.with_name(f"{number}.tar") for number in range(4)]
        lost = [(await asyncio.to_thread(copied, root, copy)).lost for copy in copies]
        await asyncio.gather(*storm)
    assert lost == [0] * len(copies)
    for copy in copies:
        found = members(copy)
        file = tmp_path / "copied.db"
        _write(file, found[DATABASE])
        with closing(sqlite3.connect(file)) as connection:
            assert connection.execute("PRAGMA integrity_check").fetchone() == ("ok",)
        assert sorted(set(found) - {NOTE, DATABASE}) == [member(address) for address in addresses(file)]


async def test_lost_and_damaged_pictures_are_counted_and_left_out(root: Path, target: Path) -> None:
    """What is not what it should be does not get into a backup, and does not keep the rest out."""
    async with shelf(root) as data:
        turns = [await data.painted(content) for content in (b"one", b"two", b"three")]
    files = [root / member(turn.reply.pictures[0].sha256) for turn in turns if turn.reply]
    files[0].unlink()
    _write(files[1], b"twp")
    assert copied(root, target).lost == 2
    assert len(members(target)) == 3


async def test_what_is_there_already_is_left_alone(root: Path, target: Path) -> None:
    """A backup never takes the place of another file."""
    async with shelf(root) as data:
        await data.painted(b"one")
    _write(target, b"precious")
    with pytest.raises(BackupRefused, match="is there already"):
        copied(root, target)
    assert _bytes(target) == b"precious"


async def test_what_a_killed_backup_left_is_taken_away(root: Path, target: Path) -> None:
    """By the next one in the same folder; what another process still works on stays."""
    async with shelf(root) as data:
        await data.painted(b"one")
    left, held = (target.parent / f".plantain-backup-{name}" for name in ("left", "held"))
    for folder in (left, held):
        folder.mkdir()
        _write(folder / "unfinished", b"half of it")
    descriptor = os.open(held, os.O_RDONLY)
    fcntl.flock(descriptor, fcntl.LOCK_EX)
    copied(root, target)
    os.close(descriptor)
    assert (left.exists(), held.exists()) == (False, True)


async def test_a_stopped_or_failed_copy_leaves_nothing(root: Path, target: Path, tmp_path: Path) -> None:
    """Stopped by its operator, on a disk that is full, or in a folder that is missing: a sentence and no file."""
    async with shelf(root) as data:
        for number in range(5):
            await data.painted(bytes([number]) * 100_000)
    with pytest.raises(BackupRefused, match="stopped before"):
        copied(root, target, Told(stop_after=2))
    limits = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (300_000, limits[1]))
    try:
        with pytest.raises(BackupRefused, match=os.strerror(errno.EFBIG)):
            copied(root, target)
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, limits)
    assert unnamed(target) == []
    assert target not in list(target.parent.iterdir())
    with pytest.raises(BackupRefused, match=os.strerror(errno.ENOENT)):
        copied(root, tmp_path / "nowhere" / "plantain.tar")


def test_without_data_there_is_nothing_to_copy(root: Path, target: Path) -> None:
    """A wrong folder is named, and not made."""
    with pytest.raises(BackupRefused, match="nothing to copy"):
        copied(root, target)
    assert not root.exists()


def test_half_a_restore_is_nothing_to_copy(root: Path, target: Path) -> None:
    """What helps is told; beside a restore that goes on there is simply nothing yet."""
    with DataFolder(root, restoring=True) as folder:
        folder.unpacked.mkdir()
        with pytest.raises(BackupRefused, match="nothing to copy"):
            copied(root, target)
    with pytest.raises(RestoreCutOff, match="run plantain restore again"):
        copied(root, target)


async def test_a_damaged_database_is_told(root: Path, target: Path) -> None:
    """What SQLite can't read is no backup."""
    async with shelf(root) as data:
        await data.painted(b"one")
    _write(root / "plantain.db", b"garbage!" * 1000)
    with pytest.raises(BackupRefused, match="can't be copied"):
        copied(root, target)
    assert unnamed(target) == []


def test_object_stores_have_tools_of_their_own(root: Path) -> None:
    """What is not in files of ours is refused with the setting's name, and without its value."""
    with pytest.raises(BackupRefused, match=r"PICTURES_URL.*own tools") as refused:
        Source.of(root, None, "s3://bucket/hunter2")
    assert "hunter2" not in refused.value.sentence


@pytest.mark.parametrize("urls", [("postgresql://host/name", None), ("sqlite://", None), (None, "mystery://host")])
def test_what_no_bot_could_use_is_not_copied(root: Path, urls: tuple[str | None, str | None]) -> None:
    """Refused with the sentence of the start."""
    with pytest.raises(StorageRefused, match="has a value that does not work"):
        Source.of(root, *urls)


def test_files_elsewhere_are_found(root: Path) -> None:
    """A database or a folder of pictures outside of the data folder is copied, too."""
    assert Source.of(root) == Source(root / "plantain.db", root / "pictures", root / "lock")
    elsewhere = Source.of(root, "sqlite:////srv/x.db", "file:///srv/my%20pictures")
    assert elsewhere == Source(Path("/srv/x.db"), Path("/srv/my pictures"), root / "lock")


def _write(file: Path, content: bytes) -> None:
    file.write_bytes(content)


def _bytes(file: Path) -> bytes:
    return file.read_bytes()
