import io
import struct
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any, BinaryIO, TypeVar

from bot.core.errors import PictureBroken

PIECE = 64 * 1024
"""Bytes that are held at once, at most."""

STEPS = 250_000
"""Chunks, segments and blocks that are visited in one file, at most: about 0.3 s of work.

A GIF of 20 MiB has 80,000 blocks, other files a few thousand."""

_T = TypeVar("_T")


@dataclass(frozen=True, slots=True)
class Extent:
    """Width and height in pixels as stored (before any orientation mark), and the number of frames or pages."""

    width: int
    height: int
    frames: int = 1

    def __post_init__(self) -> None:
        require(self.width > 0 and self.height > 0 and self.frames > 0)


def require(condition: bool) -> None:
    """Raise PictureBroken unless *condition* holds."""
    if not condition:
        raise PictureBroken


def present(value: _T | None) -> _T:
    """The value itself; PictureBroken when there is none."""
    if value is None:
        raise PictureBroken
    return value


class Source:
    """An open file, read in small pieces; a read or move beyond its end raises PictureBroken."""

    def __init__(self, file: BinaryIO) -> None:
        self._file = file
        self.size = file.seek(0, io.SEEK_END)
        self.at = file.seek(0)
        self._steps = iter(range(STEPS))

    @property
    def left(self) -> int:
        return self.size - self.at

    def take(self, count: int) -> bytes:
        require(0 <= count <= PIECE)
        data = self._file.read(count)
        require(len(data) == count)
        self.at += count
        return data

    def unpack(self, layout: struct.Struct) -> tuple[Any, ...]:
        return layout.unpack(self.take(layout.size))

    def goto(self, offset: int) -> None:
        require(0 <= offset <= self.size)
        self.at = self._file.seek(offset)

    def skip(self, count: int) -> None:
        self.goto(self.at + count)

    def pieces(self, count: int) -> Iterator[bytes]:
        """The next *count* bytes, in pieces."""
        while count > 0:
            piece = self.take(min(count, PIECE))
            count -= len(piece)
            yield piece

    def steps(self) -> Iterator[None]:
        """Turns for a walk's loop, then PictureBroken; all loops over a file share what is reasonable."""
        for _ in self._steps:
            yield
        raise PictureBroken
