import io
import struct

import pytest

from bot.core.errors import PictureBroken
from bot.media.formats import gif
from bot.media.formats.source import Extent, Source

PALETTE = bytes(6)
DATA = b"\x02" + b"\x03abc" + b"\x00"


def screen(width: int = 8, height: int = 9, flags: int = 0x80) -> bytes:
    return b"GIF89a" + struct.pack("<HHBBB", width, height, flags, 0, 0) + (PALETTE if flags else b"")


def frame(left: int = 0, top: int = 0, width: int = 8, height: int = 9, flags: int = 0) -> bytes:
    return b"," + struct.pack("<HHHHB", left, top, width, height, flags) + (PALETTE if flags else b"") + DATA


EXTENSION = b"!\xff\x0bNETSCAPE2.0\x03\x01\x00\x00\x00"


def measure(*parts: bytes) -> Extent:
    return gif.measure(Source(io.BytesIO(b"".join(parts))))


@pytest.mark.parametrize(
    ("parts", "extent"),
    [
        ((screen(), frame(), b";"), Extent(8, 9)),
        ((screen(flags=0), EXTENSION, frame(flags=0x80), EXTENSION, frame(), b";tail"), Extent(8, 9, 2)),
        ((screen(), frame(left=5, top=6), frame(left=500), b";"), Extent(13, 15, 2)),
        ((screen(0, 0), frame(), b";"), Extent(8, 9)),
    ],
)
def test_good(parts: tuple[bytes, ...], extent: Extent) -> None:
    """The screen tells the size, stretched where the first frame is larger, and each frame counts."""
    assert measure(*parts) == extent


@pytest.mark.parametrize(
    "parts",
    [
        (screen(), b";"),
        (screen(0, 0), frame(width=0), b";"),
        (screen(), frame()),
        (screen(), frame()[:-1]),
        (screen(), b"?", frame(), b";"),
        (screen(flags=0x87), frame(), b";"),
        (screen(), b"!\xfe" + b"\x01a" * 250_001 + b"\x00", frame(), b";"),
        (screen(), b"!\xfe\x00" * 250_001, frame(), b";"),
    ],
    ids=["no frame", "no width", "no trailer", "cut data", "junk", "cut palette", "endless data", "endless extensions"],
)
def test_broken(parts: tuple[bytes, ...]) -> None:
    """A missing, wrong or impossible part makes the file broken."""
    with pytest.raises(PictureBroken):
        measure(*parts)
