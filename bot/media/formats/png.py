"""PNG and APNG (W3C PNG specification, third edition): every chunk with its checksum, up to IEND."""

import struct
import zlib

from bot.media.formats.source import Extent, Source, require

SIGNATURE = b"\x89PNG\r\n\x1a\n"

_CHUNK = struct.Struct(">I4s")
_HEADER = struct.Struct(">IIBBBBB")
_CHECKSUM = struct.Struct(">I")
_CONTROL = struct.Struct(">II")
_LONGEST = 2**31 - 1
_CHANNELS = {0: 1, 2: 3, 3: 1, 4: 2, 6: 4}
_DEPTHS = {0: (1, 2, 4, 8, 16), 2: (8, 16), 3: (1, 2, 4, 8), 4: (8, 16), 6: (8, 16)}
_DEFLATE_RATIO = 1032  # a deflate stream cannot grow more than this (zlib's technical details)


def measure(source: Source) -> Extent:
    require(source.take(len(SIGNATURE)) == SIGNATURE)
    width, height, raw_bytes = _header(source)
    frames, packed = 1, 0
    for _ in source.steps():
        length, kind = source.unpack(_CHUNK)
        body = _body(source, kind, length)
        if kind == b"IEND":
            break
        if kind == b"acTL":
            require(length == _CONTROL.size)
            frames = max(1, _CONTROL.unpack(body)[0])
        packed += length * (kind == b"IDAT")
    require(0 < raw_bytes <= packed * _DEFLATE_RATIO)
    return Extent(width, height, frames)


def _header(source: Source) -> tuple[int, int, int]:
    """Width, height, and how many bytes the pixels have before compression."""
    length, kind = source.unpack(_CHUNK)
    require(kind == b"IHDR" and length == _HEADER.size)
    width, height, depth, colour, compression, row_filter, interlace = _HEADER.unpack(_body(source, kind, length))
    require(depth in _DEPTHS.get(colour, ()) and compression == row_filter == 0 and interlace <= 1)
    require(0 < width <= _LONGEST and 0 < height <= _LONGEST)
    return width, height, height * (1 + (width * depth * _CHANNELS[colour] + 7) // 8)


def _body(source: Source, kind: bytes, length: int) -> bytes:
    """The first piece of a chunk's body; all of it is read and must agree with its checksum."""
    require(length <= _LONGEST and kind.isalpha())
    checksum, first = zlib.crc32(kind), b""
    for piece in source.pieces(length):
        checksum, first = zlib.crc32(piece, checksum), first or piece
    require(source.unpack(_CHECKSUM) == (checksum,))
    return first
