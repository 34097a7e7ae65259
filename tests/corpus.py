"""Small pictures of every kind, good and bad, made in code; tests send them as attachments.

`good()` are pictures that are taken, `bad()` files that are refused, each with what has to be found out about it.
"""

import io
import random
import struct
import zlib
from collections.abc import Sequence
from dataclasses import dataclass, field

from PIL import Image

from bot.core.errors import BadPicture, NotAPicture, PictureBroken, PictureEmpty, PictureTooManyPixels

WIDTH, HEIGHT = 48, 32


@dataclass(frozen=True, slots=True)
class Good:
    """A picture that is taken, and what an inspection has to say about it.

    Where `needs_its_end` is false, what stands at the end of the file is not used and may be missing.
    """

    name: str
    data: bytes = field(repr=False)
    media_type: str
    width: int = WIDTH
    height: int = HEIGHT
    frames: int = 1
    needs_its_end: bool = True


@dataclass(frozen=True, slots=True)
class Bad:
    """A file that is refused with *error*; `kind` is what it is called when it is not a picture."""

    name: str
    data: bytes = field(repr=False)
    error: type[BadPicture]
    kind: str = ""


def photo(width: int = WIDTH, height: int = HEIGHT, *, seed: int = 1, grain: float = 0.08) -> Image.Image:
    """Soft colour fields under some grain, the same for the same arguments."""
    chance = random.Random(seed)  # noqa: S311 - the same picture each time is the point
    fields = Image.frombytes("RGB", (6, 4), chance.randbytes(6 * 4 * 3)).resize(
        (width, height), Image.Resampling.BICUBIC
    )
    noise = Image.frombytes("RGB", (width, height), chance.randbytes(width * height * 3))
    return Image.blend(fields, noise, grain)


def see_through(width: int = WIDTH, height: int = HEIGHT) -> Image.Image:
    """A photo whose left half is transparent."""
    picture = photo(width, height).convert("RGBA")
    picture.paste((0, 0, 0, 0), (0, 0, width // 2, height))
    return picture


def encoded(picture: Image.Image, kind: str, **options: object) -> bytes:
    buffer = io.BytesIO()
    picture.save(buffer, kind, **options)
    return buffer.getvalue()


def png(width: int = WIDTH, height: int = HEIGHT, *, seed: int = 1) -> bytes:
    return encoded(photo(width, height, seed=seed), "PNG")


def jpeg(width: int = WIDTH, height: int = HEIGHT, *, seed: int = 1) -> bytes:
    return encoded(photo(width, height, seed=seed), "JPEG")


def turned_jpeg() -> bytes:
    """A JPEG whose orientation mark says: show me turned by 90 degrees."""
    exif = Image.Exif()
    exif[0x0112] = 6
    return encoded(photo(), "JPEG", exif=exif)


def gif(frames: int = 1) -> bytes:
    first, *others = [photo(seed=seed).quantize(16) for seed in range(1, frames + 1)]
    return encoded(first, "GIF", save_all=True, append_images=others)


def tiff(pages: int = 1, *, compression: str | None = None) -> bytes:
    first, *others = [photo(seed=seed) for seed in range(1, pages + 1)]
    return encoded(first, "TIFF", save_all=True, append_images=others, compression=compression)


def box(kind: bytes, *parts: bytes) -> bytes:
    """A box of the ISO base media file format."""
    body = b"".join(parts)
    return struct.pack(">I4s", 8 + len(body), kind) + body


def heic(
    width: int = WIDTH, height: int = HEIGHT, *, major: bytes = b"heic", others: Sequence[bytes] = (b"mif1",)
) -> bytes:
    """The boxes of a HEIC with one tile and one full size; its picture data is made up."""
    sizes = [
        box(b"ispe", struct.pack(">III", 0, wide, high))
        for wide, high in ((min(16, width), min(16, height)), (width, height))
    ]
    meta = box(b"meta", bytes(4), box(b"hdlr", bytes(24)), box(b"iprp", box(b"ipco", *sizes)))
    return box(b"ftyp", major, bytes(4), *others) + meta + box(b"mdat", bytes(range(64)))


def chunk(kind: bytes, body: bytes) -> bytes:
    """A chunk of a PNG."""
    return struct.pack(">I", len(body)) + kind + body + struct.pack(">I", zlib.crc32(kind + body))


def tiny_png(width: int, height: int, *, data: bytes = zlib.compress(bytes(64))) -> bytes:
    """A PNG that claims to be of this size, with hardly any data."""
    header = struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0)
    return b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", header) + chunk(b"IDAT", data) + chunk(b"IEND", b"")


def good() -> list[Good]:
    """At least one picture of every format that is taken, some with names that lie."""
    return [*as_they_are(), *to_convert()]


def as_they_are() -> list[Good]:
    """Pictures that the models take."""
    moving = [photo(seed=seed) for seed in (1, 2, 3)]
    return [
        Good("photo.png", png(), "image/png"),
        Good("palette.png", encoded(photo().quantize(8), "PNG"), "image/png"),
        Good("moving.png", encoded(moving[0], "PNG", save_all=True, append_images=moving[1:]), "image/png", frames=3),
        Good("with-a-tail.png", png() + b"PK\x03\x04 an archive behind a picture", "image/png", needs_its_end=False),
        Good("photo.jpg", jpeg(), "image/jpeg"),
        Good("turned.jpg", turned_jpeg(), "image/jpeg"),
        Good("progressive.jpg", encoded(photo(), "JPEG", progressive=True, quality=95), "image/jpeg"),
        Good("cmyk.jpg", encoded(photo().convert("CMYK"), "JPEG"), "image/jpeg"),
        Good("motion-photo.jpg", jpeg() + box(b"ftyp", b"mp42", bytes(4)), "image/jpeg", needs_its_end=False),
        Good("photo.webp", encoded(photo(), "WEBP"), "image/webp"),
        Good("lossless.webp", encoded(see_through(), "WEBP", lossless=True), "image/webp"),
        Good("see-through.webp", encoded(see_through(), "WEBP"), "image/webp"),
        Good(
            "moving.webp", encoded(moving[0], "WEBP", save_all=True, append_images=moving[1:]), "image/webp", frames=3
        ),
        Good("phone.heic", heic(), "image/heic"),
        Good("camera.heif", heic(major=b"mif1", others=(b"mif1", b"heic")), "image/heif"),
        Good("really-a-png.jpg", png(), "image/png"),
        Good("really-a-jpeg.exe", jpeg(), "image/jpeg"),
    ]


def to_convert() -> list[Good]:
    """Pictures that have to be converted."""
    return [
        Good("still.gif", gif(), "image/gif"),
        Good("moving.gif", gif(3), "image/gif", frames=3),
        Good("photo.bmp", encoded(photo(), "BMP"), "image/bmp"),
        Good("grey.bmp", encoded(photo().convert("L"), "BMP"), "image/bmp"),
        Good("scan.tiff", tiff(), "image/tiff"),
        Good("packed.tif", tiff(compression="tiff_lzw"), "image/tiff"),
        Good("pages.tif", tiff(2), "image/tiff", frames=2, needs_its_end=False),
        Good("large.tif", encoded(photo(), "TIFF", big_tiff=True), "image/tiff"),
        Good("photo.avif", encoded(photo(), "AVIF"), "image/avif"),
        Good(
            "moving.avif",
            encoded(photo(), "AVIF", save_all=True, append_images=[photo(seed=2)]),
            "image/avif",
            frames=2,
        ),
        Good("really-a-gif.png", gif(), "image/gif"),
    ]


def bad() -> list[Bad]:
    """Every way in which an attachment can be no picture, a broken one or a trap."""
    return [Bad("nothing.png", b"", PictureEmpty), *broken(), *bombs(), *not_pictures()]


def broken() -> list[Bad]:
    """Pictures that are cut off or damaged."""
    cut = [
        Bad(f"cut-{whole.name}", whole.data[: len(whole.data) * 2 // 3], PictureBroken)
        for whole in good()
        if whole.needs_its_end
    ]
    flipped = bytearray(png())
    flipped[len(flipped) // 2] ^= 0x10
    return [
        *cut,
        Bad("flipped-bit.png", bytes(flipped), PictureBroken),
        Bad("only-a-signature.png", b"\x89PNG\r\n\x1a\n", PictureBroken),
        Bad("no-data.png", tiny_png(4000, 4000), PictureBroken),
        Bad("no-width.png", tiny_png(0, 10), PictureBroken),
        Bad("a-page-inside.gif", b"GIF89a/*<script>alert(1)</script>*/=1;", PictureBroken),
    ]


def bombs() -> list[Bad]:
    """Small files that claim to be huge."""
    bitmap = (
        b"BM" + bytes(8) + struct.pack("<I", 54) + struct.pack("<IiiHHI", 40, 60_000, -60_000, 1, 24, 1) + bytes(24)
    )
    screen = b"GIF89a" + struct.pack("<HH", 65_000, 65_000) + gif()[10:]
    canvas = struct.pack("<I", 2) + b"\xff\xff\xff" + b"\xff\xff\xff"
    still = b"VP8L" + struct.pack("<IBI", 6, 0x2F, 0) + b"\x00"
    extended = b"WEBP" + b"VP8X" + struct.pack("<I", len(canvas)) + canvas + still
    frame = b"\xff\xd8\xff\xc0\x00\x0b\x08" + struct.pack(">HH", 65_000, 65_000) + b"\x01\x01\x11\x00"
    return [
        Bad("bomb.png", tiny_png(60_000, 60_000, data=bytes(11_000_000)), PictureTooManyPixels),
        Bad("bomb.jpg", frame + b"\xff\xda\x00\x08\x01\x01\x00\x00\x3f\x00" + b"\xff\xd9", PictureTooManyPixels),
        Bad("bomb.webp", b"RIFF" + struct.pack("<I", len(extended)) + extended, PictureTooManyPixels),
        Bad("bomb.heic", heic(100_000, 100_000), PictureTooManyPixels),
        Bad("bomb.avif", heic(100_000, 100_000, major=b"avif"), PictureTooManyPixels),
        Bad("bomb.gif", screen, PictureTooManyPixels),
        Bad("bomb.bmp", bitmap, PictureTooManyPixels),
        Bad("bomb.tif", _tiff_bomb(), PictureTooManyPixels),
    ]


def _tiff_bomb() -> bytes:
    tags = (
        (256, 4, 100_000),
        (257, 4, 100_000),
        (258, 3, 8),
        (259, 3, 8),
        (262, 3, 1),
        (273, 4, 8),
        (278, 4, 100_000),
        (279, 4, 4),
    )
    rows = b"".join(struct.pack("<HHII", tag, kind, 1, value) for tag, kind, value in tags)
    return b"II*\x00" + struct.pack("<I", 8) + struct.pack("<H", len(tags)) + rows + bytes(4)


def not_pictures() -> list[Bad]:
    """Everything else that people attach, under names that lie as often as not."""
    svg = b'<svg xmlns="http://www.w3.org/2000/svg" width="9" height="9"><script>alert(1)</script></svg>'
    kinds = (
        ("drawing.svg", svg, "an SVG drawing"),
        (
            "drawing.png",
            b'\xef\xbb\xbf<?xml version="1.0"?>\n<!-- made by hand -->\n<!DOCTYPE svg [<!ENTITY a "b">]>\n' + svg,
            "an SVG drawing",
        ),
        ("page.html", b"<!DOCTYPE html>\n<html><body><svg></svg></body></html>", "an HTML page"),
        ("page.jpg", b"<!-- hello --> <script>alert(1)</script>", "an HTML page"),
        ("paper.pdf", b"%PDF-1.7\n%\xe2\xe3\xcf\xd3\n1 0 obj\n", "a PDF document"),
        ("files.zip", b"PK\x03\x04" + bytes(26), "a ZIP archive"),
        ("files.7z", b"7z\xbc\xaf\x27\x1c" + bytes(26), "a 7z archive"),
        ("files.rar", b"Rar!\x1a\x07\x01\x00" + bytes(26), "a RAR archive"),
        ("files.tar.gz", b"\x1f\x8b\x08" + bytes(26), "a gzip archive"),
        ("files.tar", b"a.txt".ljust(257, b"\x00") + b"ustar\x0000" + bytes(248), "a TAR archive"),
        ("film.mp4", box(b"ftyp", b"isom", bytes(4), b"avc1") + box(b"mdat", bytes(64)), "a video"),
        ("film.mov", box(b"ftyp", b"qt  ", bytes(4)) + box(b"mdat", bytes(64)), "a video"),
        ("film.png", b"\x1aE\xdf\xa3\x01\x00\x00\x00\x00\x00\x00\x1f", "a video"),
        ("film.avi", b"RIFF" + struct.pack("<I", 64) + b"AVI LIST" + bytes(56), "a video"),
        ("song.mp3", b"ID3\x04" + bytes(26), "a sound file"),
        ("bare-song.mp3", b"\xff\xfb\x90\x64" + bytes(413), "a sound file"),
        ("voice-message.ogg", b"OggS" + bytes(26), "a sound file"),
        ("sound.wav", b"RIFF" + struct.pack("<I", 64) + b"WAVEfmt " + bytes(56), "a sound file"),
        ("song.m4a", box(b"ftyp", b"M4A ", bytes(4)) + box(b"mdat", bytes(64)), "a sound file"),
        ("notes.txt", "Ein Bild sagt mehr als tausend Wörter. 🦭\n".encode() * 200, "a text file"),
        ("notes.png", "\ufeffUTF-16 is text too.".encode("utf-16-le"), "a text file"),
        ("layers.psd", b"8BPS\x00\x01" + bytes(26), "a Photoshop file"),
        ("camera.cr2", b"II*\x00\x10\x00\x00\x00CR\x02\x00" + bytes(26), "a raw camera photo"),
        ("new.jxl", b"\xff\x0a" + bytes(26), "a JPEG XL file"),
        ("game.exe", b"MZ\x90\x00" + bytes(26), "a program"),
        ("mystery.png", bytes(range(128, 256)) * 2, "a file of unknown type"),
    )
    return [Bad(name, data, NotAPicture, kind) for name, data, kind in kinds]
