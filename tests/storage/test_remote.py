"""Pictures in an object store: what a folder has no need of."""

from pathlib import Path

import obstore
import pytest
from obstore.store import LocalStore, MemoryStore

from bot.core.errors import PictureLost, StorageFailed
from bot.storage.local import key
from bot.storage.pictures import StoredPictures
from bot.storage.remote import RemoteShelf
from tests.storage.samples import is_whole


@pytest.fixture
def store() -> MemoryStore:
    return MemoryStore()


@pytest.fixture
def pictures(store: MemoryStore, tmp_path: Path) -> StoredPictures:
    return StoredPictures(RemoteShelf(store, tmp_path))


@pytest.fixture
async def address(pictures: StoredPictures, tmp_path: Path) -> str:
    return await pictures.keep(_file(tmp_path))


@pytest.mark.parametrize("spoilt", [b"", b"byt", b"other"])
async def test_damaged_bytes_are_never_lent(
    pictures: StoredPictures, store: MemoryStore, address: str, spoilt: bytes
) -> None:
    """Bytes that the address does not name count as lost: the model would refuse them after they were paid for."""
    obstore.put(store, key(address), spoilt)
    with pytest.raises(PictureLost):
        async with pictures.at_hand([address]):
            pytest.fail("entered")


async def test_a_cut_object_is_replaced(
    pictures: StoredPictures, store: MemoryStore, address: str, tmp_path: Path
) -> None:
    """Keeping a picture whose object has another size writes it anew."""
    obstore.put(store, key(address), b"byt")
    await pictures.keep(_file(tmp_path))
    assert await is_whole(pictures, address)


async def test_an_object_that_is_there_is_not_sent_again(
    pictures: StoredPictures, store: MemoryStore, address: str, tmp_path: Path
) -> None:
    """Keeping the same picture twice leaves the object as it was."""
    before = obstore.head(store, key(address))
    await pictures.keep(_file(tmp_path))
    assert obstore.head(store, key(address)) == before


async def test_a_store_that_fails_loses_nothing(tmp_path: Path) -> None:
    """When the store can't be written the file stays, and the error is the core's."""
    root = tmp_path / "store"
    root.mkdir()
    pictures = StoredPictures(RemoteShelf(LocalStore(root), tmp_path))
    root.rmdir()
    root.write_text("no folder any more")
    file = _file(tmp_path)
    with pytest.raises(StorageFailed):
        await pictures.keep(file)
    assert file.exists()


def _file(folder: Path) -> Path:
    file = folder / "file"
    file.write_bytes(b"bytes")
    return file
