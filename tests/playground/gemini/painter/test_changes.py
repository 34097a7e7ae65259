"""A wish on a scene."""

import pytest
from PIL import Image

from bot.playground.gemini.painter.changes import change
from bot.playground.gemini.painter.reading import mood
from tests.playground.gemini.asking import chance

SCENE = Image.linear_gradient("L").convert("RGB").resize((240, 160))
NOTHING = mood("")


def changed(words: str, before: str = "") -> bytes:
    return change(SCENE.copy(), mood(words), mood(before), chance(1)).tobytes()


@pytest.mark.parametrize("words", ["winter", "at night", "in a storm", "blue", "add a cat", "nothing that it knows"])
def test_every_wish_shows(words: str) -> None:
    """Even words that mean nothing to the painter change the picture."""
    assert changed(words) != SCENE.tobytes()


def test_things_and_lights_that_are_there_do_not_come_twice() -> None:
    """`make the house red` paints it red and adds no second house."""
    assert changed("the house", before="a house") == SCENE.tobytes()
    assert changed("a red house", before="a house") == changed("red")
    assert changed("at noon", before="day") == SCENE.tobytes()
