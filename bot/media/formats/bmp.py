"""BMP (Microsoft, BITMAPINFOHEADER and its ancestors and descendants)."""

import struct

from bot.core.errors import PictureTooManyPixels
from bot.media.formats.source import Extent, Source, require

HEADER_SIZES = frozenset((12, 40, 52, 56, 64, 108, 124))

RUN_LENGTH_PIXELS = 4_000_000
"""Pixels of a run-length coded BMP: Pillow unpacks those in Python, pixel by pixel."""

_FILE = struct.Struct("<2sI4xI")
_SIZE = struct.Struct("<I")
_CORE = struct.Struct("<HHHH")
_INFO = struct.Struct("<iiHHI")
_PLAIN = frozenset((0, 3, 6))
_RUN_LENGTH = frozenset((1, 2))


def measure(source: Source) -> Extent:
    _, _, pixels_at = source.unpack(_FILE)
    (header_size,) = source.unpack(_SIZE)
    require(header_size in HEADER_SIZES)
    if header_size == min(HEADER_SIZES):
        width, height, _, bits = source.unpack(_CORE)
        compression = 0
    else:
        width, height, _, bits, compression = source.unpack(_INFO)
    extent = Extent(width, abs(height))
    if compression in _PLAIN:
        row = (width * bits + 31) // 32 * 4
        require(pixels_at + row * extent.height <= source.size)
    else:
        _check_run_length(extent, compression)
    return extent


def _check_run_length(extent: Extent, compression: int) -> None:
    require(compression in _RUN_LENGTH)
    if extent.width * extent.height > RUN_LENGTH_PIXELS:
        raise PictureTooManyPixels(RUN_LENGTH_PIXELS)
