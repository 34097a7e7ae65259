"""A landscape out of sky, light, hills and water."""

from dataclasses import dataclass
from math import exp, pi, sin, sqrt
from random import Random

from PIL import Image, ImageDraw

from bot.playground.gemini.painter.reading import Colour, Mood
from bot.playground.gemini.painter.things import FLOATING, Spot, draw_thing

Curve = list[tuple[float, float]]


@dataclass(frozen=True, slots=True)
class Palette:
    zenith: Colour
    horizon: Colour
    light: Colour
    far: Colour
    near: Colour
    sun: tuple[float, float]
    dark: bool = False


_PALETTES = {
    "day": Palette((74, 144, 217), (205, 231, 245), (255, 250, 225), (126, 163, 172), (58, 110, 72), (0.74, 0.24)),
    "dusk": Palette((45, 38, 92), (255, 158, 92), (255, 226, 160), (122, 78, 112), (38, 28, 54), (0.68, 0.52)),
    "dawn": Palette((104, 138, 196), (255, 205, 186), (255, 240, 210), (150, 140, 170), (64, 82, 92), (0.26, 0.5)),
    "night": Palette((9, 14, 40), (48, 66, 120), (240, 240, 222), (34, 46, 84), (10, 14, 30), (0.76, 0.22), dark=True),
    "storm": Palette((38, 44, 56), (122, 134, 142), (210, 216, 220), (76, 86, 96), (30, 36, 40), (0.4, 0.2), dark=True),
}


def mix(one: Colour, two: Colour, share: float) -> Colour:
    a, b, c = (round(x + (y - x) * share) for x, y in zip(one, two, strict=True))
    return a, b, c


def gradient(size: tuple[int, int], top: Colour, bottom: Colour) -> Image.Image:
    strip = Image.new("RGB", (1, 64))
    strip.putdata([mix(top, bottom, at / 63) for at in range(64)])
    return strip.resize(size, Image.Resampling.BICUBIC)


def glow(image: Image.Image, centre: tuple[float, float], radius: float, colour: Colour, strength: float) -> None:
    """Light around a point, fading to nothing at ``radius``."""
    side = max(int(radius * 2), 2)
    falloff = Image.radial_gradient("L").point(lambda level: max(0.0, 1 - level / 180) ** 2 * 255 * strength)
    mask = falloff.resize((side, side), Image.Resampling.BILINEAR)
    image.paste(colour, (int(centre[0] - radius), int(centre[1] - radius)), mask)


@dataclass(frozen=True, slots=True)
class _View:
    """What every part of the landscape needs to know; ``unit`` is the length that things are measured in."""

    image: Image.Image
    draw: ImageDraw.ImageDraw
    palette: Palette
    wish: Mood
    random: Random
    horizon: float
    unit: float

    @property
    def sun(self) -> tuple[float, float]:
        x, y = self.palette.sun
        return self.image.width * x, min(self.image.height * y, self.horizon)

    @property
    def lamp(self) -> Colour:
        return (255, 214, 120) if self.palette.dark else self.palette.light

    def spot(self, x: float, y: float, shade: Colour) -> Spot:
        return Spot(x, y, self.unit, self.lamp, shade, self.random)


def unit_of(width: int, height: int) -> float:
    return min(width, height, sqrt(width * height) * 0.8)


def landscape(size: tuple[int, int], wish: Mood, random: Random) -> Image.Image:
    width, height = size
    palette = _PALETTES[wish.time or random.choice(("day", "day", "dusk", "dawn"))]
    image = gradient(size, palette.zenith, palette.horizon)
    draw = ImageDraw.Draw(image, "RGBA")
    view = _View(image, draw, palette, wish, random, height * (0.62 if wish.sea else 0.56), unit_of(width, height))
    _heavens(view)
    if wish.sea:
        _water(view)
    _place(view, _ridges(view))
    return image


def _heavens(view: _View) -> None:
    width, height = view.image.size
    random, palette, (x, y) = view.random, view.palette, view.sun
    if palette.dark:
        sprinkle_stars(view.draw, (width, height * 0.55), view.unit, random)
    glow(view.image, (x, y), view.unit * 0.62, palette.light, 0.75)
    r = view.unit * 0.062
    view.draw.ellipse((x - r, y - r, x + r, y + r), fill=palette.light)
    if palette.dark:
        view.draw.ellipse((x - r * 0.4, y - r * 0.3, x, y + r * 0.1), fill=(0, 0, 0, 22))
    for _ in range(5):
        _cloud(view, random.uniform(0, width), random.uniform(0.08, 0.36) * height, random.uniform(0.05, 0.1))


def sprinkle_stars(draw: ImageDraw.ImageDraw, area: tuple[float, float], unit: float, random: Random) -> None:
    for _ in range(160):
        x, y, r = random.uniform(0, area[0]), random.uniform(0, area[1]), random.uniform(0.0008, 0.003) * unit
        draw.ellipse((x - r, y - r, x + r, y + r), fill=(255, 255, 244, random.randint(90, 250)))


def _cloud(view: _View, x: float, y: float, size: float) -> None:
    for at in range(-3, 4):
        r = view.unit * size * (1 - abs(at) / 5) * view.random.uniform(0.55, 0.8)
        middle = x + at * view.unit * size * 0.7
        box = (middle - r * 1.6, y - r * 0.62, middle + r * 1.6, y + r * 0.3)
        view.draw.ellipse(box, fill=(255, 255, 255, 34))


def _water(view: _View) -> None:
    width, height = view.image.size
    palette, random, top = view.palette, view.random, int(view.horizon)
    deep = mix(palette.near, palette.zenith, 0.55)
    view.image.paste(gradient((width, height - top), mix(palette.horizon, deep, 0.35), deep), (0, top))
    for at in range(90):
        depth = (at / 90) ** 1.6
        y = view.horizon + depth * (height - view.horizon)
        half = view.unit * (0.03 + 0.12 * depth) * random.uniform(0.3, 1.2)
        x = view.sun[0] + random.gauss(0, view.unit * (0.02 + 0.1 * depth))
        thick = max(1, round(view.unit * 0.004 * (0.4 + depth)))
        view.draw.line((x - half, y, x + half, y), fill=(*palette.light, round(150 * (1 - depth * 0.7))), width=thick)


def _ridges(view: _View) -> Curve:
    """Hills one before the other, with what stands far away between them; gives the ground of the nearest."""
    width, height = view.image.size
    far, near, wish = view.palette.far, view.palette.near, view.wish
    if "mountain" in wish.things:
        draw_thing("mountain", view.draw, view.spot(width * 0.4, view.horizon + view.unit * 0.02, far))
    if "city" in wish.things:
        draw_thing("city", view.draw, view.spot(width * 0.5, view.horizon + view.unit * 0.03, mix(far, near, 0.4)))
    layers = ((0.14, 0.05),) if wish.sea else ((0.0, 0.07), (0.1, 0.06), (0.22, 0.05))
    curve: Curve = []
    for at, (drop, swell) in enumerate(layers, 1):
        curve = _ridge(view, view.horizon + drop * height, swell * height)
        shade = mix(mix(far, view.palette.horizon, 0.3), near, at / len(layers))
        view.draw.polygon([*curve, (width, height), (0, height)], fill=shade)
    return curve


def _ridge(view: _View, base: float, swell: float) -> Curve:
    random, width = view.random, view.image.width
    waves = [(random.uniform(0.6, 1.6) * at, random.uniform(0, 2 * pi), 1 / at) for at in range(1, 5)]

    def height(share: float) -> float:
        rolling = sum(sin(2 * pi * pace * share + phase) * size for pace, phase, size in waves)
        return base + swell * 0.5 * rolling + (_headland(share) * base * 0.9 if view.wish.sea else 0)

    return [(x, height(x / width)) for x in range(0, width + 16, 8)]


def _headland(share: float) -> float:
    """High on the left, falling to the sea on the right."""
    return 0.2 * share - 0.24 / (1 + exp((share - 0.42) * 22))


def _place(view: _View, ground: Curve) -> None:
    shade = mix(view.palette.near, (0, 0, 0), 0.3)
    places = iter((0.22, 0.08, 0.36, 0.5, 0.62, 0.78))
    for thing in view.wish.things:
        if thing in FLOATING:
            x = view.image.width * view.random.uniform(0.5, 0.85)
            draw_thing(thing, view.draw, view.spot(x, view.horizon + view.unit * 0.05, shade))
        elif thing not in ("mountain", "city"):
            x, y = ground[int(next(places, 0.9) * (len(ground) - 1))]
            draw_thing(thing, view.draw, view.spot(x, y + view.unit * 0.01, shade))
