import io
import struct
import zlib
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from PIL import Image, ImageCms

from bot.core.errors import BadPicture, NotAPicture, PictureBroken, PictureTooLarge, PictureTooManyPixels
from bot.core.picture import Pieces
from bot.media.limits import Limits
from bot.media.pieces import pieces
from tests import corpus

MOST = 10
_PEAK = Path("/proc/self/status")
_FORGET_PEAK = Path("/proc/self/clear_refs")


@pytest.fixture
def out(tmp_path: Path) -> Path:
    folder = tmp_path / "out"
    folder.mkdir()
    return folder


def stored(out: Path, data: bytes) -> Path:
    file = out.parent / "original"
    file.write_bytes(data)
    return file


def laid(made: Pieces) -> Image.Image:
    """The picture that somebody gets who lays the tiles edge to edge, row by row."""
    tiles = [Image.open(io.BytesIO(file.read_bytes())) for file in made.files]
    rows = [tiles[at : at + made.columns] for at in range(0, len(tiles), made.columns)]
    size = sum(tile.width for tile in rows[0]), sum(row[0].height for row in rows)
    whole = Image.new(tiles[0].mode, size)
    top = 0
    for row in rows:
        left = 0
        for tile in row:
            whole.paste(tile, (left, top))
            left += tile.width
        top += row[0].height
    return whole


def peak() -> int:
    """The most memory that this process held since it was told to forget, in bytes."""
    line = next(line for line in _PEAK.read_text().splitlines() if line.startswith("VmHWM"))
    return int(line.split()[1]) * 2**10


@settings(deadline=None, max_examples=30, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    width=st.integers(1, 90),
    height=st.integers(1, 90),
    mode=st.sampled_from(["1", "L", "LA", "P", "RGB", "RGBA"]),
    share=st.floats(0.1, 1.2),
)
def test_the_tiles_are_the_picture(out: Path, width: int, height: int, mode: str, share: float) -> None:
    """Whatever its size and mode: they fit, they are few, and laid together they are what was there."""
    original = corpus.see_through(width, height).convert(mode)
    data = corpus.encoded(original, "PNG")
    limit = max(1, int(len(data) * share))
    try:
        made = pieces(stored(out, data), limit, out, MOST)
    except PictureTooLarge:
        assert list(out.iterdir()) == []
        return
    assert sorted(out.iterdir()) == sorted(made.files)
    assert len(made.files) == made.rows * made.columns <= MOST
    assert all(file.stat().st_size <= limit for file in made.files)
    assert laid(made).convert("RGBA").tobytes() == original.convert("RGBA").tobytes()
    for file in made.files:
        file.unlink()


def test_a_picture_that_packs_tighter_stays_whole(out: Path) -> None:
    """What is only packed badly becomes one file, which is the same picture."""
    original = corpus.photo(200, 150, grain=0)
    data = corpus.encoded(original, "PNG", compress_level=0)
    made = pieces(stored(out, data), len(data) - 1, out, MOST)
    assert (made.rows, made.columns) == (1, 1)
    assert laid(made).tobytes() == original.tobytes()


@pytest.mark.parametrize(
    ("size", "share", "grid"),
    [((200, 200), 0.3, (2, 2)), ((320, 180), 0.6, (1, 2)), ((90, 240), 0.4, (3, 1)), ((300, 200), 0.19, (2, 3))],
)
def test_as_few_tiles_as_fit_and_like_squares(
    out: Path, size: tuple[int, int], share: float, grid: tuple[int, int]
) -> None:
    """Two, three, four, six: rows and columns follow the picture's shape."""
    data = corpus.encoded(corpus.photo(*size, grain=1), "PNG")
    made = pieces(stored(out, data), int(len(data) * share), out, MOST)
    assert (made.rows, made.columns) == grid


def test_a_jpeg_is_given_pixel_for_pixel(out: Path) -> None:
    """A JPEG's tiles hold what a viewer decodes, upright, with its colour profile in each."""
    colours = ImageCms.ImageCmsProfile(ImageCms.createProfile("sRGB")).tobytes()
    turned = Image.Exif()
    turned[0x0112] = 6
    data = corpus.encoded(corpus.photo(160, 120), "JPEG", quality=98, icc_profile=colours, exif=turned)
    with Image.open(stored(out, data)) as original:
        upright = original.transpose(Image.Transpose.ROTATE_270)
    made = pieces(stored(out, data), 24_000, out, MOST)
    assert len(made.files) > 1
    assert laid(made).tobytes() == upright.tobytes()
    for file in made.files:
        with Image.open(file) as tile:
            assert tile.info["icc_profile"] == colours


def test_more_tiles_than_anybody_lays_together(out: Path) -> None:
    """When the most do not suffice, nothing is given and nothing is left behind."""
    data = corpus.encoded(corpus.photo(200, 200, grain=1), "PNG")
    for most in (1, 4, MOST):
        with pytest.raises(PictureTooLarge):
            pieces(stored(out, data), len(data) // (most + 1), out, most)
    with pytest.raises(PictureTooLarge):
        pieces(stored(out, data), 1, out, MOST)
    assert list(out.iterdir()) == []


def deep_png() -> bytes:
    """Four pixels of 16 bits a channel."""

    def chunk(kind: bytes, data: bytes) -> bytes:
        return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))

    rows = zlib.compress((b"\0" + bytes(range(12))) * 2)
    header = struct.pack(">IIBBBBB", 2, 2, 16, 2, 0, 0, 0)
    return b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", header) + chunk(b"IDAT", rows) + chunk(b"IEND", b"")


@pytest.mark.parametrize(
    ("data", "error"),
    [
        (deep_png(), NotAPicture),
        (corpus.encoded(corpus.photo().convert("I;16"), "PNG"), NotAPicture),
        (corpus.encoded(corpus.photo().convert("CMYK"), "JPEG"), NotAPicture),
        (corpus.gif(3), NotAPicture),
        (corpus.heic(), NotAPicture),
        (corpus.png()[:-40], PictureBroken),
        (corpus.encoded(Image.new("1", (6_400, 6_400)), "PNG"), PictureTooManyPixels),
        (b"no picture", NotAPicture),
    ],
    ids=["16 bits", "16 bits of grey", "CMYK", "frames", "HEIC", "cut off", "too many pixels", "no picture"],
)
def test_what_would_lose_something_is_not_given(out: Path, data: bytes, error: type[BadPicture]) -> None:
    """Finer colours, printing colours, animations, and what cannot be read or is too much to unpack."""
    with pytest.raises(error):
        pieces(stored(out, data), 2**20, out, MOST)
    assert list(out.iterdir()) == []


def test_the_limit_of_pixels_is_the_one_given(out: Path) -> None:
    """A picture of more pixels than may be unpacked is refused before that."""
    with pytest.raises(PictureTooManyPixels):
        pieces(stored(out, corpus.png()), 2**20, out, MOST, Limits(2**20, 10**9, 1000))


@pytest.mark.skipif(not _FORGET_PEAK.exists(), reason="only Linux tells the most memory that was held")
def test_memory_is_bounded_by_the_pixels(out: Path) -> None:
    """Unpacking, cutting and writing hold at most twice 4 bytes a pixel, and some room for encoders."""
    size = (2000, 1500)
    file = stored(out, corpus.encoded(corpus.photo(*size, grain=1), "PNG", compress_level=0))
    _FORGET_PEAK.write_text("5")
    before = peak()
    made = pieces(file, file.stat().st_size // 2, out, MOST)
    assert len(made.files) > 1
    assert peak() - before <= 2 * 4 * size[0] * size[1] + 8 * 2**20
