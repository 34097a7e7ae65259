"""Backups put back: everything is found again, or nothing is left; hostile archives get nowhere."""

import errno
import json
import os
import tarfile
import tracemalloc
from collections.abc import Awaitable, Callable
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import text

from bot.core.errors import Cost
from bot.core.turn import State
from bot.storage.archive import DATABASE, NOTE, BackupRefused, member
from bot.storage.failures import StorageRefused
from bot.storage.folder import DataFolder, FolderInUse
from bot.storage.ledger import Ledger
from bot.storage.restore import is_empty, restore
from tests.storage.copying import Told, copied, members, packed, shelf
from tests.storage.samples import NOW, PLACE, a_turn, is_whole

Change = Callable[[tarfile.TarInfo], None]


@pytest.fixture
def root(tmp_path: Path) -> Path:
    return tmp_path / "data"


@pytest.fixture
def target(tmp_path: Path) -> Path:
    return tmp_path / "restored"


@pytest.fixture
async def archive(root: Path, tmp_path: Path) -> Path:
    """A backup of a stopped bot with three pictures."""
    async with shelf(root) as data:
        for content in (b"one", b"two", b"three"):
            await data.painted(content)
    copied(root, tmp_path / "backup.tar")
    return tmp_path / "backup.tar"


def unchanged(_: tarfile.TarInfo) -> None: ...


async def test_everything_is_found_again(root: Path, target: Path, tmp_path: Path) -> None:
    """Turns, heads, posts and pictures of a restored folder are those that were copied."""
    async with shelf(root) as data:
        turns = [await data.painted(content) for content in (b"one", b"two")]
        copied(root, tmp_path / "backup.tar")
    progress = await restore(tmp_path / "backup.tar", target, NOW, Told().hooks)
    assert (progress.done, progress.lost, progress.size) == (2, 0, 6)
    async with shelf(target) as data:
        for turn in turns:
            assert await data.turns.get(turn.id) == turn
            assert turn.post is not None
            assert await data.turns.shown_in(turn.post) is not None
            assert turn.reply is not None
            assert await is_whole(data.pictures, turn.reply.pictures[0].sha256)
        assert await data.turns.head(turns[-1].place.id) == turns[-1]
        assert _names(data.folder.spool) == []


async def test_what_was_under_way_in_a_running_bot_is_not_paid_again(root: Path, target: Path, tmp_path: Path) -> None:
    """The running bot went on with it after the copy: it is closed as interrupted, and its reservation is kept."""
    async with shelf(root) as data:
        waiting = await data.turns.accept(a_turn(reserved=7))
        called = await data.turns.accept(a_turn(reserved=9))
        await data.turns.save(called.starting(None, NOW), was=State.ACCEPTED)
        copied(root, tmp_path / "live.tar")
    await restore(tmp_path / "live.tar", target, NOW, Told().hooks)
    async with shelf(target) as data:
        assert await data.turns.unfinished() == ()
        for turn in (waiting, called):
            found = await data.turns.get(turn.id)
            assert found is not None
            assert found.failure is not None
            assert (found.state, found.failure.cost, found.charged) == (State.FAILED, Cost.MAYBE, turn.reserved)
            assert await Ledger(data.turns._database).balance(turn.id) == turn.reserved


async def test_what_waited_in_a_stopped_bot_is_still_done(root: Path, target: Path, tmp_path: Path) -> None:
    """Moved to another machine, the bot goes on where it was stopped."""
    async with shelf(root) as data:
        waiting = await data.turns.accept(a_turn())
    copied(root, tmp_path / "stopped.tar")
    await restore(tmp_path / "stopped.tar", target, NOW, Told().hooks)
    async with shelf(target) as data:
        assert await data.turns.unfinished() == (waiting,)


async def test_only_an_empty_folder_is_filled(archive: Path, root: Path, target: Path) -> None:
    """Data that are there stay untouched; what a start without success left does not count."""
    before = sorted(_names(root))
    with pytest.raises(BackupRefused, match="is not empty"):
        await restore(archive, root, NOW, Told().hooks)
    assert sorted(_names(root)) == before
    with DataFolder(target), pytest.raises(FolderInUse):
        await restore(archive, target, NOW, Told().hooks)
    assert (await restore(archive, target, NOW, Told().hooks)).done == 3
    assert not is_empty(target)


@pytest.mark.parametrize(
    ("name", "change"),
    [
        (f"pictures/ab/ab/{'ab' * 32}", "bytes"),
        ("/etc/plantain-was-here", "path"),
        ("../plantain-was-here", "path"),
        ("pictures/../../plantain-was-here", "path"),
        ("commands.json", "path"),
        (DATABASE, "twice"),
        (f"pictures/ab/ab/{'ab' * 32}", "symlink"),
        (f"pictures/ab/ab/{'ab' * 32}", "hard link"),
        (f"pictures/ab/ab/{'ab' * 32}", "device"),
        ("pictures", "folder"),
        (f"pictures/ab/ab/{'ab' * 32}", "sparse"),
    ],
)
async def test_a_hostile_archive_leaves_nothing_behind(
    archive: Path, target: Path, tmp_path: Path, name: str, change: str
) -> None:
    """Other bytes, paths outside, links, devices, folders, sparse files and strangers are refused; nothing remains."""
    kinds = {"symlink": b"2", "hard link": b"1", "device": b"3", "folder": b"5", "sparse": b"S"}

    def twist(entry: tarfile.TarInfo) -> None:
        if entry.name == name and change in kinds:
            entry.type, entry.linkname, entry.size = kinds[change], "/etc/passwd", 0

    hostile = packed(tmp_path / "hostile.tar", [*members(archive).items(), (name, b"evil")], twist)
    with pytest.raises(StorageRefused):
        await restore(hostile, target, NOW, Told().hooks)
    assert is_empty(target)
    assert not any("was-here" in str(path) for path in _names(tmp_path))


@pytest.mark.parametrize(
    ("change", "sentence"),
    [
        (lambda found: found.pop(DATABASE), "not a whole backup"),
        (lambda found: found.pop(NOTE), "not a whole backup"),
        (lambda found: found.update({NOTE: b"[]"}), "not a whole backup"),
        (lambda found: found.update({NOTE: b"[" * 9_000}), "not a whole backup"),
        (lambda found: found.update({NOTE: json.dumps({"format": 2, "live": True}).encode()}), "newer Plantain"),
        (lambda found: found.update({DATABASE: b"garbage!" * 2000}), "damaged"),
        (lambda found: found.update({DATABASE: found[DATABASE][:5000]}), "damaged"),
        (lambda found: found.update({DATABASE: b""}), "not one that Plantain wrote"),
        (
            lambda found: found.update({DATABASE: found[DATABASE].replace(b"TABLE ledger", b"TABLE l\x80dger")}),
            "damaged",
        ),
    ],
)
async def test_a_backup_that_is_not_whole_is_refused(
    archive: Path, target: Path, tmp_path: Path, change: Callable[[dict[str, bytes]], object], sentence: str
) -> None:
    """Parts that are missing, of another time or damaged are told, and the folder stays empty."""
    found = members(archive)
    change(found)
    broken = packed(tmp_path / "broken.tar", list(found.items()), unchanged)
    with pytest.raises(StorageRefused, match=sentence):
        await restore(broken, target, NOW, Told().hooks)
    assert is_empty(target)


async def test_a_missing_picture_is_counted(archive: Path, target: Path, tmp_path: Path) -> None:
    """A backup of a folder with a lost picture is still worth putting back."""
    found = members(archive)
    found.pop(next(name for name in found if name.startswith("pictures/")))
    poorer = packed(tmp_path / "poorer.tar", list(found.items()), unchanged)
    progress = await restore(poorer, target, NOW, Told().hooks)
    assert (progress.done, progress.lost) == (2, 1)


@pytest.mark.parametrize(
    "statement", ["CREATE VIEW v AS SELECT 1", "CREATE TRIGGER t AFTER INSERT ON turns BEGIN SELECT 1; END"]
)
async def test_a_database_with_code_in_it_is_refused(root: Path, target: Path, tmp_path: Path, statement: str) -> None:
    """Plantain's tables have neither triggers nor views: what has them was made by somebody else."""
    async with shelf(root) as data, data.turns._database.writing() as connection:
        await connection.execute(text(statement))
    copied(root, tmp_path / "backup.tar")
    with pytest.raises(BackupRefused, match="not one that Plantain wrote"):
        await restore(tmp_path / "backup.tar", target, NOW, Told().hooks)


async def test_a_stopped_restore_leaves_the_folder_empty(archive: Path, target: Path) -> None:
    """It can be begun again."""
    with pytest.raises(BackupRefused, match="stopped"):
        await restore(archive, target, NOW, Told(stop_after=1).hooks)
    assert is_empty(target)
    await restore(archive, target, NOW, Told().hooks)


@pytest.mark.parametrize("moved", [False, True], ids=["while it unpacked", "after the pictures were moved"])
async def test_a_killed_restore_can_be_begun_again(archive: Path, target: Path, *, moved: bool) -> None:
    """What it left was its own, for it had begun in an empty folder: the next one takes that away."""
    unpacked = target / "spool" / "restored"
    for folder in (unpacked, target / "pictures"):
        folder.mkdir(parents=True)
    _written(unpacked / DATABASE, b"half of it")
    if moved:
        _written(target / "pictures" / "a picture", b"of another archive")
    assert is_empty(target)
    await restore(archive, target, NOW, Told().hooks)
    assert "a picture" not in [path.name for path in _names(target)]
    async with shelf(target) as data:
        assert len(await data.turns.recent(PLACE.id, 9)) == 3


async def test_only_what_a_restore_left_is_taken_away(archive: Path, target: Path) -> None:
    """A folder with a database, or with anything of somebody else's, is left as it is."""
    (target / "spool" / "restored").mkdir(parents=True)
    for stranger in (target / DATABASE, target / "notes.txt"):
        _written(stranger, b"precious")
        with pytest.raises(BackupRefused, match="is not empty"):
            await restore(archive, target, NOW, Told().hooks)
        assert _bytes(stranger) == b"precious"
        _remove(stranger)


@pytest.mark.parametrize("kind", [tarfile.XHDTYPE, tarfile.XGLTYPE, tarfile.GNUTYPE_LONGNAME])
async def test_a_header_of_any_length_takes_no_memory(target: Path, tmp_path: Path, kind: bytes) -> None:
    """A gigabyte of names before the first member is refused by its size alone."""
    header = tarfile.TarInfo("long")
    header.type, header.size = kind, 2**30
    vast = _written(tmp_path / "vast.tar", header.tobuf(tarfile.GNU_FORMAT))
    os.truncate(vast, 2**30)
    tracemalloc.start()
    with pytest.raises(BackupRefused, match="not a whole backup"):
        await restore(vast, target, NOW, Told().hooks)
    most = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    assert most < 20 * 2**20


async def test_headers_without_a_member_come_to_an_end(target: Path, tmp_path: Path) -> None:
    """`tarfile` reads them one inside the other, which has its bound."""
    header = tarfile.TarInfo("long")
    header.type = tarfile.XHDTYPE
    nested = _written(tmp_path / "nested.tar", header.tobuf(tarfile.GNU_FORMAT) * 3000)
    with pytest.raises(BackupRefused, match="not a whole backup"):
        await restore(nested, target, NOW, Told().hooks)


async def test_a_file_that_is_missing_or_no_archive_is_told(target: Path, tmp_path: Path) -> None:
    """A wrong name is a sentence."""
    with pytest.raises(BackupRefused, match=os.strerror(errno.ENOENT)):
        await restore(tmp_path / "nothing.tar", target, NOW, Told().hooks)
    await _refused(restore(_written(tmp_path / "words.tar", b"hello" * 1000), target, NOW, Told().hooks))
    await _refused(restore(_written(tmp_path / "empty.tar", b""), target, NOW, Told().hooks))


@settings(max_examples=30, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(data=st.data())
async def test_any_damage_is_told_or_does_no_harm(archive: Path, tmp_path: Path, data: st.DataObject) -> None:
    """With bytes of it changed or its end cut off, a backup is refused, or what it holds is whole all the same."""
    original = _bytes(archive)
    broken = bytearray(original)
    for _ in range(data.draw(st.integers(1, 4))):
        broken[data.draw(st.integers(0, len(broken) - 1))] = data.draw(st.integers(0, 255))
    cut = data.draw(st.integers(0, len(broken)) | st.just(len(broken)))
    folder = tmp_path / f"try{len(_names(tmp_path))}"
    try:
        await restore(_written(tmp_path / "broken.tar", bytes(broken[:cut])), folder, NOW, Told().hooks)
    except StorageRefused:
        assert is_empty(folder)
        return
    for path in _names(folder / "pictures"):
        assert path.is_dir() or member(path.name) in members(archive)


async def _refused(restoring: Awaitable[object]) -> None:
    with pytest.raises(BackupRefused, match="not a whole backup"):
        await restoring


def _names(folder: Path) -> list[Path]:
    return list(folder.rglob("*"))


def _written(file: Path, content: bytes) -> Path:
    file.write_bytes(content)
    return file


def _bytes(file: Path) -> bytes:
    return file.read_bytes()


def _remove(file: Path) -> None:
    file.unlink()
