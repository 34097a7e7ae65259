import io
import struct
from collections.abc import Mapping

import pytest

from bot.core.errors import NotAPicture, PictureBroken
from bot.media.formats import tiff
from bot.media.formats.source import Extent, Source

TAGS = {256: (7,), 257: (5,), 273: (8,), 279: (20,)}


def picture(
    tags: Mapping[int, tuple[int, ...]] = TAGS, *, order: str = "<", big: bool = False, following: int = 0
) -> bytes:
    """A TIFF of one page: header, values that need room, twenty bytes of pixels, directory."""
    mark = b"II" if order == "<" else b"MM"
    start = 16 if big else 8
    room, rows = bytearray(20), []
    for tag, values in tags.items():
        packed = struct.pack(f"{order}{len(values)}I", *values)
        width = 8 if big else 4
        field = packed.ljust(width, b"\x00")
        if len(packed) > width:
            field = struct.pack(order + ("Q" if big else "I"), start + len(room))
            room += packed
        rows.append(struct.pack(order + ("HHQ8s" if big else "HHI4s"), tag, 4, len(values), field))
    at = start + len(room)
    header = struct.pack(order + "HHHQ", 43, 8, 0, at) if big else struct.pack(order + "HI", 42, at)
    count = struct.pack(order + ("Q" if big else "H"), len(rows))
    return mark + header + room + count + b"".join(rows) + struct.pack(order + ("Q" if big else "I"), following)


def measure(data: bytes) -> Extent:
    return tiff.measure(Source(io.BytesIO(data)))


@pytest.mark.parametrize("order", ["<", ">"])
@pytest.mark.parametrize("big", [False, True])
def test_dialects(order: str, *, big: bool) -> None:
    """Both byte orders and both offset widths are read."""
    assert measure(picture(order=order, big=big)) == Extent(7, 5)


@pytest.mark.parametrize(
    "changes",
    [
        {273: (8, 12, 16), 279: (4, 4, 4)},
        {324: (8,), 325: (20,), 322: (16,), 323: (16,)},
        {258: (16, 16, 16, 16), 277: (4,)},
    ],
    ids=["strips", "tiles", "deep"],
)
def test_layouts(changes: dict[int, tuple[int, ...]]) -> None:
    """Strips, tiles and deep colours are as good."""
    assert measure(picture(TAGS | changes)) == Extent(7, 5)


def test_pages_that_turn_in_a_circle() -> None:
    """A chain of pages that leads back to its beginning ends there."""
    first = len(picture()) - 4 - len(TAGS) * 12 - 2
    assert measure(picture(following=first)) == Extent(7, 5, 1)


def test_raw_photos() -> None:
    """A raw photo of a camera is called that."""
    with pytest.raises(NotAPicture, match="raw camera photo"):
        measure(picture(TAGS | {50706: (1,)}))


@pytest.mark.parametrize(
    "changes",
    [
        {256: (0,)},
        {273: (2**20,)},
        {279: (2**20,)},
        {273: (8, 12), 279: (4,)},
        {273: ()},
        {322: (2**20,), 323: (2**20,)},
        {258: (128,)},
        {277: (2000,)},
    ],
    ids=[
        "no width",
        "strip outside",
        "strip too long",
        "lengths missing",
        "no strips",
        "huge tiles",
        "deep",
        "samples",
    ],
)
def test_broken(changes: dict[int, tuple[int, ...]]) -> None:
    """Pixels outside the file and impossible layouts make it broken."""
    with pytest.raises(PictureBroken):
        measure(picture(TAGS | changes))


@pytest.mark.parametrize(
    "data", [picture()[:-1], picture(following=2**20), b"II*\x00\xff\xff\xff\xff", b"MM\x00*\x00\x00\x00\x08\xff\xff"]
)
def test_broken_directories(data: bytes) -> None:
    """A directory that is cut off, outside the file or endless makes it broken."""
    with pytest.raises(PictureBroken):
        measure(data)
