import io
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from PIL import Image, ImageChops

from bot.core.errors import BadPicture
from bot.media.convert import convert
from bot.media.decode import hush
from bot.media.inspect import CONVERTED, inspect
from bot.media.limits import REFERENCES, Limits
from tests import corpus

TO_CONVERT = corpus.to_convert()
NOTES = {
    "still.gif": "GIF, converted to PNG",
    "moving.gif": "first frame of a GIF, converted to PNG",
    "photo.bmp": "BMP, converted to PNG",
    "scan.tiff": "TIFF, converted to PNG",
    "pages.tif": "first page of a TIFF, converted to PNG",
    "photo.avif": "AVIF, converted to PNG",
    "moving.avif": "first frame of an AVIF, converted to PNG",
}


@pytest.fixture
def out(tmp_path: Path) -> Path:
    folder = tmp_path / "out"
    folder.mkdir()
    return folder


def converted(data: bytes, out: Path, limits: Limits = REFERENCES) -> tuple[Image.Image, str, str | None]:
    """The picture that a conversion gives, its media type and its note."""
    source = out.parent / "source"
    source.write_bytes(data)
    result = convert(source, inspect(source, limits), out, limits)
    picture = Image.open(io.BytesIO(result.path.read_bytes()))
    assert inspect(result.path).media_type == result.media_type
    assert picture.size == (result.width, result.height)
    return picture, result.media_type, result.note


def apart(one: Image.Image, other: Image.Image) -> float:
    """The mean difference of two pictures of one size, in steps of 255."""
    mode = "L" if one.mode == "L" else "RGB"
    histogram = ImageChops.difference(one.convert(mode), other.convert(mode)).convert("L").histogram()
    return sum(step * count for step, count in enumerate(histogram)) / sum(histogram)


@pytest.mark.parametrize("good", corpus.as_they_are(), ids=lambda good: good.name)
def test_as_they_are(out: Path, good: corpus.Good) -> None:
    """What the models take stays the same file, byte for byte, orientation mark included."""
    source = out.parent / good.name
    source.write_bytes(good.data)
    result = convert(source, inspect(source), out)
    assert (result.path, result.media_type, result.note) == (source, good.media_type, None)
    assert source.read_bytes() == good.data
    assert list(out.iterdir()) == []


@pytest.mark.parametrize("good", TO_CONVERT, ids=lambda good: good.name)
def test_converted(out: Path, good: corpus.Good) -> None:
    """The first frame of any other format becomes a PNG that shows the same, and the note says so."""
    picture, media_type, note = converted(good.data, out)
    assert media_type == "image/png"
    assert note == NOTES.get(good.name, note)
    assert apart(picture, corpus.photo()) < 20  # a palette of 16 colours is the coarsest of them


def test_large_pictures_become_jpeg(out: Path) -> None:
    """Above four million pixels an opaque picture becomes a JPEG, hardly different and with no colour thinned."""
    original = corpus.photo(2400, 1800, grain=0.02)
    picture, media_type, note = converted(corpus.encoded(original, "BMP"), out)
    assert (media_type, note) == ("image/jpeg", "BMP, converted to JPEG")
    assert apart(picture, original) < 1
    assert picture.layer[0][1:3] == picture.layer[1][1:3] == (1, 1)  # type: ignore[attr-defined]  # a JPEG has layers


def test_large_pictures_keep_their_transparency(out: Path) -> None:
    """A large picture with transparent pixels stays a PNG."""
    picture, media_type, _ = converted(corpus.encoded(corpus.see_through(2100, 2010), "AVIF", speed=10), out)
    assert (media_type, picture.mode) == ("image/png", "RGBA")
    assert picture.getpixel((5, 5))[3] == 0  # type: ignore[index]  # an RGBA pixel


@pytest.mark.parametrize("kind", ["TIFF", "AVIF"])
@pytest.mark.parametrize("orientation", range(1, 9))
def test_orientation(out: Path, kind: str, orientation: int) -> None:
    """A converted picture stands as its original would be seen, and carries no mark that would turn it once more."""
    exif = Image.Exif()
    exif[0x0112] = orientation
    original = corpus.photo()
    turn = {2: 0, 3: 3, 4: 1, 5: 5, 6: 4, 7: 6, 8: 2}.get(orientation)
    seen = original if turn is None else original.transpose(Image.Transpose(turn))
    picture, _, _ = converted(corpus.encoded(original, kind, exif=exif, quality=95), out)
    assert picture.size == seen.size
    assert apart(picture, seen) < 4
    assert 0x0112 not in picture.getexif()


@pytest.mark.parametrize("mode", ["1", "L", "P", "CMYK", "LA", "I;16", "I;16B", "I", "F", "YCbCr"])
def test_modes(out: Path, mode: str) -> None:
    """Each way of TIFF to store colours and greys becomes one that every viewer shows, equally bright."""
    grey = Image.linear_gradient("L").resize((64, 64))
    original = grey.convert("I").point(lambda value: value * 257) if mode.startswith("I;16") else grey
    source = Image.merge("LA", (grey, Image.new("L", grey.size, 255))) if mode == "LA" else original.convert(mode)
    picture, media_type, _ = converted(corpus.encoded(source, "TIFF"), out)
    assert media_type == "image/png"
    assert picture.mode in ("L", "RGB")
    assert apart(picture.resize((4, 4)), grey.resize((4, 4))) < 6


def test_metadata_stays_behind(out: Path) -> None:
    """Where a photo was taken does not travel on in a converted picture; what its colours mean does."""
    exif = Image.Exif()
    exif[0x010E] = "my house"
    profile = bytes(16) + b"RGB " + bytes(108)
    picture, _, _ = converted(corpus.encoded(corpus.photo(), "TIFF", exif=exif, icc_profile=profile), out)
    assert not picture.getexif()
    assert picture.info["icc_profile"] == profile


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None, max_examples=150)
@given(good=st.sampled_from(TO_CONVERT), at=st.floats(0, 1, exclude_max=True), patch=st.binary(min_size=1, max_size=8))
def test_damaged(out: Path, good: corpus.Good, at: float, patch: bytes) -> None:
    """Whatever bytes are changed, a conversion gives a picture or one of our refusals, and leaves no half file."""
    hush()
    start = int(len(good.data) * at)
    data = good.data[:start] + patch + good.data[start + len(patch) :]
    before = len(list(out.iterdir()))
    try:
        converted(data, out, Limits(size=2**20, pixels=2**20, decoded_pixels=2**20))
    except BadPicture:
        assert len(list(out.iterdir())) == before


def test_the_list_is_whole() -> None:
    """Every media type that is converted is in the corpus."""
    assert {good.media_type for good in TO_CONVERT} == CONVERTED
