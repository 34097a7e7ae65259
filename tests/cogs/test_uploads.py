"""Pictures made ready to go up."""

import asyncio
from pathlib import Path

import pytest

from bot.core.errors import PictureLost, StorageFailed
from bot.core.picture import Picture
from bot.media.workshop import Workshop
from bot.storage.pictures import StoredPictures
from cogs._uploads import UNFIT, Packer
from tests.cogs.stage import PaintingModel
from tests.fakes import picture

MIB = 2**20


class Bench:
    """Real pictures and a real workshop over a folder."""

    def __init__(self, folder: Path) -> None:
        self.spool = folder / "spool"
        self.spool.mkdir()
        self.pictures = StoredPictures.at(str(folder / "pictures"), self.spool)
        self.workshop = Workshop()
        self.packer = Packer(self.pictures, self.workshop, self.spool)
        self.model = PaintingModel(self.pictures, folder)

    async def paint(self, more: int) -> Picture:
        self.model.bytes_more = more
        return await self.model.paint()


async def test_what_fits_goes_up_byte_for_byte(tmp_path: Path) -> None:
    """The stored file itself is streamed, under a name that fits its type."""
    bench = Bench(tmp_path)
    small = await bench.paint(0)
    async with bench.packer.ready([small], "p", 10 * MIB, "a tree") as ready:
        (upload,) = ready.uploads
        assert (upload.name, upload.alt, ready.notes) == ("p-1.png", "a tree", ())
        assert upload.path.stat().st_size == small.size
    assert list(bench.spool.iterdir()) == []
    await bench.workshop.close()


async def test_several_pictures_share_what_one_post_may_carry(tmp_path: Path) -> None:
    """Each fits the place, but together they would be too much for one request, so each gets its share."""
    bench = Bench(tmp_path)
    four = [await bench.paint(7 * MIB) for _ in range(4)]
    async with bench.packer.ready(four, "p", 10 * MIB) as ready:
        assert [upload.name for upload in ready.uploads] == ["p-1.jpg", "p-2.jpg", "p-3.jpg", "p-4.jpg"]
        assert sum(upload.path.stat().st_size for upload in ready.uploads) <= 25 * MIB
        assert len(ready.notes) == 1
    await bench.workshop.close()


async def test_what_can_be_made_to_fit_in_no_way_is_left_out_and_said(tmp_path: Path) -> None:
    """The card still comes, with a note."""
    bench = Bench(tmp_path)
    async with bench.packer.ready([await bench.paint(0)], "p", 10) as ready:
        assert (ready.uploads, ready.notes) == ((), (UNFIT,))
    await bench.workshop.close()


async def test_a_lost_picture_is_said_on_entering(tmp_path: Path) -> None:
    """Nothing is half posted."""
    bench = Bench(tmp_path)
    with pytest.raises(PictureLost):
        async with bench.packer.ready([picture()], "p", 10 * MIB):
            pytest.fail("it is not there")
    assert list(bench.spool.iterdir()) == []
    await bench.workshop.close()


async def test_what_nobody_draws_so_small_is_scaled_down(tmp_path: Path) -> None:
    """Half a size goes up as half the pixels; the stored picture stays whole."""
    bench = Bench(tmp_path)
    whole = await bench.paint(0)
    async with bench.packer.ready([whole], "p", 10 * MIB, shrink=2) as ready:
        (upload,) = ready.uploads
        found = await bench.workshop.inspect(upload.path)
        assert (found.width, found.height) == (-(-whole.width // 2), -(-whole.height // 2))
        assert upload.name == "p-1.png"
    assert list(bench.spool.iterdir()) == []
    await bench.workshop.close()


async def test_a_file_that_goes_while_it_is_worked_on_is_a_lost_picture(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Whatever takes it away from the storage, the person hears what is missing."""
    bench = Bench(tmp_path)
    fit = bench.workshop.fit

    async def too_late(picture: Picture, file: Path, limit: int, into: Path) -> tuple[Path, str | None]:
        await asyncio.to_thread(file.unlink)
        return await fit(picture, file, limit, into)

    monkeypatch.setattr(bench.workshop, "fit", too_late)
    with pytest.raises(PictureLost):
        async with bench.packer.ready([await bench.paint(MIB)], "p", MIB):
            pass
    await bench.workshop.close()


@pytest.mark.parametrize("refused", ["a folder", "a file"])
async def test_what_the_disk_refuses_may_pass(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, refused: str) -> None:
    """A full disk is a failure of storage and no unforeseen one: with room again the same picture goes up."""
    bench = Bench(tmp_path)
    whole = await bench.paint(MIB)

    def full(*_args: object, **_options: object) -> None:
        raise OSError(28, "No space left on device")

    with monkeypatch.context() as patched:
        patched.setattr(*(("tempfile.mkdtemp", full) if refused == "a folder" else ("bot.media.fit._save", full)))
        with pytest.raises(StorageFailed):
            async with bench.packer.ready([whole], "p", MIB):
                pytest.fail("there is nothing to send")
    assert list(bench.spool.iterdir()) == []
    async with bench.packer.ready([whole], "p", MIB) as ready:
        assert len(ready.uploads) == 1
    await bench.workshop.close()
