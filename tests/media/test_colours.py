import pytest
from PIL import Image

from bot.core.errors import PictureBroken
from bot.media.colours import is_transparent, on_white, plain, profile


@pytest.mark.parametrize(
    ("mode", "colour", "expected_mode", "expected"),
    [
        ("1", 1, "L", 255),
        ("L", 100, "L", 100),
        ("LA", (100, 255), "RGB", (100, 100, 100)),
        ("LA", (100, 128), "RGBA", (100, 100, 100, 128)),
        ("RGB", (1, 2, 3), "RGB", (1, 2, 3)),
        ("RGBA", (1, 2, 3, 255), "RGB", (1, 2, 3)),
        ("RGBA", (1, 2, 3, 254), "RGBA", (1, 2, 3, 254)),
        ("CMYK", (0, 0, 0, 255), "RGB", (0, 0, 0)),
        ("HSV", (0, 0, 200), "RGB", (200, 200, 200)),
        ("I;16", 65535, "L", 255),
        ("I;16", 32768, "L", 127),
        ("I;16B", 32768, "L", 127),
    ],
)
def test_plain(mode: str, colour: object, expected_mode: str, expected: object) -> None:
    """Every mode becomes L, RGB, or RGBA only where something shines through, with the same look."""
    picture = plain(Image.new(mode, (2, 2), colour))  # type: ignore[arg-type]  # Pillow takes any mode
    assert (picture.mode, picture.getpixel((0, 0))) == (expected_mode, expected)


@pytest.mark.parametrize("mode", ["I", "F"])
def test_numbers_without_a_range(mode: str) -> None:
    """The least number becomes black and the greatest white."""
    picture = Image.new(mode, (3, 1))
    for x, value in enumerate((-1000, 0, 1000)):
        picture.putpixel((x, 0), value)
    assert list(plain(picture).tobytes()) == [0, 127, 255]


def test_numbers_that_are_none() -> None:
    """A picture of infinities cannot be shown."""
    with pytest.raises(PictureBroken):
        plain(Image.new("F", (2, 2), float("inf")))


@pytest.mark.parametrize("mode", ["L", "RGB", "P", "1"])
def test_one_colour_is_transparent(mode: str) -> None:
    """A colour that is declared transparent becomes an alpha channel."""
    picture = Image.new(mode, (2, 1))
    picture.putpixel((1, 0), (9, 9, 9) if mode == "RGB" else 1)
    picture.info["transparency"] = (0, 0, 0) if mode == "RGB" else 0
    alpha = plain(picture).getchannel("A")
    assert [alpha.getpixel((0, 0)), alpha.getpixel((1, 0))] == [0, 255]


def test_deep_greys_with_a_transparent_one() -> None:
    """A transparent shade among 16-bit greys does not make the picture unreadable."""
    picture = Image.new("I;16", (2, 1), 65535)
    picture.info["transparency"] = 65535
    assert plain(picture).size == (2, 1)


def test_on_white() -> None:
    """What is transparent looks like paper, what is opaque stays."""
    picture = Image.new("RGBA", (2, 1), (10, 20, 30, 255))
    picture.putpixel((1, 0), (10, 20, 30, 0))
    paper = on_white(picture)
    assert (paper.getpixel((0, 0)), paper.getpixel((1, 0))) == ((10, 20, 30), (255, 255, 255))
    assert not is_transparent(paper)
    assert on_white(paper) is paper


@pytest.mark.parametrize(
    ("space", "mode", "kept"),
    [
        (b"RGB ", "RGB", True),
        (b"RGB ", "RGBA", True),
        (b"GRAY", "L", True),
        (b"CMYK", "RGB", False),
        (b"RGB ", "L", False),
    ],
)
def test_profile(space: bytes, mode: str, *, kept: bool) -> None:
    """A colour profile goes along only where it describes the colours that are written."""
    picture = Image.new("RGB", (1, 1))
    picture.info["icc_profile"] = bytes(16) + space + bytes(108)
    assert (profile(picture, mode) is not None) is kept
    picture.info["icc_profile"] += bytes(2**20)
    assert profile(picture, mode) is None
