"""Bytes from elsewhere on their way into a file."""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import BinaryIO

import aiohttp

_PIECE = 64 * 1024


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


async def copied(content: aiohttp.StreamReader, file: BinaryIO, limit: int) -> int:
    """Write all of *content* to *file*; returns its bytes. Raises TooManyBytes beyond *limit*."""
    total = 0
    async for piece in content.iter_chunked(_PIECE):
        total += len(piece)
        if total > limit:
            raise TooManyBytes
        file.write(piece)
    return total


@contextmanager
def new_file(path: Path) -> Iterator[BinaryIO]:
    """The file, open for writing; it is gone if the block ends with an exception."""
    with path.open("wb") as file:
        try:
            yield file
        except BaseException:
            path.unlink(missing_ok=True)
            raise
