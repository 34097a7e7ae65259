"""Files on their way to Discord."""

import asyncio
from pathlib import Path

import pytest

from bot.core.aside import aside
from cogs._content import SLOWEST, Content, Upload, opened, sizes
from cogs._sheet import notice
from tests.stalled import StalledDisk


@pytest.fixture
def file(tmp_path: Path) -> Path:
    file = tmp_path / "picture.png"
    file.write_bytes(b"x" * 3 * SLOWEST)
    return file


async def test_files_are_opened_and_looked_at_beside_the_loop(file: Path) -> None:
    """However long a disk takes to find them."""
    disk = StalledDisk()
    content = Content(notice("hello"), [Upload(disk.at(file), "a.png", "a lighthouse")])

    async def names() -> list[tuple[str, str | None]]:
        async with content.files() as files:
            return [(one.filename, one.description) for one in files]

    assert await disk.beside(names()) == [("a.png", "a lighthouse")]
    assert await disk.beside(content.seconds()) == 3


async def test_without_files_nothing_goes_to_a_thread() -> None:
    """A bar is shown often."""
    content = Content(notice("hello"))
    async with content.files() as files:
        assert (files, await content.seconds(), await sizes([])) == ([], 0, {})


async def test_what_is_missing_leaves_nothing_open(file: Path, tmp_path: Path) -> None:
    """The first file is closed when there is no second: a file left open is a warning, and warnings are errors."""
    with pytest.raises(FileNotFoundError):
        async with opened([Upload(file, "a.png"), Upload(tmp_path / "none", "b.png")]):
            raise AssertionError("there is no such file")


async def test_a_file_that_a_thread_still_reads_is_closed_beside_the_loop(file: Path) -> None:
    """An upload that is given up does not keep the loop until the disk has answered."""
    disk = StalledDisk()
    context = opened([Upload(disk.at(file), "a.png")])
    (upload,) = await disk.beside(context.__aenter__())
    disk.stall()
    reading = asyncio.create_task(aside(upload.fp.read, 1))
    await disk.asked.wait()
    upload.close()  # as discord.py does
    leaving = asyncio.create_task(context.__aexit__(None, None, None))
    await asyncio.sleep(0)
    assert not leaving.done()
    disk.go_on()
    await asyncio.gather(leaving, reading)
    assert upload.fp.closed
