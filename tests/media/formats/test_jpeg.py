import io
import struct

import pytest

from bot.core.errors import PictureBroken
from bot.media.formats import jpeg
from bot.media.formats.source import PIECE, Extent, Source
from tests import corpus

START, END = b"\xff\xd8", b"\xff\xd9"


def segment(marker: int, body: bytes) -> bytes:
    return bytes((0xFF, marker)) + struct.pack(">H", len(body) + 2) + body


def frame(width: int = 8, height: int = 9, marker: int = 0xC0) -> bytes:
    return segment(marker, struct.pack(">BHHB", 8, height, width, 1) + b"\x01\x11\x00")


SCAN = segment(0xDA, b"\x01\x01\x00\x00\x3f\x00")


def measure(*parts: bytes) -> Extent:
    return jpeg.measure(Source(io.BytesIO(b"".join(parts))))


@pytest.mark.parametrize("marker", [0xC0, 0xC1, 0xC2])
def test_frames(marker: int) -> None:
    """Baseline, extended and progressive frames tell the size."""
    assert measure(START, frame(marker=marker), SCAN, b"data", END) == Extent(8, 9)


def test_what_looks_like_a_frame_or_an_end() -> None:
    """A thumbnail inside a segment, a Huffman table, stuffing and restarts in a scan mislead nobody."""
    thumbnail = segment(0xE1, b"Exif\x00\x00" + START + frame(1, 1) + SCAN + END)
    table = segment(0xC4, struct.pack(">BHHB", 8, 1, 1, 1))
    scan = SCAN + b"\xff\x00\xff\xd0\xff\xd7\xff\xff\x00 data"
    assert measure(START, thumbnail, table, b"\xff\xff\xff" + frame(), scan, scan, END) == Extent(8, 9)


@pytest.mark.parametrize("length", [PIECE - 1, PIECE, PIECE + 1, 3 * PIECE - 1])
def test_long_scans(length: int) -> None:
    """A marker is seen wherever the pieces of a scan happen to end."""
    assert measure(START, frame(), SCAN, b"x" * length, END) == Extent(8, 9)


@pytest.mark.parametrize(
    "parts",
    [
        (START, END),
        (START, frame(), END),
        (START, SCAN, END),
        (START, frame(), SCAN, b"data"),
        (START, frame(), SCAN, b"data\xff"),
        (START, frame(height=0), SCAN, END),
        (START, START, frame(), SCAN, END),
        (START, b"junk", frame(), SCAN, END),
        (START, b"\xff\xe0\x00\x01", frame(), SCAN, END),
        (START, b"\xff\xe0\xff\xff", frame(), SCAN, END),
        (START, b"\xff\x00", frame(), SCAN, END),
        (START, b"\xff" * 300_000),
        (START, frame(), SCAN * 1001, END),
        (START, segment(0xE0, b"") * 250_001, frame(), SCAN, END),
    ],
    ids=[
        "nothing", "no scan", "no frame", "no end", "half an end", "no height", "two starts", "junk", "short length",
        "long length", "no marker", "endless fill", "endless scans", "endless segments",
    ],
)  # fmt: skip
def test_broken(parts: tuple[bytes, ...]) -> None:
    """A missing, wrong or impossible part makes the file broken."""
    with pytest.raises(PictureBroken):
        measure(*parts)


def test_bytes_behind_the_end() -> None:
    """What a phone appends to a picture, such as a film, does not matter."""
    assert measure(corpus.jpeg(), bytes(1000)) == Extent(corpus.WIDTH, corpus.HEIGHT)
