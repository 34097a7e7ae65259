"""Changes of light and style."""

import pytest
from PIL import Image

from bot.playground.gemini.painter.tones import TONES, tinted

SCENE = Image.effect_mandelbrot((120, 80), (-2.2, -1.2, 1, 1.2), 60).convert("RGB")
SCENE.paste("red", (10, 10, 60, 40))


@pytest.mark.parametrize("name", sorted(TONES))
def test_every_tone_changes_a_picture_and_keeps_its_size(name: str) -> None:
    """A tone is visible."""
    changed = TONES[name](SCENE.copy())
    assert changed.size == (120, 80)
    assert changed.mode == "RGB"
    assert changed.tobytes() != SCENE.tobytes()


def test_a_tint_leans_to_its_colour() -> None:
    """Blue over grey is bluer."""
    red, _, blue = tinted(Image.new("RGB", (4, 4), "grey"), (0, 0, 255), 0.5).split()
    assert blue.tobytes()[0] > red.tobytes()[0]
