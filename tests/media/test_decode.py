import warnings
from pathlib import Path

import pytest
from PIL import Image

from bot.core.errors import NotAPicture, PictureBroken, PictureTooManyPixels
from bot.media.decode import decode, glance, hush
from tests import corpus

PLENTY = 10_000


def stored(folder: Path, data: bytes) -> Path:
    file = folder / "file"
    file.write_bytes(data)
    return file


DECODABLE = [good for good in corpus.good() if good.media_type not in ("image/heic", "image/heif")]


@pytest.mark.parametrize("good", DECODABLE, ids=lambda good: good.name)
def test_decode(tmp_path: Path, good: corpus.Good) -> None:
    """Every format that Pillow reads becomes a plain picture without metadata."""
    picture = decode(stored(tmp_path, good.data), good.media_type, PLENTY)
    assert picture.mode in ("L", "RGB", "RGBA")
    assert sorted(picture.size) == sorted((good.width, good.height))
    assert picture.info == {}


@pytest.mark.parametrize("good", DECODABLE, ids=lambda good: good.name)
def test_glance(tmp_path: Path, good: corpus.Good) -> None:
    """The size is told without unpacking anything; nothing of no size, and nothing too large, gets through."""
    file = stored(tmp_path, good.data)
    assert glance(file, good.media_type, PLENTY) == (good.width, good.height)
    with pytest.raises(PictureTooManyPixels):
        glance(file, good.media_type, 10)
    with pytest.raises(PictureBroken):
        glance(stored(tmp_path, good.data[:10]), good.media_type, PLENTY)
    with pytest.raises(PictureBroken):
        glance(file, "image/heic", PLENTY)


def test_upright(tmp_path: Path) -> None:
    """An orientation mark is obeyed."""
    assert decode(stored(tmp_path, corpus.turned_jpeg()), "image/jpeg", PLENTY).size == (corpus.HEIGHT, corpus.WIDTH)


def test_only_the_named_reader(tmp_path: Path) -> None:
    """Bytes of another format than named are broken, not read by some other reader."""
    with pytest.raises(PictureBroken):
        decode(stored(tmp_path, corpus.gif()), "image/png", PLENTY)


def test_no_reader(tmp_path: Path) -> None:
    """HEIC has no reader here."""
    with pytest.raises(NotAPicture, match="HEIC"):
        decode(stored(tmp_path, corpus.heic()), "image/heic", PLENTY)


@pytest.mark.parametrize("size", [(200, 200), (9_500, 9_500), (60_000, 60_000)])
def test_too_many_pixels(tmp_path: Path, size: tuple[int, int]) -> None:
    """Pixels over the limit are refused before they are unpacked, below and above the numbers that Pillow warns of."""
    with pytest.raises(PictureTooManyPixels):
        decode(stored(tmp_path, corpus.tiny_png(*size)), "image/png", PLENTY)


@pytest.mark.parametrize("size", [(9_500, 9_500), (60_000, 60_000)])
def test_bombs_are_quiet(tmp_path: Path, size: tuple[int, int]) -> None:
    """After hushing, no warning of Pillow's reaches the process, and its own limits are as they were."""
    hush()
    limit = Image.MAX_IMAGE_PIXELS
    file = stored(tmp_path, corpus.tiny_png(*size))
    with warnings.catch_warnings(record=True) as heard, pytest.raises(PictureTooManyPixels):
        decode(file, "image/png", PLENTY)
    assert heard == []
    assert limit == Image.MAX_IMAGE_PIXELS


def test_a_missing_file(tmp_path: Path) -> None:
    """A file that is not there is our failure, not a broken picture."""
    with pytest.raises(FileNotFoundError):
        decode(tmp_path / "nowhere", "image/png", PLENTY)


def test_hush_is_only_about_pillow() -> None:
    """Warnings of anything else stay what they are."""
    hush()
    with pytest.warns(UserWarning, match="something else"):
        warnings.warn("something else", stacklevel=1)


def test_exactly_or_not_at_all(tmp_path: Path) -> None:
    """Where nothing may be lost, colours that would change are refused; else they are brought to 8 bits."""
    file = stored(tmp_path, corpus.encoded(corpus.photo().convert("CMYK"), "JPEG"))
    assert decode(file, "image/jpeg", PLENTY).mode == "RGB"
    with pytest.raises(NotAPicture, match="other colours"):
        decode(file, "image/jpeg", PLENTY, exact=True)
    assert decode(stored(tmp_path, corpus.png()), "image/png", PLENTY, exact=True).mode == "RGB"
