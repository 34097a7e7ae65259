import io

import pytest
from PIL import Image

from bot.playground.discord.sniffing import Kind, sniff
from tests.worlds import png


def encoded(name: str, **how: object) -> bytes:
    file = io.BytesIO()
    Image.new("RGB", (31, 17), "teal").save(file, name, **how)
    return file.getvalue()


@pytest.mark.parametrize(
    ("data", "kind"),
    [
        (png(31, 17), Kind("image/png", 31, 17)),
        (encoded("GIF"), Kind("image/gif", 31, 17)),
        (encoded("JPEG"), Kind("image/jpeg", 31, 17)),
        (encoded("WEBP"), Kind("image/webp", 31, 17)),
        (encoded("WEBP", lossless=True), Kind("image/webp", 31, 17)),
        (encoded("WEBP", exif=b"Exif\x00\x00II*\x00\x08\x00\x00\x00\x00\x00"), Kind("image/webp", 31, 17)),
        (b"\xff\xd8\xff\xe0\x00", Kind("image/jpeg")),
        (b"%PDF-1.7", Kind("application/pdf")),
        (b"\x00\x00\x00\x20ftypavif", Kind("image/avif")),
        (b"<svg xmlns='http://www.w3.org/2000/svg'/>", Kind("text/plain; charset=utf-8")),
        (b"\x00\x01\x02", Kind()),
        (b"", Kind()),
    ],
)
def test_the_first_bytes_tell_the_kind(data: bytes, kind: Kind) -> None:
    """Media type and pixel size come from the bytes alone."""
    assert sniff(data) == kind


def test_only_raster_pictures_are_safe_to_show() -> None:
    """A browser is never handed SVG, HTML or the unknown as something to draw."""
    assert sniff(png()).safe_to_show
    assert not any(sniff(data).safe_to_show for data in (b"<svg/>", b"<html>", b"%PDF-1.7", b"\x00"))
