import io
import struct

import pytest

from bot.core.errors import PictureBroken
from bot.media.formats import isobmff
from bot.media.formats.source import Extent, Source
from tests.corpus import box, heic

TYPE = box(b"ftyp", b"heic", bytes(4))
DATA = box(b"mdat", bytes(8))


def size(width: int, height: int) -> bytes:
    return box(b"ispe", struct.pack(">III", 0, width, height))


def meta(*properties: bytes, also: bytes = b"") -> bytes:
    return box(b"meta", bytes(4), also, box(b"iprp", box(b"ipco", *properties)))


def measure(*parts: bytes) -> Extent:
    return isobmff.measure(Source(io.BytesIO(b"".join(parts))))


@pytest.mark.parametrize(
    "parts",
    [
        (TYPE, meta(size(8, 9)), DATA),
        (TYPE, DATA, meta(size(8, 9))),
        (TYPE, meta(size(2, 2), box(b"hvcC", bytes(30)), size(8, 9), size(3, 3)), DATA),
        (TYPE, meta(size(8, 9), also=box(b"idat", bytes(9)))),
        (TYPE, meta(size(8, 9)), struct.pack(">I4s", 0, b"mdat") + bytes(50)),
        (TYPE, meta(size(8, 9)), struct.pack(">I4sQ", 1, b"mdat", 24) + bytes(8)),
        (TYPE, box(b"free", bytes(3)), meta(size(8, 9)), DATA, box(b"skip")),
    ],
    ids=["usual", "data first", "tiles and thumbnails", "data inside", "open end", "long size", "gaps"],
)
def test_good(parts: tuple[bytes, ...]) -> None:
    """The largest size that is declared counts, however the boxes are arranged."""
    assert measure(*parts) == Extent(8, 9)


def test_sequences() -> None:
    """A sequence tells the frames of its first track."""
    samples = box(b"stsz", struct.pack(">III", 0, 0, 7))
    movie = box(b"moov", box(b"mvhd"), box(b"trak", box(b"mdia", box(b"minf", box(b"stbl", samples)))))
    assert measure(TYPE, meta(size(8, 9)), movie, DATA) == Extent(8, 9, 7)
    assert measure(TYPE, meta(size(8, 9)), box(b"moov", box(b"trak")), DATA) == Extent(8, 9)


@pytest.mark.parametrize(
    "parts",
    [
        (TYPE, DATA),
        (TYPE, meta(size(8, 9))),
        (TYPE, meta(), DATA),
        (TYPE, box(b"meta", bytes(4)), DATA),
        (TYPE, box(b"meta", bytes(2)), DATA),
        (TYPE, meta(size(0, 9)), DATA),
        (TYPE, meta(box(b"ispe", bytes(4))), DATA),
        (TYPE, meta(size(8, 9)), DATA[:-1]),
        (TYPE, meta(size(8, 9)), DATA, b"\x00\x00"),
        (TYPE, meta(size(8, 9)), struct.pack(">I4s", 4, b"mdat")),
        (TYPE, meta(size(8, 9)), struct.pack(">I4sQ", 1, b"mdat", 2**63)),
        (TYPE, meta(*[size(8, 9)] * 4097), DATA),
    ],
    ids=[
        "no meta", "no data", "no size", "no properties", "short meta", "no width", "short size", "cut off",
        "half a box",
        "too short a box", "too long a box", "too many boxes",
    ],
)  # fmt: skip
def test_broken(parts: tuple[bytes, ...]) -> None:
    """A missing, wrong or impossible box makes the file broken."""
    with pytest.raises(PictureBroken):
        measure(*parts)


def test_the_corpus() -> None:
    """The corpus's own HEIC is as good as it says."""
    assert measure(heic(4032, 3024)) == Extent(4032, 3024)
