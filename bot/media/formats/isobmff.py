"""HEIC, HEIF and AVIF: boxes of the ISO base media file format (ISO/IEC 14496-12 and 23008-12)."""

import struct
from collections.abc import Iterator
from dataclasses import dataclass

from bot.media.formats.source import Extent, Source, present, require

_BOX = struct.Struct(">I4s")
_LONG = struct.Struct(">Q")
_SIZE = struct.Struct(">4xII")  # of `ispe`: version and flags, width, height
_SAMPLES = struct.Struct(">8xI")  # of `stsz`: version and flags, one size for all, how many
_VERSION = 4  # bytes of version and flags before the boxes in `meta`
_BOXES = 4096
_TO_SAMPLES = (b"trak", b"mdia", b"minf", b"stbl", b"stsz")


@dataclass(frozen=True, slots=True)
class _Box:
    """Where a box's content lies in the file."""

    kind: bytes
    start: int
    end: int


def measure(source: Source) -> Extent:
    """The size is the largest that any item declares: tiles, thumbnails and depth maps are never the largest."""
    whole = _Box(b"", 0, source.size)
    top = list(_boxes(source, whole))
    meta = present(next((box for box in top if box.kind == b"meta"), None))
    inner = _Box(b"meta", meta.start + _VERSION, meta.end)
    require(any(box.kind == b"mdat" for box in top) or _find(source, inner, b"idat") is not None)
    properties = present(_find(source, inner, b"iprp", b"ipco"))
    sizes = [_read(source, box, _SIZE) for box in _boxes(source, properties) if box.kind == b"ispe"]
    width, height = max(sizes, key=lambda size: size[0] * size[1], default=(0, 0))
    return Extent(width, height, _frames(source, whole))


def _frames(source: Source, whole: _Box) -> int:
    """How many pictures the first track has, when the file is a sequence."""
    samples = _find(source, whole, b"moov", *_TO_SAMPLES)
    return max(1, _read(source, samples, _SAMPLES)[0]) if samples else 1


def _find(source: Source, box: _Box, *path: bytes) -> _Box | None:
    """The first box along a path of names."""
    found: _Box | None = box
    for kind in path:
        found = next((inner for inner in _boxes(source, found) if inner.kind == kind), None) if found else None
    return found


def _boxes(source: Source, parent: _Box) -> Iterator[_Box]:
    at = parent.start
    for _ in range(_BOXES):
        if at == parent.end:
            return
        source.goto(at)
        box = _box(source, parent.end)
        at = box.end
        yield box
    require(at == parent.end)


def _box(source: Source, limit: int) -> _Box:
    """The box that begins here, not reaching beyond *limit*. Size 1: a long size follows; 0: up to the end."""
    at = source.at
    size, kind = source.unpack(_BOX)
    if size == 1:
        (size,) = source.unpack(_LONG)
    end = at + size if size else limit
    require(source.at <= end <= limit)
    return _Box(kind, source.at, end)


def _read(source: Source, box: _Box, layout: struct.Struct) -> tuple[int, ...]:
    require(box.start + layout.size <= box.end)
    source.goto(box.start)
    return source.unpack(layout)
