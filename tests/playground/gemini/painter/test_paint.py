"""Paintings as a person sees them."""

from io import BytesIO

import pytest
from PIL import Image, ImageChops, ImageFilter, ImageStat

from bot.playground.gemini.painter import Brief, paint
from tests.playground.gemini.asking import photo, pixels

HOUSE = Brief("a house in the morning", "1:1 · 1K", 512, 512)


def opened(data: bytes) -> Image.Image:
    with Image.open(BytesIO(data)) as image:
        return image.convert("RGB")


def apart(one: bytes, two: bytes, box: tuple[int, int, int, int]) -> float:
    """How different two pictures are on average in a box, 0 to 255."""
    difference = ImageChops.difference(opened(one).crop(box), opened(two).crop(box))
    return sum(ImageStat.Stat(difference).mean) / 3


@pytest.mark.parametrize("size", [(1376, 768), (384, 3072), (3072, 384), (792, 336), (3392, 5056), (2048, 2048)])
def test_a_painting_has_exactly_the_size_asked_for(size: tuple[int, int]) -> None:
    """From the smallest strip to 4K."""
    assert pixels(paint(Brief("a pear", "caption", *size, references=(photo(),)))) == size


def test_the_same_brief_gives_the_same_bytes() -> None:
    """Nothing depends on the moment."""
    assert paint(HOUSE) == paint(HOUSE)


def test_other_words_give_another_picture_and_another_caption() -> None:
    """Both the scene and the letters below it differ."""
    other = paint(Brief("a castle at night", "1:1 · 1K", 512, 512))
    assert apart(paint(HOUSE), other, (0, 0, 512, 400)) > 10
    assert apart(paint(HOUSE), other, (0, 430, 512, 512)) > 1


@pytest.mark.parametrize("words", ["make it winter", "at night", "paint it blue", "whatever you like", "add a boat"])
def test_an_edit_shows_the_picture_it_edits_with_a_change(words: str) -> None:
    """The edit is nearer to its own picture than to another, and yet not the same."""
    first = paint(HOUSE)
    other = paint(Brief("a lighthouse in a storm", "", 512, 512))
    scene = (0, 0, 512, 400)

    def edit(of: bytes) -> bytes:
        return paint(Brief(words, "1:1 · 1K", 512, 512, trail=(HOUSE.words,), edited=of))

    assert apart(edit(first), first, scene) > 0.5
    assert apart(edit(first), edit(other), scene) > 10


def test_a_photo_is_painted_over_and_stays_in_sight() -> None:
    """A reference is the ground of the painting when there is no history."""
    red = photo("red", (600, 600))
    edited = opened(paint(Brief("add a boat", "1:1", 512, 512, edited=red, references=(red,))))
    colour = edited.getpixel((20, 20))
    assert isinstance(colour, tuple)
    assert colour[0] > 200
    assert colour[1] < 60


def test_a_tall_photo_in_a_wide_frame_is_shown_whole() -> None:
    """Where too much would be cropped, the picture stands before its own blur."""
    wide = opened(paint(Brief("add a boat", "21:9", 1584, 672, edited=photo("red", (200, 800)))))
    assert wide.size == (1584, 672)


def test_what_cannot_be_opened_is_left_out() -> None:
    """HEIC without a reader still gives a painting."""
    assert pixels(paint(Brief("again", "", 256, 256, edited=b"heic", references=(b"heic",)))) == (256, 256)


def test_a_draft_is_blurred_grain_is_large_and_padding_larger() -> None:
    """The three special kinds of painting."""
    plain, draft = (paint(Brief("a pear", "", 512, 512, draft=draft)) for draft in (False, True))
    sharp, blurred = (opened(data).filter(ImageFilter.FIND_EDGES) for data in (plain, draft))
    assert sum(ImageStat.Stat(blurred).mean) < sum(ImageStat.Stat(sharp).mean)
    assert len(paint(Brief("a pear", "", 512, 512, grain=0.5))) > 3 * len(plain)
    assert len(paint(Brief("a pear", "", 512, 512, at_least=2_000_000))) >= 2_000_000
    assert paint(Brief("a pear", "", 512, 512, format="JPEG")).startswith(b"\xff\xd8")
