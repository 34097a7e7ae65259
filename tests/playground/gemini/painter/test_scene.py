"""The landscape."""

from PIL import Image, ImageDraw

from bot.playground.gemini.painter.reading import mood
from bot.playground.gemini.painter.scene import glow, gradient, landscape, mix, sprinkle_stars, unit_of
from tests.playground.gemini.asking import chance


def painted(words: str, seed: int = 1) -> Image.Image:
    return landscape((400, 300), mood(words), chance(seed))


def brightness(image: Image.Image) -> int:
    return sum(image.convert("L").resize((1, 1)).tobytes())


def test_night_is_darker_than_day_and_sea_is_not_land() -> None:
    """Words of time and place are to be seen."""
    assert brightness(painted("night")) < brightness(painted("day")) - 40
    assert painted("day").tobytes() != painted("the sea by day").tobytes()


def test_things_stand_in_the_landscape() -> None:
    """Every thing that is named changes the picture."""
    for thing in ("lighthouse", "mountain", "city", "boat", "cat"):
        assert painted(f"day {thing}").tobytes() != painted("day").tobytes()


def test_chance_varies_the_hills() -> None:
    """Another seed is another landscape, the same seed the same."""
    assert painted("day", 1).tobytes() != painted("day", 2).tobytes()
    assert painted("day", 1).tobytes() == painted("day", 1).tobytes()


def test_colours_run_from_top_to_bottom_and_light_from_its_middle() -> None:
    """The pieces of a sky."""
    sky = gradient((10, 100), (0, 0, 0), (200, 100, 50))
    assert brightness(sky.crop((0, 0, 10, 10))) < brightness(sky.crop((0, 90, 10, 100)))
    dark = Image.new("RGB", (100, 100))
    glow(dark, (50, 50), 40, (255, 255, 255), 0.8)
    assert brightness(dark.crop((45, 45, 55, 55))) > brightness(dark.crop((0, 0, 10, 10)))
    sprinkle_stars(ImageDraw.Draw(dark), (100, 100), 300, chance(1))
    assert brightness(dark.crop((0, 0, 30, 30))) > 0
    assert mix((0, 0, 0), (10, 20, 30), 0.5) == (5, 10, 15)
    assert unit_of(100, 1000) == 100
