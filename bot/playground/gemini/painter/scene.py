"""A landscape out of sky, light, hills and water."""

from dataclasses import dataclass
from math import pi, sin
from random import Random

from PIL import Image, ImageDraw

from bot.playground.gemini.painter.reading import Colour, Mood
from bot.playground.gemini.painter.things import Spot, draw_thing

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


def landscape(size: tuple[int, int], wish: Mood, random: Random) -> Image.Image:
    width, height = size
    palette = _PALETTES[wish.time or random.choice(("day", "day", "dusk", "dawn"))]
    unit = min(width, height, (width * height) ** 0.5 * 0.8)
    horizon = height * (0.62 if wish.sea else 0.56)
    image = gradient(size, palette.zenith, palette.horizon)
    _heavens(image, palette, (width * palette.sun[0], min(height * palette.sun[1], horizon)), unit, random)
    if wish.sea:
        _water(image, palette, horizon, unit, random)
    _ridges(image, palette, wish, horizon, unit, random)
    return image


def _heavens(image: Image.Image, palette: Palette, sun: tuple[float, float], unit: float, random: Random) -> None:
    width, height = image.size
    draw = ImageDraw.Draw(image, "RGBA")
    if palette.dark:
        for _ in range(140):
            x, y, r = random.uniform(0, width), random.uniform(0, height * 0.55), random.uniform(0.0008, 0.0026) * unit
            draw.ellipse((x - r, y - r, x + r, y + r), fill=(255, 255, 255, random.randint(90, 240)))
    glow(image, sun, unit * 0.62, palette.light, 0.75)
    r = unit * 0.062
    draw.ellipse((sun[0] - r, sun[1] - r, sun[0] + r, sun[1] + r), fill=palette.light)
    if palette.dark:
        draw.ellipse((sun[0] - r * 0.35, sun[1] - r * 0.3, sun[0] + r * 0.05, sun[1] + r * 0.1), fill=(0, 0, 0, 22))
    for _ in range(5):
        _cloud(
            draw,
            random.uniform(0, width),
            random.uniform(0.08, 0.36) * height,
            unit * random.uniform(0.05, 0.1),
            random,
        )


def _cloud(draw: ImageDraw.ImageDraw, x: float, y: float, r: float, random: Random) -> None:
    for at in range(-3, 4):
        size = r * (1 - abs(at) / 5) * random.uniform(0.55, 0.8)
        middle = x + at * r * 0.7
        draw.ellipse(
            (middle - size * 1.6, y - size * 0.62, middle + size * 1.6, y + size * 0.3), fill=(255, 255, 255, 34)
        )


def _water(image: Image.Image, palette: Palette, horizon: float, unit: float, random: Random) -> None:
    width, height = image.size
    top = int(horizon)
    deep = mix(palette.near, palette.zenith, 0.55)
    image.paste(gradient((width, height - top), mix(palette.horizon, deep, 0.35), deep), (0, top))
    draw = ImageDraw.Draw(image, "RGBA")
    sun = width * palette.sun[0]
    for at in range(90):
        depth = (at / 90) ** 1.6
        y = horizon + depth * (height - horizon)
        half = unit * (0.03 + 0.12 * depth) * random.uniform(0.3, 1.2)
        x = sun + random.gauss(0, unit * (0.02 + 0.1 * depth))
        thick = max(1, round(unit * 0.004 * (0.4 + depth)))
        draw.line((x - half, y, x + half, y), fill=(*palette.light, round(150 * (1 - depth * 0.7))), width=thick)


def _ridges(image: Image.Image, palette: Palette, wish: Mood, horizon: float, unit: float, random: Random) -> None:
    width, height = image.size
    draw = ImageDraw.Draw(image, "RGBA")
    light = palette.light if not palette.dark else (255, 214, 120)
    if "mountain" in wish.things:
        draw_thing("mountain", draw, Spot(width * 0.4, horizon + unit * 0.02, unit, light, palette.far), random)
    if "city" in wish.things:
        draw_thing(
            "city",
            draw,
            Spot(width * 0.5, horizon + unit * 0.03, unit, light, mix(palette.far, palette.near, 0.4)),
            random,
        )
    layers = ((0.0, 0.035), (0.14, 0.05)) if wish.sea else ((0.0, 0.07), (0.1, 0.06), (0.22, 0.05))
    curves = []
    for at, (drop, swell) in enumerate(layers):
        share = (at + 1) / len(layers)
        lift = _cliff if wish.sea and at == len(layers) - 1 else None
        curve = _ridge(width, horizon + drop * height, swell * height, random, lift)
        shade = mix(mix(palette.far, palette.horizon, 0.3), palette.near, share)
        if not (wish.sea and at == 0):
            draw.polygon([*curve, (width, height), (0, height)], fill=shade)
        curves.append(curve)
    _place(draw, palette, wish, curves[-1], (horizon, unit), light, random)


def _cliff(share: float) -> float:
    """A headland on the left that falls to the sea on the right."""
    return -0.24 / (1 + 2.7 ** ((share - 0.42) * 22)) + 0.2 * share


def _ridge(width: int, base: float, swell: float, random: Random, lift: object) -> Curve:
    waves = [(random.uniform(0.6, 1.6) * (at + 1), random.uniform(0, 2 * pi), 1 / (at + 1)) for at in range(4)]
    raised = _cliff if lift else (lambda _: 0.0)
    reach = base * 0.9
    return [
        (
            x,
            base
            + raised(x / width) * reach
            + swell * 0.5 * sum(sin(2 * pi * pace * x / width + phase) * size for pace, phase, size in waves),
        )
        for x in range(0, width + 16, 8)
    ]


def _place(
    draw: ImageDraw.ImageDraw,
    palette: Palette,
    wish: Mood,
    ground: Curve,
    scale: tuple[float, float],
    light: Colour,
    random: Random,
) -> None:
    horizon, unit = scale
    shade = mix(palette.near, (0, 0, 0), 0.3)
    places = iter((0.22, 0.08, 0.36, 0.5, 0.62, 0.78))
    for thing in wish.things:
        if thing in ("mountain", "city"):
            continue
        if thing in ("boat", "balloon", "birds"):
            spot = Spot(ground[-1][0] * random.uniform(0.5, 0.85), horizon + unit * 0.05, unit, light, shade)
        else:
            share = next(places, 0.9)
            x, y = ground[int(share * (len(ground) - 1))]
            spot = Spot(x, y + unit * 0.01, unit, light, shade)
        draw_thing(thing, draw, spot, random)
