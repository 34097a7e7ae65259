"""What was taken in for something refused goes again, and nothing that anybody else needs goes with it."""

import asyncio
import hashlib
from pathlib import Path

import pytest
from obstore.store import MemoryStore

from bot.core.errors import BudgetSpent, StorageFailed
from bot.storage.local import LocalShelf
from bot.storage.pictures import Shelf, StoredPictures
from bot.storage.provisional import Provisional
from bot.storage.remote import RemoteShelf
from tests.storage.samples import is_whole

ONE, TWO = (hashlib.sha256(content).hexdigest() for content in (b"one", b"two"))


@pytest.fixture(params=["local", "remote"])
def shelf(request: pytest.FixtureRequest, tmp_path: Path) -> Shelf:
    (tmp_path / "pictures").mkdir()
    return LocalShelf(tmp_path / "pictures") if request.param == "local" else RemoteShelf(MemoryStore(), tmp_path)


class Keeper:
    """Somebody who keeps *contents*, and whom a test lets go on, and end with an error."""

    def __init__(self, provisional: Provisional, spool: Path, *contents: bytes) -> None:
        self._provisional, self._files = provisional, dict(self._spooled(spool, content) for content in contents)
        self.inside, self._end = asyncio.Event(), asyncio.get_running_loop().create_future()
        self.task = asyncio.create_task(self._keep())

    async def entered(self) -> "Keeper":
        await asyncio.wait_for(self.inside.wait(), 5)
        return self

    async def ends(self, error: BaseException | None = None) -> None:
        if error:
            self._end.set_exception(error)
        else:
            self._end.set_result(None)
        await asyncio.wait([self.task], timeout=5)
        assert self.task.cancelled() or self.task.exception() is error

    async def _keep(self) -> None:
        async with self._provisional.kept(self._files):
            self.inside.set()
            await self._end

    def _spooled(self, spool: Path, content: bytes) -> tuple[str, Path]:
        file = spool / f"{id(self)}{content.decode()}"
        file.write_bytes(content)
        return hashlib.sha256(content).hexdigest(), file


async def lie_there(shelf: Shelf) -> list[bool]:
    return [await is_whole(StoredPictures(shelf), address) for address in (ONE, TWO)]


@pytest.mark.parametrize(
    ("error", "stays"),
    [(None, True), (BudgetSpent(), False), (StorageFailed(), True), (asyncio.CancelledError(), True)],
)
async def test_only_what_was_refused_goes(
    shelf: Shelf, tmp_path: Path, error: BaseException | None, *, stays: bool
) -> None:
    """After a failure of storage, or a cancellation, a turn may be there that names it."""
    keeper = await Keeper(Provisional(shelf), tmp_path, b"one", b"two").entered()
    assert await lie_there(shelf) == [True, True]
    await keeper.ends(error)
    assert await lie_there(shelf) == [stays, stays]


async def test_what_was_there_before_stays(shelf: Shelf, tmp_path: Path) -> None:
    """It may be of any turn; what came with it goes."""
    provisional = Provisional(shelf)
    await (await Keeper(provisional, tmp_path, b"one").entered()).ends()
    await (await Keeper(provisional, tmp_path, b"one", b"two").entered()).ends(BudgetSpent())
    assert await lie_there(shelf) == [True, False]


@pytest.mark.parametrize("first_is_refused_first", [True, False])
async def test_of_two_who_keep_the_same_at_once_one_is_enough(
    shelf: Shelf, tmp_path: Path, *, first_is_refused_first: bool
) -> None:
    """Whoever brought it, and whoever ends first: one who is accepted is enough for it to stay."""
    provisional = Provisional(shelf)
    for second_error, stays in ((None, True), (BudgetSpent(), False)):
        first = await Keeper(provisional, tmp_path, b"two").entered()
        second = await Keeper(provisional, tmp_path, b"two").entered()
        ends = [(first, BudgetSpent()), (second, second_error)]
        for keeper, error in ends if first_is_refused_first else ends[::-1]:
            await keeper.ends(error)
        assert (await lie_there(shelf))[1] is stays
        if stays:
            await shelf.drop(TWO)


async def test_who_comes_while_it_goes_has_it(shelf: Shelf, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A payload that is just being deleted is put there anew, not beside."""
    provisional, dropping, go_on, taking = Provisional(shelf), asyncio.Event(), asyncio.Event(), asyncio.Event()
    drop, take = shelf.drop, shelf.take

    async def slowly(address: str) -> None:
        dropping.set()
        await go_on.wait()
        await drop(address)

    async def seen(file: Path, address: str) -> bool:
        taking.set()
        return await take(file, address)

    first = await Keeper(provisional, tmp_path, b"one").entered()
    monkeypatch.setattr(shelf, "drop", slowly)
    monkeypatch.setattr(shelf, "take", seen)
    ending = asyncio.create_task(first.ends(BudgetSpent()))
    await dropping.wait()
    second = Keeper(provisional, tmp_path, b"one")
    for _ in range(20):
        await asyncio.sleep(0)
    too_early = taking.is_set()
    go_on.set()
    await ending
    await (await second.entered()).ends()
    assert (await lie_there(shelf), too_early) == ([True, False], False)
    assert provisional._stays == {}


async def test_what_is_taken_before_another_cannot_be_goes(
    shelf: Shelf, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A disk that is full in the middle leaves nothing half kept, and the error is the disk's."""
    take = shelf.take

    async def once(file: Path, address: str) -> bool:
        if address == TWO:
            raise OSError(28, "No space left on device")
        return await take(file, address)

    monkeypatch.setattr(shelf, "take", once)
    keeper = Keeper(Provisional(shelf), tmp_path, b"one", b"two")
    with pytest.raises(OSError, match="No space"):
        await keeper.task
    assert await lie_there(shelf) == [False, False]


async def test_what_cannot_be_deleted_hides_no_refusal(
    shelf: Shelf, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    """The person hears why they were refused, and the operator that a file was left."""

    async def broken(_address: str) -> None:
        raise PermissionError

    monkeypatch.setattr(shelf, "drop", broken)
    keeper = await Keeper(Provisional(shelf), tmp_path, b"one").entered()
    await keeper.ends(BudgetSpent())
    assert ONE in caplog.text
