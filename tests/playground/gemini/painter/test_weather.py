"""Weather."""

import pytest
from PIL import Image

from bot.playground.gemini.painter.weather import WEATHERS
from tests.playground.gemini.asking import chance

SCENE = Image.linear_gradient("L").convert("RGB").resize((120, 80))


@pytest.mark.parametrize("name", sorted(WEATHERS))
def test_every_weather_is_seen_and_falls_the_same_for_the_same_seed(name: str) -> None:
    """Chance comes from outside."""
    one, two = (WEATHERS[name](SCENE.copy(), chance(3)) for _ in range(2))
    assert one.size == SCENE.size
    assert one.tobytes() == two.tobytes() != SCENE.tobytes()
