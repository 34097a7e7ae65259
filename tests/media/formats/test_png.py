import io
import struct
import zlib

import pytest

from bot.core.errors import PictureBroken
from bot.media.formats import png
from bot.media.formats.source import Extent, Source
from tests import corpus

SIGNATURE = b"\x89PNG\r\n\x1a\n"
DATA = corpus.chunk(b"IDAT", zlib.compress(bytes(1000)))
END = corpus.chunk(b"IEND", b"")


def header(width: int = 8, height: int = 8, depth: int = 8, colour: int = 2, rest: bytes = bytes(3)) -> bytes:
    return corpus.chunk(b"IHDR", struct.pack(">IIBB", width, height, depth, colour) + rest)


def measure(*parts: bytes) -> Extent:
    return png.measure(Source(io.BytesIO(SIGNATURE + b"".join(parts))))


def test_still() -> None:
    """Width and height come from the header, and unknown chunks don't matter."""
    assert measure(header(7, 9), corpus.chunk(b"teXt", b"x" * 100_000), DATA, END) == Extent(7, 9)


def test_moving() -> None:
    """An animation says how many frames it has."""
    assert measure(header(), corpus.chunk(b"acTL", struct.pack(">II", 5, 0)), DATA, END) == Extent(8, 8, 5)


@pytest.mark.parametrize(
    "parts",
    [
        (DATA, END),
        (header(), END),
        (header(), DATA),
        (header(), DATA[:-1] + b"\x00", END),
        (header(width=0), DATA, END),
        (header(width=2**31), DATA, END),
        (header(depth=3), DATA, END),
        (header(colour=5), DATA, END),
        (header(rest=b"\x01\x00\x00"), DATA, END),
        (header(rest=b"\x00\x00\x02"), DATA, END),
        (header(rest=b""), DATA, END),
        (header(), corpus.chunk(b"acTL", b"\x00"), DATA, END),
        (header(), struct.pack(">I4s", 2**32 - 1, b"IDAT"), END),
        (header(), corpus.chunk(b"\x00\x00\x00\x00", b""), DATA, END),
        (header(4000, 4000), DATA, END),
    ],
    ids=[
        "no header", "no data", "no end", "wrong checksum", "no width", "too wide", "depth", "colour", "compression",
        "interlace", "short header", "short control", "endless chunk", "nameless chunk", "data for fewer pixels",
    ],
)  # fmt: skip
def test_broken(parts: tuple[bytes, ...]) -> None:
    """A missing, wrong or impossible part makes the file broken."""
    with pytest.raises(PictureBroken):
        measure(*parts)


def test_too_many_chunks() -> None:
    """A file of nothing but empty chunks is broken off."""
    with pytest.raises(PictureBroken):
        measure(header(), corpus.chunk(b"teXt", b"") * 250_001, DATA, END)
