"""What a wish does to a scene that is there already."""

from random import Random

from PIL import Image, ImageDraw

from bot.playground.gemini.painter.reading import Colour, Mood
from bot.playground.gemini.painter.scene import unit_of
from bot.playground.gemini.painter.things import FLOATING, Spot, draw_thing
from bot.playground.gemini.painter.tones import TONES, tinted
from bot.playground.gemini.painter.weather import WEATHERS

_TINTS: tuple[Colour, ...] = (
    (224, 130, 70),
    (70, 150, 200),
    (110, 170, 80),
    (170, 100, 190),
    (220, 110, 150),
    (60, 160, 150),
)
_FLAGS: tuple[Colour, ...] = ((226, 74, 62), (250, 204, 70), (66, 150, 210), (84, 180, 110))


def change(scene: Image.Image, wish: Mood, known: Mood, random: Random) -> Image.Image:
    """The scene after the wish; a light or a thing that ``known`` wishes brought in already is not brought twice."""
    light = () if wish.time == known.time else (wish.time,)
    for name in (*light, *wish.weather):
        if name in TONES:
            scene = TONES[name](scene)
        if name in WEATHERS:
            scene = WEATHERS[name](scene, random)
    if wish.colour:
        scene = tinted(scene, wish.colour, 0.5)
    if wish.empty:
        scene = _bunting(tinted(scene, random.choice(_TINTS), 0.4), random)
    return _with_things(scene, [thing for thing in wish.things if thing not in known.things], random)


def _with_things(scene: Image.Image, things: list[str], random: Random) -> Image.Image:
    width, height = scene.size
    draw = ImageDraw.Draw(scene, "RGBA")
    for thing in things:
        foot = random.uniform(0.72, 0.8) if thing in FLOATING else random.uniform(0.84, 0.92)
        place = width * random.uniform(0.42, 0.82), height * foot
        draw_thing(thing, draw, Spot(*place, unit_of(width, height), (255, 224, 150), (40, 36, 50), random))
    return scene


def _bunting(scene: Image.Image, random: Random) -> Image.Image:
    """Flags across the sky: a wish without a word that the painter knows shows all the same."""
    width, height = scene.size
    unit = min(width, height)
    draw = ImageDraw.Draw(scene, "RGBA")
    flags = max(4, int(width / (unit * 0.09)))
    for at in range(flags):
        share = (at + 0.5) / flags
        x, y = share * width, unit * (0.05 + 0.06 * (1 - (2 * share - 1) ** 2))
        half = unit * 0.028
        draw.polygon([(x - half, y), (x + half, y), (x, y + half * 2.4)], fill=random.choice(_FLAGS))
    return scene
