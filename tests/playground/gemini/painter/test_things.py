"""Small drawings."""

import pytest
from PIL import Image, ImageDraw

from bot.playground.gemini.painter.reading import _THINGS
from bot.playground.gemini.painter.things import Spot, draw_thing
from tests.playground.gemini.asking import chance


@pytest.mark.parametrize("name", sorted(_THINGS))
def test_every_thing_that_words_can_name_is_drawn_near_its_spot(name: str) -> None:
    """A thing leaves its mark above its foot, and far below it there is none."""
    canvas = Image.new("RGB", (400, 400), "white")
    draw_thing(name, ImageDraw.Draw(canvas, "RGBA"), Spot(200, 250, 250, (255, 255, 200), (20, 20, 20), chance(1)))
    assert canvas.crop((0, 0, 400, 250)).getcolors() != [(400 * 250, (255, 255, 255))]
    assert canvas.crop((0, 350, 400, 400)).getcolors() == [(400 * 50, (255, 255, 255))]
