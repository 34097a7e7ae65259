"""Attachments become references."""

import asyncio
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
    brought = await Desk(bench(tmp_path, a=b"GIF1", b=b"xx", c=b"GIF22")).take(attached("a", "b", "c"))
    assert [(picture.width, picture.size) for picture in brought.pictures] == [(4, 4), (2, 2), (5, 5)]
    assert brought.notes == (NOTE,)
    assert names(tmp_path) == []


async def test_at_most_four_are_brought_in_at_once(tmp_path: Path) -> None:
    """However many are attached by however many people, memory and disk are bounded."""
    urls = [f"u{number}" for number in range(9)]
    at = bench(tmp_path, **dict.fromkeys(urls, b"x"))
    await asyncio.gather(Desk(at).take(attached(*urls)), Desk(at).take(attached(*urls)))
    assert isinstance(at.attachments, Source)
    assert at.attachments.most == 4


async def test_the_first_bad_one_of_several_is_named(tmp_path: Path) -> None:
    """A person learns which attachment it was, and nothing stays behind."""
    with pytest.raises(OneOfSeveral, match="Attachment 2 of 3: That attachment could not be fetched"):
        await Desk(bench(tmp_path, a=b"x", c=b"")).take(attached("a", "b", "c"))
    assert names(tmp_path) == []


async def test_a_single_bad_one_needs_no_number(tmp_path: Path) -> None:
    """With one attachment it is clear which one is meant."""
    with pytest.raises(PictureEmpty):
        await Desk(bench(tmp_path, a=b"")).take(attached("a"))


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


def names(folder: Path) -> list[str]:
    return [path.name for path in folder.iterdir()]
