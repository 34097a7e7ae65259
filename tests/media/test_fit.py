import io
import math
from pathlib import Path

import pytest
from PIL import Image, ImageChops

from bot.core.errors import BadPicture, NotAPicture, PictureBroken, PictureTooLarge, PictureTooManyPixels
from bot.media.fit import QUALITIES, fit
from bot.media.limits import Limits
from tests import corpus

DISCORD = 10 * 2**20


@pytest.fixture
def out(tmp_path: Path) -> Path:
    folder = tmp_path / "out"
    folder.mkdir()
    return folder


def stored(out: Path, data: bytes) -> Path:
    file = out.parent / "original"
    file.write_bytes(data)
    return file


def decibels(one: Image.Image, other: Image.Image) -> float:
    """How alike two pictures are: the peak signal-to-noise ratio."""
    histogram = ImageChops.difference(one.convert("RGB"), other.convert("RGB")).histogram()
    squares = sum(count * (step % 256) ** 2 for step, count in enumerate(histogram))
    return 10 * math.log10(255**2 * sum(histogram) / squares)


def test_what_fits_is_left_alone(out: Path) -> None:
    """A file that is exactly as large as the limit is returned itself, without being read."""
    file = stored(out, b"not even a picture")
    fitted = fit(file, "image/png", 18, out)
    assert (fitted.path, fitted.media_type, fitted.note) == (file, "image/png", None)
    assert list(out.iterdir()) == []


def test_a_4k_picture(out: Path) -> None:
    """A 4K PNG above Discord's limit becomes a JPEG below it, with every pixel and hardly a difference."""
    original = corpus.photo(4096, 2304, grain=0.04)
    file = stored(out, corpus.encoded(original, "PNG", compress_level=0))
    assert file.stat().st_size > DISCORD
    fitted = fit(file, "image/png", DISCORD, out)
    assert fitted.path.stat().st_size <= DISCORD
    assert fitted.media_type == "image/jpeg"
    with Image.open(fitted.path) as picture:
        assert picture.size == original.size
        assert decibels(picture, original) > 40
    assert file.stat().st_size > DISCORD
    assert list(out.iterdir()) == [fitted.path]


@pytest.mark.parametrize("quality", QUALITIES)
def test_the_best_quality_that_fits(out: Path, quality: int) -> None:
    """The first quality of the ladder whose file is within the limit is posted, with no colour thinned."""
    original = corpus.photo(200, 150)
    expected = corpus.encoded(original, "JPEG", quality=quality, subsampling=0)
    fitted = fit(stored(out, corpus.encoded(original, "PNG")), "image/png", len(expected), out)
    assert fitted.path.read_bytes() == expected
    assert fitted.note == f"posted as JPEG (q{quality}), the original is kept"


def test_fewer_pixels_when_quality_does_not_suffice(out: Path) -> None:
    """When the lowest quality is too large, width and height are halved, and the note names what they are now."""
    original = corpus.photo(200, 150)
    limit = len(corpus.encoded(original, "JPEG", quality=min(QUALITIES), subsampling=0)) - 1
    fitted = fit(stored(out, corpus.encoded(original, "PNG")), "image/png", limit, out)
    with Image.open(fitted.path) as picture:
        assert picture.size == (100, 75)
        assert decibels(picture, original.resize((100, 75), Image.Resampling.BOX)) > 35
    assert fitted.note == "posted as JPEG (q98, 100 × 75), the original is kept"  # noqa: RUF001 - the sign people read
    assert fitted.path.stat().st_size <= limit


def test_nothing_fits(out: Path) -> None:
    """Below the smallest size the picture is refused, and no half file stays."""
    with pytest.raises(PictureTooLarge):
        fit(stored(out, corpus.png(200, 150)), "image/png", 100, out)
    assert list(out.iterdir()) == []


def test_transparency_is_kept(out: Path) -> None:
    """A picture with transparent pixels becomes WebP and stays transparent there."""
    file = stored(out, corpus.encoded(corpus.see_through(200, 150), "PNG"))
    fitted = fit(file, "image/png", file.stat().st_size // 2, out)
    assert fitted.media_type == "image/webp"
    assert fitted.note == "posted as WebP (q98), the original is kept"
    with Image.open(fitted.path) as picture:
        assert picture.getpixel((10, 10))[3] == 0  # type: ignore[index]  # an RGBA pixel
        assert picture.getpixel((190, 10))[3] == 255  # type: ignore[index]  # an RGBA pixel


def test_an_alpha_channel_that_hides_nothing(out: Path) -> None:
    """An alpha channel alone is no reason against JPEG."""
    opaque = corpus.photo(200, 150).convert("RGBA")
    file = stored(out, corpus.encoded(opaque, "PNG"))
    assert fit(file, "image/png", file.stat().st_size - 1, out).media_type == "image/jpeg"


def test_transparency_too_wide_for_webp(out: Path) -> None:
    """A transparent picture with a side that WebP can't have is put on white."""
    file = stored(out, corpus.encoded(corpus.see_through(17_000, 16), "PNG"))
    fitted = fit(file, "image/png", file.stat().st_size - 1, out)
    assert fitted.media_type == "image/jpeg"
    with Image.open(fitted.path) as picture:
        assert picture.getpixel((10, 4)) == (255, 255, 255)


def test_a_wrong_label(out: Path) -> None:
    """A JPEG that its provider calls a PNG is read as what it is."""
    file = stored(out, corpus.encoded(corpus.photo(200, 150), "JPEG", quality=100, subsampling=0))
    fitted = fit(file, "image/png", file.stat().st_size - 1, out)
    assert fitted.media_type == "image/jpeg"


def test_the_colour_profile_stays(out: Path) -> None:
    """What the colours mean is the same in the posted file."""
    profile = bytes(16) + b"RGB " + bytes(108)
    file = stored(out, corpus.encoded(corpus.photo(200, 150), "PNG", icc_profile=profile))
    fitted = fit(file, "image/png", 5_000, out)
    with Image.open(io.BytesIO(fitted.path.read_bytes())) as picture:
        assert picture.info["icc_profile"] == profile


@pytest.mark.parametrize(
    ("data", "error"),
    [
        (corpus.heic(), NotAPicture),
        (b"some words about a picture", NotAPicture),
        (corpus.png()[:-20], PictureBroken),
        (corpus.png(), PictureTooManyPixels),
    ],
)
def test_what_cannot_be_decoded(out: Path, data: bytes, error: type[BadPicture]) -> None:
    """A file over the limit that can't be decoded is refused, and no half file stays."""
    with pytest.raises(error):
        fit(stored(out, data), "image/png", 10, out, Limits(size=2**20, pixels=2**20, decoded_pixels=1000))
    assert list(out.iterdir()) == []
