import io
import struct

import pytest

from bot.core.errors import PictureBroken, PictureTooManyPixels
from bot.media.formats import bmp
from bot.media.formats.source import Extent, Source


def bitmap(
    width: int = 5, height: int = 3, *, bits: int = 24, compression: int = 0, size: int = 40, data: int = 1000
) -> bytes:
    start = struct.pack("<2sI4xI", b"BM", 0, 14 + size)
    if size == 12:
        return start + struct.pack("<IHHHH", size, width, height, 1, bits) + bytes(data)
    return start + struct.pack("<IiiHHI", size, width, height, 1, bits, compression) + bytes(size - 20 + data)


def measure(data: bytes) -> Extent:
    return bmp.measure(Source(io.BytesIO(data)))


@pytest.mark.parametrize(
    "data",
    [
        bitmap(),
        bitmap(height=-3),
        bitmap(size=12),
        bitmap(size=124, bits=32, compression=3),
        bitmap(data=48),
        bitmap(bits=1, data=12),
        bitmap(bits=8, compression=1, data=1),
    ],
)
def test_good(data: bytes) -> None:
    """Old and new headers, rows from above and from below, all tell the size."""
    assert measure(data) == Extent(5, 3)


@pytest.mark.parametrize(
    "data",
    [
        bitmap(data=47),
        bitmap(width=0),
        bitmap(width=-5),
        bitmap(height=0),
        bitmap(size=41),
        bitmap(compression=4),
        bitmap(width=2**31 - 1, height=2**31 - 1),
        bitmap()[:20],
    ],
    ids=[
        "cut off",
        "no width",
        "negative width",
        "no height",
        "no such header",
        "JPEG inside",
        "huge",
        "half a header",
    ],
)
def test_broken(data: bytes) -> None:
    """A wrong header, or fewer bytes than the pixels need, make the file broken."""
    with pytest.raises(PictureBroken):
        measure(data)


def test_run_lengths_are_slow() -> None:
    """A run-length coded bitmap may have fewer pixels than others."""
    assert measure(bitmap(2000, 2000, bits=8, compression=1)) == Extent(2000, 2000)
    with pytest.raises(PictureTooManyPixels):
        measure(bitmap(2001, 2000, bits=8, compression=2))
