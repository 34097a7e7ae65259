# ruff: noqa: PLR2004 - offsets and sizes are those of the file formats
"""What the first bytes of a file say it is: media type and, for pictures, pixel size."""

import struct
from dataclasses import dataclass
from typing import Final

HEAD_BYTES: Final = 64 * 1024
_TEXT_BYTES: Final = bytes(range(0x20, 0x7F)) + b"\t\r\n"


@dataclass(frozen=True, slots=True)
class Kind:
    """`content_type` is None for bytes that say nothing; `width` and `height` are pixels of a picture."""

    content_type: str | None = None
    width: int | None = None
    height: int | None = None

    @property
    def safe_to_show(self) -> bool:
        """Whether a browser may draw it: raster pictures only, never SVG or HTML."""
        return self.width is not None


def sniff(head: bytes) -> Kind:
    """Read the media type from up to HEAD_BYTES of a file's start."""
    for look in (_png, _gif, _webp, _jpeg, _signature):
        if kind := look(head):
            return kind
    return Kind()


def _png(head: bytes) -> Kind | None:
    if not head.startswith(b"\x89PNG\r\n\x1a\n") or len(head) < 24:
        return None
    return Kind("image/png", *struct.unpack(">II", head[16:24]))


def _gif(head: bytes) -> Kind | None:
    if head[:6] not in (b"GIF87a", b"GIF89a") or len(head) < 10:
        return None
    return Kind("image/gif", *struct.unpack("<HH", head[6:10]))


def _webp(head: bytes) -> Kind | None:
    if head[:4] != b"RIFF" or head[8:12] != b"WEBP" or len(head) < 30:
        return None
    if head[12:16] == b"VP8X":
        return Kind("image/webp", int.from_bytes(head[24:27], "little") + 1, int.from_bytes(head[27:30], "little") + 1)
    if head[12:16] == b"VP8L":
        bits = int.from_bytes(head[21:25], "little")
        return Kind("image/webp", (bits & 0x3FFF) + 1, (bits >> 14 & 0x3FFF) + 1)
    width, height = struct.unpack("<HH", head[26:30])
    return Kind("image/webp", width & 0x3FFF, height & 0x3FFF)


def _jpeg(head: bytes) -> Kind | None:
    """Walk the segments to the frame header (ITU-T T.81, B.2.2); a size hidden past the head stays unknown."""
    if not head.startswith(b"\xff\xd8\xff"):
        return None
    at = 2
    while at + 9 <= len(head) and head[at] == 0xFF:
        marker, length = head[at + 1], int.from_bytes(head[at + 2 : at + 4], "big")
        if 0xC0 <= marker <= 0xCF and marker not in (0xC4, 0xC8, 0xCC):
            height, width = struct.unpack(">HH", head[at + 5 : at + 9])
            return Kind("image/jpeg", width, height)
        at += 2 + length
    return Kind("image/jpeg")


def _signature(head: bytes) -> Kind | None:
    if head[4:8] == b"ftyp":
        brand = head[8:12]
        return Kind({b"avif": "image/avif", b"heic": "image/heic", b"mif1": "image/heif"}.get(brand, "video/mp4"))
    signatures = {b"%PDF-": "application/pdf", b"PK\x03\x04": "application/zip", b"BM": "image/bmp"}
    for start, content_type in signatures.items():
        if head.startswith(start):
            return Kind(content_type)
    if head and not head[:512].translate(None, _TEXT_BYTES):
        return Kind("text/plain; charset=utf-8")
    return None
