"""The caption."""

import pytest
from PIL import Image

from bot.playground.gemini.painter import Brief
from bot.playground.gemini.painter.label import caption_height, draw_caption, printable
from tests.playground.gemini.asking import photo


def drawn(brief: Brief) -> Image.Image:
    canvas = Image.new("RGB", (800, 140))
    draw_caption(canvas, (0, 0, 800, 140), brief)
    return canvas


def test_the_height_is_even_and_a_fifth_at_most() -> None:
    """An edit's caption covers the one before, and the scene keeps the most of the canvas."""
    for width, height in ((1376, 768), (1024, 1024), (384, 3072), (3072, 384)):
        tall = caption_height(width, height)
        assert tall % 2 == 0
        assert 0.15 * height <= tall <= 0.22 * height


def test_words_trail_small_print_and_references_are_all_to_be_seen() -> None:
    """Each of them changes the caption."""
    plain = drawn(Brief("a pear", "1:1", 800, 800))
    for other in (
        Brief("an apple", "1:1", 800, 800),
        Brief("a pear", "2:3", 800, 800),
        Brief("a pear", "1:1", 800, 800, trail=("before",)),
        Brief("a pear", "1:1", 800, 800, references=(photo("red"),)),
        Brief("a pear", "1:1", 800, 800, edited=photo("red")),
    ):
        assert drawn(other).tobytes() != plain.tobytes()


@pytest.mark.parametrize("words", ["", "x" * 5000, "word " * 2000, "灯台" * 400, "a\nb\tc", "\0\x1b"])
def test_any_words_can_be_drawn(words: str) -> None:
    """Empty, endless, unbroken and foreign words stay within the box."""
    assert drawn(Brief(words, words, 800, 800, trail=(words,))).size == (800, 140)


def test_letters_that_the_font_lacks_are_spelt_with_those_it_has() -> None:
    """Accents go, other scripts become dots, space is single."""
    assert printable("Créac'h  —\nSão ß 灯") == "Creac'h - Sao ss ·"
