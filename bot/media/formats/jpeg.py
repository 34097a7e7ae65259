"""JPEG (ITU T.81, annex B): every marker segment and scan, up to the end-of-image marker."""

import re
import struct

from bot.media.formats.source import PIECE, Extent, Source, present, require

_LENGTH = struct.Struct(">H")
_FRAME = struct.Struct(">BHHB")
_FRAMES = frozenset(range(0xC0, 0xD0)) - {0xC4, 0xC8, 0xCC}
_BARE = frozenset((0x01, *range(0xD0, 0xD8)))  # markers without a body: TEM and RST
_SCANS = 1000  # progressive pictures have about ten; each costs a read of a whole piece
_START, _SCAN, _END = 0xD8, 0xDA, 0xD9
_MARKER = re.compile(rb"\xff[^\x00\xff\xd0-\xd7]", re.DOTALL)  # in a scan, 0 stuffs and D0-D7 restarts


def measure(source: Source) -> Extent:
    require(source.take(2) == bytes((0xFF, _START)))
    extent, scans = None, 0
    for _ in source.steps():
        marker = _marker(source)
        if marker == _END:
            break
        require(marker != _START)
        if marker in _BARE:
            continue
        length = _length(source)
        following = source.at + length
        if marker in _FRAMES and extent is None:
            _, height, width, _ = source.unpack(_FRAME)
            extent = Extent(width, height)
        source.goto(following)
        if marker == _SCAN:
            scans += 1
            require(scans <= _SCANS)
            _pass_scan(source)
    require(scans > 0)
    return present(extent)


def _marker(source: Source) -> int:
    """The next marker's code; any number of 0xFF may stand before it."""
    require(source.take(1) == b"\xff")
    for _ in source.steps():
        code = source.take(1)[0]
        if code != 0xFF:  # noqa: PLR2004 - fill bytes, T.81 B.1.1.2
            break
    require(code != 0)
    return code


def _length(source: Source) -> int:
    (length,) = source.unpack(_LENGTH)
    require(length >= _LENGTH.size)
    return int(length) - _LENGTH.size


def _pass_scan(source: Source) -> None:
    """Move behind the entropy-coded data, to the marker that ends it."""
    while True:
        start = source.at
        piece = source.take(min(PIECE, source.left))
        if found := _MARKER.search(piece):
            source.goto(start + found.start())
            return
        require(source.left > 0)
        if piece.endswith(b"\xff"):
            source.goto(source.at - 1)
