"""The pictures port over every kind of shelf, and what a killed process leaves of both stores."""

import asyncio
import hashlib
import subprocess
import sys
import tracemalloc
from contextlib import suppress
from pathlib import Path

import pytest
from obstore.store import LocalStore, MemoryStore

from bot.core.errors import BudgetSpent, PictureLost, StorageFailed
from bot.storage.address import PicturesUnusable
from bot.storage.database import Database
from bot.storage.folder import DataFolder
from bot.storage.local import LocalShelf
from bot.storage.migrating import migrate
from bot.storage.pictures import StoredPictures
from bot.storage.remote import RemoteShelf
from bot.storage.turns import SqlTurns
from tests.storage.samples import a_turn, is_whole

LARGE = 24 * 2**20
NOTHING = hashlib.sha256().hexdigest()


@pytest.fixture
def spool(tmp_path: Path) -> Path:
    folder = tmp_path / "spool"
    folder.mkdir()
    return folder


@pytest.fixture(params=["local", "memory", "object store"])
def pictures(request: pytest.FixtureRequest, tmp_path: Path, spool: Path) -> StoredPictures:
    root = tmp_path / "pictures"
    root.mkdir()
    if request.param == "local":
        return StoredPictures(LocalShelf(root))
    return StoredPictures(RemoteShelf(MemoryStore() if request.param == "memory" else LocalStore(root), spool))


def spooled(spool: Path, content: bytes, name: str = "file") -> Path:
    file = spool / name
    file.write_bytes(content)
    return file


def left_in(spool: Path) -> list[Path]:
    return list(spool.iterdir())


async def test_what_is_kept_is_at_hand(pictures: StoredPictures, spool: Path) -> None:
    """A kept file is gone, its address is the SHA-256 of its bytes, and the bytes are lent back unchanged."""
    content = bytes(range(256)) * 1000
    file = spooled(spool, content)
    address = await pictures.keep(file)
    assert address == hashlib.sha256(content).hexdigest()
    assert not file.exists()
    async with pictures.at_hand([address]) as files:
        assert files[address].read_bytes() == content


async def test_files_are_kept_together_under_their_addresses(pictures: StoredPictures, spool: Path) -> None:
    """A file's address is known before it is kept; what is refused then is not kept, and what was before still is."""
    old = await pictures.keep(spooled(spool, b"old"))
    files = {await pictures.address(file): file for file in (spooled(spool, b"old"), spooled(spool, b"new", "another"))}
    with suppress(BudgetSpent):
        async with pictures.keeping(files):
            assert [await is_whole(pictures, address) for address in files] == [True, True]
            raise BudgetSpent
    assert [await is_whole(pictures, address) for address in files] == [address == old for address in files]
    with pytest.raises(StorageFailed):
        async with pictures.keeping({NOTHING: spool / "missing"}):
            raise AssertionError


async def test_keeping_again_changes_nothing(pictures: StoredPictures, spool: Path) -> None:
    """The same bytes may be kept any number of times, also at once; every file is taken."""
    files = [spooled(spool, b"same", str(number)) for number in range(8)]
    addresses = await asyncio.gather(*map(pictures.keep, files))
    assert len(set(addresses)) == 1
    assert not any(file.exists() for file in files)
    assert await is_whole(pictures, addresses[0])


async def test_many_at_once(pictures: StoredPictures, spool: Path) -> None:
    """Thirty files are kept side by side, and lent together."""
    contents = [str(number).encode() * 10_000 for number in range(30)]
    files = [spooled(spool, content, str(number)) for number, content in enumerate(contents)]
    addresses = await asyncio.gather(*map(pictures.keep, files))
    async with pictures.at_hand(addresses) as lent:
        assert [lent[address].read_bytes() for address in addresses] == contents


async def test_lending_nothing(pictures: StoredPictures) -> None:
    """No addresses give no files."""
    async with pictures.at_hand([]) as files:
        assert files == {}


async def test_nothing_lent_is_left_in_the_spool(pictures: StoredPictures, spool: Path) -> None:
    """When the context ends, by whatever way, the spool is as empty as before, and the error is the user's own."""
    address = await pictures.keep(spooled(spool, b"bytes"))

    async def use() -> None:
        async with pictures.at_hand([address]):
            raise ConnectionResetError

    with pytest.raises(ConnectionResetError):
        await use()
    assert left_in(spool) == []


@pytest.mark.parametrize("address", ["ab" * 32, "", "../" * 20 + "etc/passwd", "AB" * 32, "ab" * 32 + "\n"])
async def test_an_address_without_bytes_is_a_lost_picture(pictures: StoredPictures, spool: Path, address: str) -> None:
    """An address that nothing was kept at, or that is none, is refused before the context opens; nothing is left."""
    kept = await pictures.keep(spooled(spool, b"bytes"))
    with pytest.raises(PictureLost):
        async with pictures.at_hand([kept, address]):
            pytest.fail("entered")
    assert left_in(spool) == []


async def test_an_empty_payload_can_be_kept(pictures: StoredPictures, spool: Path) -> None:
    """A payload of no bytes is no reason to lose a reply."""
    assert await pictures.keep(spooled(spool, b"")) == NOTHING
    async with pictures.at_hand([NOTHING]) as files:
        assert files[NOTHING].read_bytes() == b""


@pytest.mark.parametrize("pictures", ["local", "object store"], indirect=True)
async def test_a_large_file_takes_little_memory(pictures: StoredPictures, spool: Path) -> None:
    """Keeping and lending 24 MiB takes no more than a few pieces of it in Python's memory."""
    file = spooled(spool, bytes(LARGE))
    tracemalloc.start()
    address = await pictures.keep(file)
    async with pictures.at_hand([address]) as files:
        size = files[address].stat().st_size
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    assert size == LARGE
    assert peak < LARGE / 2


async def test_a_file_that_is_missing_is_storage_failed(pictures: StoredPictures, spool: Path) -> None:
    """Keeping a file that isn't there is a failure of storage with its cause."""
    with pytest.raises(Exception, match="could not be stored") as failure:
        await pictures.keep(spool / "missing")
    assert isinstance(failure.value.__cause__, FileNotFoundError)


async def test_addresses_of_the_store(tmp_path: Path, spool: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Paths and file URLs name a folder, with whatever characters; other URLs name an object store, or nothing."""
    root = tmp_path / "a folder%20#1"
    root.mkdir()
    for url in (str(root), root.as_uri()):
        address = await StoredPictures.at(url, spool).keep(spooled(spool, url.encode()))
        assert (root / address[:2] / address[2:4] / address).read_bytes() == url.encode()
    monkeypatch.setenv("AWS_REGION", "eu-central-1")
    StoredPictures.at("s3://bucket/plantain", spool)
    with pytest.raises(PicturesUnusable):
        StoredPictures.at("s3://ada:hunter2@bucket", spool)


DIES_BEFORE_COMMIT = """
import asyncio, sys
from pathlib import Path
from bot.storage import rows
from bot.storage.database import Database
from bot.storage.folder import DataFolder
from bot.storage.pictures import StoredPictures
from bot.storage.tables import turns
from tests.storage.samples import a_turn, is_whole

async def main():
    with DataFolder(Path(sys.argv[1])) as data:
        picture = data.spool / "picture"
        picture.write_bytes(b"paid for")
        (data.spool / "half").write_bytes(b"unfinished")
        database = Database(data.database_url)
        async with database.writing() as writer:
            address = await StoredPictures.at(str(data.pictures), data.spool).keep(picture)
            await writer.execute(database.insert(turns).values(rows.added(a_turn(id="lost"))))
            print(address, flush=True)
            await asyncio.Event().wait()

asyncio.run(main())
"""


async def test_a_process_killed_before_the_commit_leaves_both_stores_whole(tmp_path: Path) -> None:
    """Killed between keeping a picture and committing its row: the row is not there, the picture is, all can go on."""
    with DataFolder(tmp_path) as data:
        await migrate(data.database_url)
    address = await asyncio.to_thread(_address_from_one_that_dies, tmp_path)
    with DataFolder(tmp_path) as data:
        database = Database(data.database_url)
        turns = SqlTurns(database)
        assert await turns.get("lost") is None
        turn = a_turn()
        assert await turns.accept(turn) == turn
        await database.close()
        assert await is_whole(StoredPictures.at(str(data.pictures), data.spool), address)
        assert list(data.spool.iterdir()) == []


def _address_from_one_that_dies(folder: Path) -> str:
    command = [sys.executable, "-c", DIES_BEFORE_COMMIT, str(folder)]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as process:  # noqa: S603 - our own program
        try:
            assert process.stdout
            return process.stdout.readline().strip()
        finally:
            process.kill()
