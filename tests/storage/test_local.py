"""Pictures in a folder: whole or not there at all."""

import os
import resource
from collections.abc import Iterator
from pathlib import Path
from tempfile import TemporaryDirectory

import obstore
import pytest
from obstore.store import LocalStore

from bot.core.errors import PictureLost, StorageFailed
from bot.storage import local
from bot.storage.local import LocalShelf, fingerprint, key
from bot.storage.pictures import StoredPictures

MEMORY_DISK = Path("/dev/shm")  # noqa: S108 - another disk than the one for temporary files, where there is one


@pytest.fixture
def root(tmp_path: Path) -> Path:
    folder = tmp_path / "pictures"
    folder.mkdir()
    return folder


@pytest.fixture
def elsewhere(tmp_path: Path) -> Iterator[Path]:
    """A folder on another disk."""
    if not MEMORY_DISK.is_dir() or MEMORY_DISK.stat().st_dev == tmp_path.stat().st_dev:
        pytest.skip("there is only one disk here")
    with TemporaryDirectory(dir=MEMORY_DISK) as folder:
        yield Path(folder)


def everything(root: Path) -> list[Path]:
    return [path for path in root.rglob("*") if path.is_file()]


def inode(path: Path) -> int:
    return path.stat().st_ino


async def test_obstore_reads_the_same_folder(root: Path, tmp_path: Path) -> None:
    """A picture kept by hand is found by obstore at the same key, so that the folder can be copied to a bucket."""
    file = tmp_path / "file"
    file.write_bytes(b"bytes")
    address = await StoredPictures(LocalShelf(root)).keep(file)
    assert bytes(obstore.get(LocalStore(root), key(address)).bytes()) == b"bytes"


async def test_a_picture_is_on_disk_before_it_has_its_address(
    root: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The bytes are synced first, then the address is given, then every folder on the way to it is synced."""
    file = tmp_path / "file"
    file.write_bytes(b"bytes")
    target = root / key(fingerprint(file))
    synced: list[tuple[int, bool]] = []
    really = os.fsync

    def sync(descriptor: int) -> None:
        really(descriptor)
        synced.append((os.fstat(descriptor).st_ino, target.exists()))

    monkeypatch.setattr(os, "fsync", sync)
    await StoredPictures(LocalShelf(root)).keep(file)
    folders = (target.parent, target.parent.parent, root)
    assert synced == [(inode(target), False), *((inode(folder), True) for folder in folders)]


async def test_a_file_from_another_disk_is_copied_whole(root: Path, elsewhere: Path) -> None:
    """Where renaming is impossible the bytes are copied, and the file is gone all the same."""
    file = elsewhere / "file"
    file.write_bytes(b"bytes" * 500_000)
    expected = fingerprint(file)
    address = await StoredPictures(LocalShelf(root)).keep(file)
    assert address == expected
    assert not file.exists()
    assert everything(root) == [root / key(address)]
    assert fingerprint(root / key(address)) == address


async def test_a_full_disk_leaves_no_half_file(root: Path, elsewhere: Path) -> None:
    """When writing fails on the way nothing lies in the store, the file is still there, the error is the core's."""
    file = elsewhere / "file"
    file.write_bytes(bytes(3 * 2**20))
    limits = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (2 * 2**20, limits[1]))
    try:
        with pytest.raises(StorageFailed) as failure:
            await StoredPictures(LocalShelf(root)).keep(file)
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, limits)
    assert isinstance(failure.value.__cause__, OSError)
    assert everything(root) == []
    assert file.stat().st_size == 3 * 2**20


async def test_a_store_that_cannot_be_written_loses_nothing(root: Path, tmp_path: Path) -> None:
    """When the address can't be written the file stays where it was, and the error is the core's."""
    file = tmp_path / "file"
    file.write_bytes(b"bytes")
    (root / key(fingerprint(file))).mkdir(parents=True)
    with pytest.raises(StorageFailed):
        await StoredPictures(LocalShelf(root)).keep(file)
    assert file.read_bytes() == b"bytes"


async def test_a_damaged_file_is_noticed_and_mended(root: Path, tmp_path: Path) -> None:
    """A file that is empty, cut or has other bytes of the same number is lost; keeping the picture again mends it."""
    pictures = StoredPictures(LocalShelf(root))
    file = tmp_path / "file"
    file.write_bytes(b"bytes")
    address = await pictures.keep(file)
    for damaged in (b"", b"byte", b"other"):
        (root / key(address)).write_bytes(damaged)
        with pytest.raises(PictureLost):
            async with pictures.at_hand([address]):
                pass
    file.write_bytes(b"bytes")
    await pictures.keep(file)
    async with pictures.at_hand([address]) as files:
        assert files[address].read_bytes() == b"bytes"


async def test_a_file_is_read_once_until_it_changes(
    root: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Looking for damage costs a later process one pass over the bytes, and what was just kept costs none."""
    file = tmp_path / "file"
    file.write_bytes(b"bytes")
    keeper = StoredPictures(LocalShelf(root))
    address = await keeper.keep(file)
    read: list[Path] = []

    def reading(path: Path) -> str:
        read.append(path)
        return fingerprint(path)

    monkeypatch.setattr(local, "fingerprint", reading)
    later = StoredPictures(LocalShelf(root))
    for pictures in (keeper, keeper, later, later):
        async with pictures.at_hand([address]):
            pass
    assert read == [root / key(address)]


async def test_what_is_remembered_of_files_stays_small(
    root: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """However many pictures a process sees, it remembers no more than so many."""
    monkeypatch.setattr(local, "_REMEMBERED", 3)
    shelf = LocalShelf(root)
    for number in range(10):
        file = tmp_path / "file"
        file.write_bytes(bytes([number]))
        await StoredPictures(shelf).keep(file)
        assert len(shelf._whole) <= 3
