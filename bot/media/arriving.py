"""Bytes from elsewhere on their way into a file."""

from collections.abc import Iterator
from contextlib import aclosing, contextmanager
from pathlib import Path
from typing import BinaryIO

import aiohttp

from bot.core.aside import aside
from bot.core.chunks import Chunks, chunked


class TooManyBytes(Exception):
    """More arrived, or was announced, than there may be."""


def check_plain(response: aiohttp.ClientResponse, limit: int) -> str | None:
    """What speaks against taking the body of *response* as it is, in a few words; None when nothing does.

    Raises TooManyBytes when it announces more than *limit*.
    """
    if response.status != 200:  # noqa: PLR2004 - HTTP
        return f"HTTP {response.status}"
    if response.headers.get("content-encoding", "identity") != "identity":
        return "compressed, although that was not asked for"
    if (response.content_length or 0) > limit:
        raise TooManyBytes
    return None


async def copied(response: aiohttp.ClientResponse, file: BinaryIO, limit: int) -> int:
    """Write the body to *file*, in threads; returns its bytes. Raises TooManyBytes beyond *limit*."""
    total = 0
    async with aclosing(chunked(response.content.iter_any(), response)) as arriving:
        async for chunks in arriving:
            total += sum(map(len, chunks))
            if total > limit:
                raise TooManyBytes
            await aside(_write, file, chunks)
    return total


def _write(file: BinaryIO, chunks: Chunks) -> None:
    while chunks:
        file.write(chunks.popleft())


@contextmanager
def new_file(path: Path) -> Iterator[BinaryIO]:
    """The file, open for writing and reading.

    It is gone if the block ends with an exception, or what it wrote can't be kept.
    """
    file = path.open("w+b")
    try:
        with file:
            yield file
    except BaseException:
        path.unlink(missing_ok=True)
        raise
