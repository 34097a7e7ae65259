"""WebP (RFC 9649): the RIFF length, every chunk in it, and the picture data's own header."""

import struct

from bot.media.formats.source import Extent, Source, require

_CHUNK = struct.Struct("<4sI")
_LOSSY = struct.Struct("<3s3sHH")
_LOSSLESS = struct.Struct("<BI")
_EXTENDED = struct.Struct("<I3s3s")
_FOURTEEN_BITS = 0x3FFF


def measure(source: Source) -> Extent:
    riff, length = source.unpack(_CHUNK)
    end = source.at + length
    require(riff == b"RIFF" and end <= source.size and source.take(4) == b"WEBP")
    kind, body = _chunk(source, end)
    if kind != b"VP8X":
        return _still(source, kind)
    _, width, height = source.unpack(_EXTENDED)
    source.goto(body)
    frames = _frames(source, end)
    return Extent(1 + int.from_bytes(width, "little"), 1 + int.from_bytes(height, "little"), frames)


def _chunk(source: Source, end: int) -> tuple[bytes, int]:
    """A chunk's name, and where the next one begins; the source stands at its body."""
    kind, length = source.unpack(_CHUNK)
    following = source.at + length
    require(following <= end)
    return kind, following + length % 2


def _still(source: Source, kind: bytes) -> Extent:
    if kind == b"VP8 ":
        _, start_code, width, height = source.unpack(_LOSSY)
        require(start_code == b"\x9d\x01\x2a")
        return Extent(width & _FOURTEEN_BITS, height & _FOURTEEN_BITS)
    require(kind == b"VP8L")
    signature, bits = source.unpack(_LOSSLESS)
    require(signature == 0x2F)  # noqa: PLR2004 - RFC 9649, section 3.4
    return Extent(1 + (bits & _FOURTEEN_BITS), 1 + (bits >> 14 & _FOURTEEN_BITS))


def _frames(source: Source, end: int) -> int:
    """How many animation frames follow, or 1 for the one still picture that must be there."""
    stills = moving = 0
    for _ in source.steps():
        if source.at >= end:
            break
        kind, following = _chunk(source, end)
        stills += kind in (b"VP8 ", b"VP8L")
        moving += kind == b"ANMF"
        source.goto(min(following, end))
    require(stills + moving > 0)
    return moving or 1
