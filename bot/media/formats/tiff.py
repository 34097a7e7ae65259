"""TIFF 6.0 and BigTIFF: the first page's directory, where its pixels lie, and the chain of pages."""

import struct
from collections.abc import Mapping
from dataclasses import dataclass

from bot.core.errors import NotAPicture
from bot.media.formats.source import Extent, Source, require

_WIDTH, _HEIGHT, _BITS, _SAMPLES = 256, 257, 258, 277
_STRIPS, _STRIP_BYTES, _TILES, _TILE_BYTES = 273, 279, 324, 325
_TILE_WIDTH, _TILE_HEIGHT, _DNG = 322, 323, 50706
_WANTED = frozenset(
    (_WIDTH, _HEIGHT, _BITS, _SAMPLES, _STRIPS, _STRIP_BYTES, _TILES, _TILE_BYTES, _TILE_WIDTH, _TILE_HEIGHT, _DNG)
)
_TYPES = {1: "B", 3: "H", 4: "I", 16: "Q"}
_ENTRIES = 4096
_PAGES = 1000
_NUMBERS = 100_000
_PIXEL_BYTES = 8  # four samples of 16 bits

_Tags = Mapping[int, tuple[int, ...]]


@dataclass(frozen=True, slots=True)
class _Dialect:
    """Byte order, and how wide offsets are: 4 bytes, in BigTIFF 8."""

    order: str
    big: bool

    def number(self, source: Source, code: str) -> int:
        return int(source.unpack(struct.Struct(self.order + code))[0])

    def offset(self, source: Source) -> int:
        return self.number(source, "Q" if self.big else "I")


def measure(source: Source) -> Extent:
    dialect, first = _dialect(source)
    tags, following = _directory(source, dialect, first)
    if _DNG in tags:
        raise NotAPicture("a raw camera photo")
    extent = Extent(_one(tags, _WIDTH), _one(tags, _HEIGHT), _pages(source, dialect, first, following))
    bits = sum(tags.get(_BITS, (1,))) or 1
    require(max(bits, _one(tags, _SAMPLES, 1)) <= 8 * _PIXEL_BYTES)
    require(_one(tags, _TILE_WIDTH, 1) * _one(tags, _TILE_HEIGHT, 1) <= max(2**22, 4 * extent.width * extent.height))
    _check_data(source, tags)
    return extent


def _dialect(source: Source) -> tuple[_Dialect, int]:
    order = "<" if source.take(2) == b"II" else ">"
    big = _Dialect(order, big=False).number(source, "H") == 43  # noqa: PLR2004 - BigTIFF's version number
    dialect = _Dialect(order, big)
    if big:
        source.skip(4)
    return dialect, dialect.offset(source)


def _directory(source: Source, dialect: _Dialect, at: int) -> tuple[_Tags, int]:
    """The wanted tags of the page at *at*, and where the next page is, 0 when there is none."""
    source.goto(at)
    count = dialect.number(source, "Q" if dialect.big else "H")
    require(0 < count <= _ENTRIES)
    entry = struct.Struct(dialect.order + ("HHQ8s" if dialect.big else "HHI4s"))
    rows = {tag: row for tag, *row in (source.unpack(entry) for _ in range(count)) if tag in _WANTED}
    following = dialect.offset(source)
    return {tag: _values(source, dialect, *row) for tag, row in rows.items()}, following


def _values(source: Source, dialect: _Dialect, kind: int, count: int, field: bytes) -> tuple[int, ...]:
    code = _TYPES.get(kind)
    require(code is not None and 0 < count <= _NUMBERS)
    layout = struct.Struct(f"{dialect.order}{count}{code}")
    if layout.size <= len(field):
        return layout.unpack(field[: layout.size])
    source.goto(int.from_bytes(field, "little" if dialect.order == "<" else "big"))
    return layout.unpack(b"".join(source.pieces(layout.size)))


def _one(tags: _Tags, tag: int, missing: int = 0) -> int:
    return tags.get(tag, (missing,))[0]


def _pages(source: Source, dialect: _Dialect, first: int, following: int) -> int:
    """How many pages are chained, up to a thousand; a chain that comes back to itself ends there."""
    seen = {first}
    while following and following not in seen and len(seen) < _PAGES:
        seen.add(following)
        source.goto(following)
        count = dialect.number(source, "Q" if dialect.big else "H")
        require(count <= _ENTRIES)
        source.skip(count * (20 if dialect.big else 12))
        following = dialect.offset(source)
    return len(seen)


def _check_data(source: Source, tags: _Tags) -> None:
    """Every strip or tile must lie inside the file."""
    starts = tags.get(_TILES) or tags.get(_STRIPS, ())
    lengths = tags.get(_TILE_BYTES) or tags.get(_STRIP_BYTES) or (0,) * len(starts)
    require(len(starts) > 0 and len(starts) == len(lengths))
    require(all(start + length <= source.size for start, length in zip(starts, lengths, strict=True)))
