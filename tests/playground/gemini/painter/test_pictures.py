"""Opening and writing pictures."""

from io import BytesIO

import pytest
from PIL import Image

from bot.playground.gemini.painter.pictures import Unreadable, encode, measure, scene_of
from tests.playground.gemini.asking import photo

PAINTED = Image.new("RGB", (100, 100), "red")


@pytest.mark.parametrize("kind", ["PNG", "JPEG", "WEBP"])
def test_a_picture_is_measured_by_its_header(kind: str) -> None:
    """All three formats of references are read."""
    assert measure(photo(size=(30, 20), kind=kind)) == (30, 20)


def test_a_picture_on_its_side_is_measured_as_it_is_seen() -> None:
    """EXIF orientation swaps width and height, in measure and in the scene."""
    exif = Image.Exif()
    exif[0x0112] = 6
    out = BytesIO()
    Image.new("RGB", (30, 20)).save(out, "JPEG", exif=exif)
    assert measure(out.getvalue()) == (20, 30)
    assert scene_of(out.getvalue(), (20, 30)).size == (20, 30)


@pytest.mark.parametrize("data", [b"", b"<svg/>", photo()[:20], b"\x89PNG\r\n\x1a\n"])
def test_what_is_no_picture_is_unreadable(data: bytes) -> None:
    """Whatever Pillow raises becomes one error."""
    with pytest.raises(Unreadable):
        measure(data)
    with pytest.raises(Unreadable):
        scene_of(data, (8, 8))


@pytest.mark.parametrize("kind", ["PNG", "JPEG"])
def test_the_caption_of_a_painting_is_cut_off_before_it_is_edited(kind: str) -> None:
    """The share of the scene is kept in the file, and a photo has none."""
    assert scene_of(encode(PAINTED, kind, 0.8), (100, 100)).size == (100, 80)
    assert scene_of(photo(size=(30, 20), kind=kind), (30, 20)).size == (30, 20)


def test_a_forged_share_is_no_matter() -> None:
    """A note that makes no sense leaves the picture whole."""
    assert scene_of(encode(PAINTED, "PNG", 0.0), (100, 100)).size == (100, 100)


def test_transparency_lies_on_white() -> None:
    """A drawing with holes is seen as on paper."""
    out = BytesIO()
    Image.new("RGBA", (4, 4), (0, 0, 0, 0)).save(out, "PNG")
    assert scene_of(out.getvalue(), (4, 4)).getpixel((0, 0)) == (255, 255, 255)


def test_padding_makes_a_file_larger_and_leaves_the_picture() -> None:
    """Viewers skip the private chunk."""
    padded = encode(PAINTED, "PNG", 1.0, bytes(5000))
    assert len(padded) > 5000
    with Image.open(BytesIO(padded)) as image:
        assert image.convert("RGB").tobytes() == PAINTED.tobytes()
