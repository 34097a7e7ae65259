from collections.abc import AsyncIterator
from itertools import count
from pathlib import Path

import pytest

from bot.playground.discord.blobs import BlobStore, TooLarge, Upload
from tests.worlds import png


def store(folder: Path) -> BlobStore:
    numbers = count(1)
    return BlobStore(folder, lambda: next(numbers))


def names(folder: Path) -> list[str]:
    return [path.name for path in folder.iterdir()]


async def pieces(*data: bytes) -> AsyncIterator[bytes]:
    for piece in data:
        yield piece


async def test_bytes_are_kept_and_known_by_their_head(tmp_path: Path) -> None:
    """Chunks end up in one file, and their first bytes say what they are."""
    blobs, data = store(tmp_path), png(5, 6)
    blob = await blobs.add(pieces(data[:10], data[10:]))
    assert blobs.path(blob.key).read_bytes() == data
    assert (blob.size, blob.kind.width, blob.kind.height) == (len(data), 5, 6)


async def test_nothing_is_kept_past_the_limit(tmp_path: Path) -> None:
    """One byte over the limit raises and leaves no file."""
    blobs = store(tmp_path)
    assert (await blobs.add(pieces(b"12", b"34"), limit=4)).size == 4
    with pytest.raises(TooLarge):
        await blobs.add(pieces(b"12", b"345"), limit=4)
    assert names(tmp_path) == ["1"]


async def test_uploads_come_from_memory_or_from_a_file(tmp_path: Path) -> None:
    """A person's file is copied from its bytes or from where it lies."""
    source = tmp_path / "source"
    source.write_bytes(b"x" * 600_000)
    (tmp_path / "blobs").mkdir()
    blobs = store(tmp_path / "blobs")
    sizes = [(await blobs.add_upload(Upload("a", given))).size for given in (b"abc", source)]
    assert sizes == [3, 600_000]


async def test_what_nobody_names_is_swept_away(tmp_path: Path) -> None:
    """Files can be removed one by one, or all but some."""
    blobs = store(tmp_path)
    first, second, third = [await blobs.add(pieces(b"x")) for _ in range(3)]
    await blobs.remove(first.key)
    await blobs.keep_only(frozenset({second.key}))
    assert names(tmp_path) == [second.key]
    assert third.key != second.key
