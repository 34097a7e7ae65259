"""A picture: immutable bytes somewhere, known here by their address."""

from dataclasses import dataclass
from pathlib import Path


@dataclass(frozen=True, slots=True)
class Picture:
    """`sha256` (64 hex digits) is the address of the bytes, `media_type` is read from them; sizes: pixels and bytes."""

    sha256: str
    media_type: str
    width: int
    height: int
    size: int

    @property
    def suffix(self) -> str:
        """A file name's ending that fits the bytes."""
        return _SUFFIXES.get(self.media_type, ".bin")


@dataclass(frozen=True, slots=True)
class Pieces:
    """A picture in tiles that cover it: *files* row by row, each row *columns* of them from left to right."""

    columns: int
    files: tuple[Path, ...]

    @property
    def rows(self) -> int:
        return len(self.files) // self.columns


_SUFFIXES = {
    "image/png": ".png",
    "image/jpeg": ".jpg",
    "image/webp": ".webp",
    "image/heic": ".heic",
    "image/heif": ".heif",
    "image/gif": ".gif",
}
