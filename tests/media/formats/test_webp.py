import io
import struct

import pytest

from bot.core.errors import PictureBroken
from bot.media.formats import webp
from bot.media.formats.source import Extent, Source


def chunk(kind: bytes, body: bytes) -> bytes:
    return kind + struct.pack("<I", len(body)) + body + bytes(len(body) % 2)


def riff(*chunks: bytes) -> bytes:
    return chunk(b"RIFF", b"WEBP" + b"".join(chunks))


def lossy(width: int = 8, height: int = 9, start: bytes = b"\x9d\x01\x2a") -> bytes:
    return chunk(b"VP8 ", bytes(3) + start + struct.pack("<HH", width | 0xC000, height))


def lossless(width: int = 8, height: int = 9, signature: int = 0x2F) -> bytes:
    return chunk(b"VP8L", struct.pack("<BI", signature, width - 1 | height - 1 << 14 | 1 << 28))


def extended(width: int = 8, height: int = 9) -> bytes:
    sides = (width - 1).to_bytes(3, "little") + (height - 1).to_bytes(3, "little")
    return chunk(b"VP8X", bytes(4) + sides)


def measure(data: bytes) -> Extent:
    return webp.measure(Source(io.BytesIO(data)))


@pytest.mark.parametrize(
    ("chunks", "extent"),
    [
        ([lossy()], Extent(8, 9)),
        ([lossless()], Extent(8, 9)),
        ([lossless(16_384, 16_384)], Extent(16_384, 16_384)),
        ([extended(), chunk(b"ICCP", b"odd"), lossy(1, 1)], Extent(8, 9)),
        ([extended(2**24, 2**24), lossless(1, 1)], Extent(2**24, 2**24)),
        ([extended(), chunk(b"ANIM", bytes(6)), chunk(b"ANMF", bytes(16)), chunk(b"ANMF", bytes(16))], Extent(8, 9, 2)),
    ],
)
def test_good(chunks: list[bytes], extent: Extent) -> None:
    """Each of the three kinds of WebP tells its size, and animations their frames."""
    assert measure(riff(*chunks)) == extent
    assert measure(riff(*chunks) + b"a tail") == extent


@pytest.mark.parametrize(
    "data",
    [
        riff(lossy())[:-1],
        riff(),
        riff(chunk(b"ICCP", b"")),
        riff(lossy(start=b"\x00\x00\x00")),
        riff(lossy(width=0)),
        riff(lossless(signature=0)),
        riff(extended()),
        riff(extended(), chunk(b"ANIM", bytes(6))),
        riff(extended(), b"VP8 \xff\x00\x00\x00"),
        riff(extended(), chunk(b"EXIF", b"") * 250_001, lossy()),
        b"RIFF\x04\x00\x00\x00WEBP" + lossy(),
    ],
    ids=[
        "cut off", "nothing", "no picture", "no start code", "no width", "no signature", "only a canvas", "no frames",
        "a chunk beyond the end", "too many chunks", "outside the RIFF",
    ],
)  # fmt: skip
def test_broken(data: bytes) -> None:
    """A missing, wrong or impossible part makes the file broken."""
    with pytest.raises(PictureBroken):
        measure(data)
