import asyncio
import os
import sys
import threading
from collections.abc import AsyncIterator, Callable
from concurrent.futures import Future
from contextlib import suppress
from pathlib import Path

import pytest
from PIL import Image

from bot.core import file_ports
from bot.core.errors import BadPicture, PictureBroken, PictureTooLarge
from bot.core.picture import Picture, Pieces
from bot.media.fit import Fitted
from bot.media.limits import Limits
from bot.media.workshop import Workshop
from tests import corpus
from tests.stalled import StalledDisk


@pytest.fixture
async def workshop() -> AsyncIterator[Workshop]:
    workshop = Workshop(references=Limits(size=2**20, pixels=10_000))
    yield workshop
    await workshop.close()


class Blocked:
    """Every thread of a workshop, held until the block ends."""

    def __init__(self, workshop: Workshop) -> None:
        self._pool = workshop._pool
        self._go_on = threading.Event()

    def __enter__(self) -> None:
        for _ in range(self._pool._max_workers):
            self._pool.submit(self._go_on.wait, 30)

    def __exit__(self, *_: object) -> None:
        self._go_on.set()


def stored(folder: Path, data: bytes) -> Path:
    file = folder / "file"
    file.write_bytes(data)
    return file


def files(folder: Path) -> list[Path]:
    return list(folder.iterdir())


def picture(size: int) -> Picture:
    return Picture("0" * 64, "image/png", corpus.WIDTH, corpus.HEIGHT, size)


def test_it_is_the_studios_workshop(workshop: Workshop) -> None:
    """It offers what the studio's port asks for."""
    port: file_ports.Workshop = workshop
    assert port is workshop


async def test_inspect_a_models_picture(tmp_path: Path, workshop: Workshop) -> None:
    """What a model made is told from its bytes, and may be larger than what people may send."""
    file = stored(tmp_path, corpus.encoded(corpus.photo(800, 600), "PNG", compress_level=0))
    assert file.stat().st_size > 2**20
    found = await workshop.inspect(file)
    assert (found.media_type, found.width, found.height) == ("image/png", 800, 600)


@pytest.mark.parametrize("kind", ["PNG", "JPEG"])
async def test_what_is_left_of_a_models_picture_is_told_from_its_header(
    tmp_path: Path, workshop: Workshop, kind: str
) -> None:
    """It was paid for, and a person's file with the same damage is still refused."""
    file = stored(tmp_path, corpus.encoded(corpus.photo(80, 60), kind)[:-30])
    found = await workshop.inspect(file)
    assert (found.media_type, found.width, found.height, found.damaged) == (f"image/{kind.lower()}", 80, 60, True)
    with pytest.raises(PictureBroken):
        await workshop.receive(file)


@pytest.mark.parametrize("bad", [*corpus.broken(), *corpus.bombs(), *corpus.not_pictures()], ids=lambda bad: bad.name)
async def test_whatever_a_model_made_is_a_picture_with_pixels_or_none(
    tmp_path: Path, workshop: Workshop, bad: corpus.Bad
) -> None:
    """There is no picture of no size."""
    with suppress(BadPicture):
        found = await workshop.inspect(stored(tmp_path, bad.data))
        assert found.width > 0
        assert found.height > 0


async def test_receive_as_it_is(tmp_path: Path, workshop: Workshop) -> None:
    """A picture that the models take stays as it is, without a note."""
    file = stored(tmp_path, corpus.turned_jpeg())
    found, note = await workshop.receive(file)
    assert (found.media_type, found.width, found.height, note) == ("image/jpeg", corpus.WIDTH, corpus.HEIGHT, None)
    assert file.read_bytes() == corpus.turned_jpeg()


async def test_receive_converted(tmp_path: Path, workshop: Workshop) -> None:
    """A GIF is replaced by a PNG of its first frame, in place, and the note says so."""
    file = stored(tmp_path, corpus.gif(3))
    found, note = await workshop.receive(file)
    assert (found.media_type, note) == ("image/png", "first frame of a GIF, converted to PNG")
    assert file.read_bytes().startswith(b"\x89PNG")
    assert files(tmp_path) == [file]


@pytest.mark.parametrize(("data", "error"), [(corpus.gif()[:-9], PictureBroken), (bytes(2**20 + 1), PictureTooLarge)])
async def test_receive_refused(tmp_path: Path, workshop: Workshop, data: bytes, error: type[Exception]) -> None:
    """A file that can't be used is refused, stays as it was, and leaves nothing beside it."""
    file = stored(tmp_path, data)
    with pytest.raises(error):
        await workshop.receive(file)
    assert file.read_bytes() == data
    assert files(tmp_path) == [file]


async def test_fit(tmp_path: Path, workshop: Workshop) -> None:
    """A file within the limit is returned itself; over it, the best JPEG is made in the folder that was named."""
    out = tmp_path / "out"
    out.mkdir()
    file = stored(tmp_path, corpus.png())
    size = file.stat().st_size
    assert await workshop.fit(picture(size), file, size, out) == (file, None)
    fitted, note = await workshop.fit(picture(size), file, size - 1, out)
    assert note is not None
    assert (fitted.parent, fitted.stat().st_size < size) == (out, True)


async def test_scale(tmp_path: Path, workshop: Workshop) -> None:
    """A smaller PNG is made in the folder that was named, and the file stays."""
    out = tmp_path / "out"
    out.mkdir()
    file = stored(tmp_path, corpus.png())
    before = await workshop.inspect(file)
    after = await workshop.inspect(await workshop.scale(file, 2, out))
    assert (after.width, after.height) == (-(-before.width // 2), -(-before.height // 2))
    assert file.exists()


async def test_pieces(tmp_path: Path, workshop: Workshop) -> None:
    """Tiles are made in the folder that was named, and the file stays."""
    out = tmp_path / "out"
    out.mkdir()
    file = stored(tmp_path, corpus.png())
    made = await workshop.pieces(file, file.stat().st_size * 2 // 3, out, 4)
    assert sorted(files(out)) == sorted(made.files)
    assert (len(made.files), file.exists()) == (2, True)


async def test_cancelled_while_it_cuts(tmp_path: Path, workshop: Workshop, monkeypatch: pytest.MonkeyPatch) -> None:
    """When nobody waits any more, every tile that a running job makes is removed, and the original never is."""
    file, tiles = stored(tmp_path, corpus.png()), (tmp_path / "one", tmp_path / "two")
    works, go_on = threading.Event(), threading.Event()

    def held(*_: object) -> Pieces:
        works.set()
        assert go_on.wait(30)
        for tile in tiles:
            tile.write_bytes(b"a tile")
        return Pieces(1, tiles)

    monkeypatch.setattr("bot.media.workshop.pieces", held)
    waiting = asyncio.create_task(workshop.pieces(file, 1, tmp_path, 4))
    assert await asyncio.to_thread(works.wait, 30)
    waiting.cancel()
    with pytest.raises(asyncio.CancelledError):
        await waiting
    go_on.set()
    await workshop.close()
    assert files(tmp_path) == [file]


async def test_cancelled_while_it_works(tmp_path: Path, workshop: Workshop, monkeypatch: pytest.MonkeyPatch) -> None:
    """When nobody waits any more, the file that a running job makes is removed, and the original never is."""
    file, made = stored(tmp_path, corpus.png()), tmp_path / "made"
    works, go_on = threading.Event(), threading.Event()

    def held(*_: object) -> Fitted:
        works.set()
        assert go_on.wait(30)
        made.write_bytes(b"a smaller picture")
        return Fitted(made, "image/jpeg", "smaller")

    monkeypatch.setattr("bot.media.workshop.fit", held)
    waiting = asyncio.create_task(workshop.fit(picture(1), file, 1, tmp_path))
    assert await asyncio.to_thread(works.wait, 30)
    waiting.cancel()
    with pytest.raises(asyncio.CancelledError):
        await waiting
    go_on.set()
    await workshop.close()
    assert files(tmp_path) == [file]


async def test_cancelled_when_it_has_just_ended(
    tmp_path: Path, workshop: Workshop, monkeypatch: pytest.MonkeyPatch
) -> None:
    """What nobody has been told of yet is removed beside the loop."""
    file, disk = stored(tmp_path, corpus.png()), StalledDisk()
    jobs: list[Future[Path]] = []
    submit = workshop._pool.submit

    def noted(job: Callable[[], Path]) -> Future[Path]:
        jobs.append(submit(job))
        return jobs[0]

    def made(*_: object) -> Path:
        (tmp_path / "made").touch()
        return disk.at(tmp_path / "made")

    monkeypatch.setattr(workshop._pool, "submit", noted)
    monkeypatch.setattr("bot.media.workshop.thumbnail", made)

    async def cancelled() -> None:
        waiting = asyncio.create_task(workshop.thumbnail(file, tmp_path))
        await asyncio.sleep(0)
        assert jobs[0].exception(30) is None
        waiting.cancel()
        with pytest.raises(asyncio.CancelledError):
            await waiting

    await disk.beside(cancelled())
    assert files(tmp_path) == [file]


async def test_cancelled_when_nothing_was_made(tmp_path: Path, workshop: Workshop) -> None:
    """A cancelled job whose result is the original itself leaves the original alone."""
    file = stored(tmp_path, corpus.png())
    waiting = asyncio.create_task(workshop.receive(file))
    await asyncio.sleep(0)
    waiting.cancel()
    with pytest.raises(asyncio.CancelledError):
        await waiting
    await workshop.close()
    assert file.read_bytes() == corpus.png()


async def test_cancelled_before_it_began(tmp_path: Path, workshop: Workshop) -> None:
    """A job that nobody waits for is not begun."""
    file = stored(tmp_path, corpus.gif())
    with Blocked(workshop):
        waiting = asyncio.create_task(workshop.receive(file))
        await asyncio.sleep(0)
        waiting.cancel()
        with pytest.raises(asyncio.CancelledError):
            await waiting
    await workshop.close()
    assert file.read_bytes() == corpus.gif()


async def test_the_loop_goes_on(tmp_path: Path, workshop: Workshop) -> None:
    """While every thread is busy, the event loop is free."""
    with Blocked(workshop):
        waiting = asyncio.create_task(workshop.inspect(stored(tmp_path, corpus.png())))
        await asyncio.sleep(0)
        assert not waiting.done()
    assert (await waiting).media_type == "image/png"


@pytest.mark.skipif(sys.platform != "linux", reason="only Linux keeps a priority for each thread")
async def test_it_steps_back(workshop: Workshop) -> None:
    """The threads yield to the rest of the process."""
    here = os.getpriority(os.PRIO_PROCESS, threading.get_native_id())
    niceness = workshop._pool.submit(lambda: os.getpriority(os.PRIO_PROCESS, threading.get_native_id()))
    assert await asyncio.wrap_future(niceness) == max(here, 10)
    assert os.getpriority(os.PRIO_PROCESS, threading.get_native_id()) == here


async def test_a_contact_sheet_is_made_of_thumbnails(tmp_path: Path) -> None:
    """Both are new files where they are wanted."""
    photo, into = tmp_path / "photo.png", tmp_path / "into"
    Image.new("RGB", (600, 400), "teal").save(photo)
    into.mkdir()
    workshop = Workshop()
    tile = await workshop.thumbnail(photo, into)
    sheet = await workshop.contact_sheet([(1, tile), (2, None)], into)
    await workshop.close()
    assert {tile, sheet} == set(into.iterdir())
