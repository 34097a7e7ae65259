"""What a file is, told from its first bytes; never from its name."""

import re

from bot.core.errors import NotAPicture
from bot.media.formats.bmp import HEADER_SIZES

HEAD = 4096
"""Bytes that suffice to tell."""

_ARCHIVES = (
    (0, b"PK\x03\x04", "a ZIP archive"),
    (0, b"PK\x05\x06", "a ZIP archive"),
    (0, b"7z\xbc\xaf\x27\x1c", "a 7z archive"),
    (0, b"Rar!\x1a\x07", "a RAR archive"),
    (0, b"\x1f\x8b", "a gzip archive"),
    (0, b"BZh", "a bzip2 archive"),
    (0, b"\xfd7zXZ\x00", "an xz archive"),
    (0, b"\x28\xb5\x2f\xfd", "a zstd archive"),
    (257, b"ustar", "a TAR archive"),
)
_SOUND_AND_VIDEO = (
    (0, b"\x1aE\xdf\xa3", "a video"),
    (0, b"FLV\x01", "a video"),
    (0, b"\x00\x00\x01\xba", "a video"),
    (0, b"\x30\x26\xb2\x75\x8e\x66\xcf\x11", "a video"),
    (4, b"moov", "a video"),
    (4, b"mdat", "a video"),
    (4, b"wide", "a video"),
    (0, b"OggS", "a sound file"),
    (0, b"ID3", "a sound file"),
    (0, b"fLaC", "a sound file"),
    (0, b"MThd", "a sound file"),
    (0, b"#!AMR", "a sound file"),
)
_DOCUMENTS = (
    (0, b"%!PS", "a PostScript file"),
    (0, b"{\\rtf", "a text document"),
    (0, b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", "an Office document"),
    (0, b"\x7fELF", "a program"),
    (0, b"MZ", "a program"),
)
_OTHER_PICTURES = (
    (0, b"8BPS", "a Photoshop file"),
    (0, b"\x00\x00\x01\x00", "an icon file"),
    (0, b"\xff\x0a", "a JPEG XL file"),
    (4, b"JXL \r\n\x87\n", "a JPEG XL file"),
    (4, b"jP  \r\n\x87\n", "a JPEG 2000 file"),
    (0, b"\xff\x4f\xff\x51", "a JPEG 2000 file"),
    (0, b"IIRO", "a raw camera photo"),
    (0, b"IIU\x00", "a raw camera photo"),
    (8, b"CR\x02", "a raw camera photo"),
    (0, b"FUJIFILMCCD-RAW", "a raw camera photo"),
)
_REFUSED = _OTHER_PICTURES + _ARCHIVES + _SOUND_AND_VIDEO + _DOCUMENTS
_TAKEN = (
    (b"\x89PNG\r\n\x1a\n", "image/png"),
    (b"\xff\xd8\xff", "image/jpeg"),
    (b"GIF87a", "image/gif"),
    (b"GIF89a", "image/gif"),
    (b"II*\x00", "image/tiff"),
    (b"MM\x00*", "image/tiff"),
    (b"II+\x00", "image/tiff"),
    (b"MM\x00+", "image/tiff"),
)
_RIFF = {b"WAVE": "a sound file", b"AVI ": "a video"}
_HEIC = frozenset((b"heic", b"heix", b"heim", b"heis", b"hevc", b"hevx", b"hevm", b"hevs"))
_HEIF = frozenset((b"mif1", b"mif2", b"msf1"))
_AVIF = frozenset((b"avif", b"avis"))
_SOUND = frozenset((b"M4A ", b"M4B ", b"M4P "))
_MPEG = re.compile(rb"\xff[\xe2-\xe7\xf0-\xff]")  # eleven set bits, then a layer that exists (ISO/IEC 11172-3), or ADTS
_HTML = re.compile(r"<(!doctype\s+html|html|head|body|script|iframe|title|meta|div|p|a|h1|table)\b", re.IGNORECASE)
_BEFORE_ROOT = re.compile(
    r"\s*(<\?.*?\?>|<!--.*?-->|<!doctype(?!\s*html)[^>\[]*(\[.*?\]\s*)?>)", re.IGNORECASE | re.DOTALL
)
_SVG = re.compile(r"<(\w+:)?svg\b", re.IGNORECASE)
_NOT_IN_TEXT = re.compile(r"[\x00-\x08\x0e-\x1a\x1c-\x1f]")


def media_type(head: bytes) -> str:
    """The media type of a picture that begins with *head*, HEAD bytes or the whole file.

    Raises NotAPicture, which says what it is instead.
    """
    if head.startswith(b"ftyp", 4):
        return _brand(head)
    for offset, mark, kind in _REFUSED:
        if head.startswith(mark, offset):
            raise NotAPicture(kind)
    for mark, taken in _TAKEN:
        if head.startswith(mark):
            return taken
    if head.startswith(b"RIFF"):
        return _riff(head[8:12])
    if head.startswith(b"BM") and int.from_bytes(head[14:18], "little") in HEADER_SIZES:
        return "image/bmp"
    raise NotAPicture(_written(head) or ("a sound file" if _MPEG.match(head) else "a file of unknown type"))


def _riff(form: bytes) -> str:
    if form == b"WEBP":
        return "image/webp"
    raise NotAPicture(_RIFF.get(form, "a file of unknown type"))


def _brand(head: bytes) -> str:
    """The major brand decides, and for the general ones the compatible brands (ISO/IEC 14496-12, 4.3)."""
    end = min(int.from_bytes(head[:4], "big"), len(head))
    major, compatible = head[8:12], {head[at : at + 4] for at in range(16, end, 4)}
    if major in _AVIF or (major in _HEIF and compatible & _AVIF):
        return "image/avif"
    if major in _HEIC:
        return "image/heic"
    if major in _HEIF:
        return "image/heif"
    if major == b"crx ":
        raise NotAPicture("a raw camera photo")
    raise NotAPicture("a sound file" if major in _SOUND else "a video")


def _written(head: bytes) -> str | None:
    """What kind of text this is, None when it is none."""
    if b"%PDF-" in head[:1024]:
        return "a PDF document"
    text = _decoded(head)
    if text is None or _NOT_IN_TEXT.search(text):
        return None
    root = _root(text)
    if _HTML.match(root):
        return "an HTML page"
    return "an SVG drawing" if _SVG.match(root) else "a text file"


def _decoded(head: bytes) -> str | None:
    codec = "utf-16" if head[:2] in (b"\xff\xfe", b"\xfe\xff") else "utf-8-sig"
    try:
        return head.decode(codec)
    except UnicodeDecodeError as error:
        cut_off = len(head) == HEAD and error.end == HEAD
        return head[: error.start].decode(codec) if cut_off else None


def _root(text: str) -> str:
    """The text from its first element on: behind declarations, comments and a document type."""
    while found := _BEFORE_ROOT.match(text):
        text = text[found.end() :]
    return text.lstrip()
