"""Attachments become references."""

import asyncio
import hashlib
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pytest

from bot.core.errors import FetchFailed, OneOfSeveral, PictureEmpty, PictureTooLarge
from bot.core.file_ports import Inspection
from bot.core.limits import REFERENCE_BYTES
from bot.core.workbench import Workbench
from cogs._attachments import Desk, check_sizes, scratch
from cogs._inbound import Attached
from tests.fakes import MemoryPictures

NOTE = "GIF: the first frame was taken"


@dataclass
class Source:
    """Gives each address's bytes; counts how many fetches run at once."""

    files: dict[str, bytes]
    running: int = 0
    most: int = 0

    async def fetch(self, url: str, into: Path) -> int:
        self.running += 1
        self.most = max(self.most, self.running)
        await asyncio.sleep(0)
        self.running -= 1
        if url not in self.files:
            raise FetchFailed
        await asyncio.to_thread(into.write_bytes, self.files[url])
        return len(self.files[url])


class Workshop:
    async def receive(self, file: Path) -> tuple[Inspection, str | None]:
        data = await asyncio.to_thread(file.read_bytes)
        return Inspection("image/png", len(data), 1), NOTE if data.startswith(b"GIF") else None


@dataclass
class Studio:
    pictures: MemoryPictures = field(default_factory=MemoryPictures)


def bench(spool: Path, **files: bytes) -> Workbench:
    parts: dict[str, Any] = {"studio": Studio(), "workshop": Workshop(), "attachments": Source(files)}
    nothing: Any = None
    return Workbench(**parts, spool=spool, clock=nothing, identify=nothing, default_family=nothing, reception=nothing)


def attached(*urls: str) -> tuple[Attached, ...]:
    return tuple(Attached(url, 1) for url in urls)


async def test_references_keep_their_order_and_notes_are_told_once(tmp_path: Path) -> None:
    """What a person attached first comes first, whichever arrived first."""
    brought = await Desk(bench(tmp_path, a=b"GIF1", b=b"xx", c=b"GIF22")).take(attached("a", "b", "c"), tmp_path)
    assert [(picture.width, picture.size) for picture in brought.pictures] == [(4, 4), (2, 2), (5, 5)]
    assert brought.notes == (NOTE,)


async def test_files_wait_in_their_folder_by_address(tmp_path: Path) -> None:
    """None is kept before an order is accepted; the same picture twice needs one file."""
    at = bench(tmp_path, a=b"xx", b=b"xx", c=b"yyy")
    brought = await Desk(at).take(attached("a", "b", "c"), tmp_path)
    x, y = (hashlib.sha256(content).hexdigest() for content in (b"xx", b"yyy"))
    assert [picture.sha256 for picture in brought.pictures] == [x, x, y]
    assert {address: file.read_bytes() for address, file in brought.files.items()} == {x: b"xx", y: b"yyy"}
    assert kept(at) == set()


async def test_at_most_four_are_brought_in_at_once(tmp_path: Path) -> None:
    """However many are attached by however many people, memory and disk are bounded."""
    urls = [f"u{number}" for number in range(9)]
    at = bench(tmp_path, **dict.fromkeys(urls, b"x"))
    folders = [tmp_path / name for name in ("one", "another")]
    for folder in folders:
        folder.mkdir()
    await asyncio.gather(*(Desk(at).take(attached(*urls), folder) for folder in folders))
    assert isinstance(at.attachments, Source)
    assert at.attachments.most == 4


async def test_the_first_bad_one_of_several_is_named(tmp_path: Path) -> None:
    """A person learns which attachment it was, and of the good ones none is kept."""
    at = bench(tmp_path, a=b"x", c=b"")
    with pytest.raises(OneOfSeveral, match="Attachment 2 of 3: That attachment could not be fetched"):
        await Desk(at).take(attached("a", "b", "c"), tmp_path)
    assert kept(at) == set()


async def test_a_single_bad_one_needs_no_number(tmp_path: Path) -> None:
    """With one attachment it is clear which one is meant."""
    with pytest.raises(PictureEmpty):
        await Desk(bench(tmp_path, a=b"")).take(attached("a"), tmp_path)


def test_declared_sizes_are_looked_at_before_anything_is_fetched() -> None:
    """Empty and oversized attachments cost no download."""
    with pytest.raises(PictureEmpty):
        check_sizes([Attached("a", 0)])
    with pytest.raises(PictureTooLarge):
        check_sizes([Attached("a", REFERENCE_BYTES + 1)])
    with pytest.raises(OneOfSeveral, match="Attachment 2 of 2"):
        check_sizes([Attached("a", REFERENCE_BYTES), Attached("b", 0)])


async def test_a_scratch_folder_is_gone_whatever_happens(tmp_path: Path) -> None:
    """Files that live shorter than a command never outlive it."""
    with pytest.raises(ZeroDivisionError):
        await _fail_inside(tmp_path)
    assert names(tmp_path) == []


async def _fail_inside(spool: Path) -> None:
    async with scratch(spool) as folder:
        await asyncio.to_thread((folder / "file").write_bytes, b"x")
        raise ZeroDivisionError


def kept(at: Workbench) -> set[str]:
    assert isinstance(at.pictures, MemoryPictures)
    return at.pictures.kept


def names(folder: Path) -> list[str]:
    return [path.name for path in folder.iterdir()]
