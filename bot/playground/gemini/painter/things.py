"""Small drawings that stand in a landscape. Sizes are shares of the scene's unit."""

from collections.abc import Callable
from dataclasses import dataclass
from math import cos, pi, sin
from random import Random

from PIL import ImageDraw

from bot.playground.gemini.painter.reading import Colour

Draw = ImageDraw.ImageDraw
FLOATING = frozenset({"boat", "balloon", "birds"})


@dataclass(frozen=True, slots=True)
class Spot:
    """Where a thing stands (its foot), how large a unit is, the colours of light and shade there, and chance."""

    x: float
    y: float
    unit: float
    light: Colour
    shade: Colour
    random: Random

    def at(self, dx: float, dy: float) -> tuple[float, float]:
        """A point right of and above the foot, in units."""
        return self.x + dx * self.unit, self.y - dy * self.unit

    def box(self, left: float, top: float, right: float, bottom: float) -> tuple[float, float, float, float]:
        return (*self.at(left, top), *self.at(right, bottom))


def draw_thing(name: str, draw: Draw, spot: Spot) -> None:
    _THINGS[name](draw, spot)


def _lighthouse(draw: Draw, spot: Spot) -> None:
    for step in range(12):
        near, far = step * 0.09, (step + 1) * 0.09
        glare = (*spot.light, round(84 * (1 - step / 12) ** 1.5))
        ends = [(near, 0.22), (far, 0.22), (far, -0.05), (near, -0.05)]
        draw.polygon([spot.at(reach, 0.397 + reach * slope) for reach, slope in ends], fill=glare)
    for stripe in range(6):
        low, high = stripe * 0.06, (stripe + 1) * 0.06
        wide, narrow = 0.062 - low * 0.09, 0.062 - high * 0.09
        colour = (244, 240, 232) if stripe % 2 else (196, 52, 48)
        draw.polygon(
            [spot.at(-wide, low), spot.at(wide, low), spot.at(narrow, high), spot.at(-narrow, high)], fill=colour
        )
        draw.polygon(
            [spot.at(wide * 0.3, low), spot.at(wide, low), spot.at(narrow, high), spot.at(narrow * 0.3, high)],
            fill=(0, 0, 0, 46),
        )
    draw.rectangle(spot.box(-0.045, 0.374, 0.045, 0.36), fill=(40, 40, 48))
    draw.rectangle(spot.box(-0.024, 0.42, 0.024, 0.374), fill=(255, 236, 150))
    draw.polygon([spot.at(-0.036, 0.42), spot.at(0.036, 0.42), spot.at(0, 0.465)], fill=(150, 36, 36))
    draw.rectangle(spot.box(-0.013, 0.05, 0.013, 0.0), fill=(50, 40, 40))


def _house(draw: Draw, spot: Spot) -> None:
    draw.rectangle(spot.box(-0.085, 0.11, 0.085, -0.01), fill=(222, 204, 178))
    draw.rectangle(spot.box(0.045, 0.24, 0.07, 0.14), fill=(120, 70, 60))
    draw.polygon([spot.at(-0.11, 0.105), spot.at(0.11, 0.105), spot.at(0, 0.205)], fill=(158, 70, 56))
    draw.rectangle(spot.box(-0.018, 0.06, 0.018, -0.01), fill=(96, 62, 44))
    for left in (-0.066, 0.034):
        draw.rectangle(spot.box(left, 0.08, left + 0.032, 0.045), fill=(255, 224, 130))


def _castle(draw: Draw, spot: Spot) -> None:
    stone = (150, 146, 152)
    draw.rectangle(spot.box(-0.14, 0.15, 0.14, -0.01), fill=stone)
    for left, tall in ((-0.18, 0.25), (-0.035, 0.32), (0.11, 0.25)):
        draw.rectangle(spot.box(left, tall, left + 0.07, -0.01), fill=(166, 162, 168))
        draw.polygon(
            [spot.at(left - 0.012, tall), spot.at(left + 0.082, tall), spot.at(left + 0.035, tall + 0.1)],
            fill=(70, 84, 140),
        )
        draw.rectangle(spot.box(left + 0.025, tall - 0.05, left + 0.045, tall - 0.09), fill=spot.light)
    draw.pieslice(spot.box(-0.03, 0.08, 0.03, -0.08), 180, 360, fill=(60, 44, 40))


def _tree(draw: Draw, spot: Spot) -> None:
    draw.rectangle(spot.box(-0.012, 0.12, 0.012, -0.01), fill=(92, 64, 46))
    for dx, dy, r in ((0, 0.19, 0.08), (-0.055, 0.15, 0.06), (0.055, 0.15, 0.06), (0.01, 0.25, 0.055)):
        green = spot.random.randint(96, 136)
        draw.ellipse(spot.box(dx - r, dy + r, dx + r, dy - r), fill=(54, green, 66))


def _forest(draw: Draw, spot: Spot) -> None:
    for at in range(14):
        dx, tall = (at - 7) * 0.055 + spot.random.uniform(-0.02, 0.02), spot.random.uniform(0.12, 0.24)
        colour = (24, spot.random.randint(66, 92), 56)
        for low in (0.0, 0.35, 0.62):
            half = 0.042 * (1 - low * 0.7)
            foot = tall * low - 0.015
            draw.polygon(
                [spot.at(dx - half, foot), spot.at(dx + half, foot), spot.at(dx, foot + tall * 0.5)], fill=colour
            )


def _boat(draw: Draw, spot: Spot) -> None:
    draw.polygon([spot.at(0.004, 0.2), spot.at(0.004, 0.03), spot.at(0.1, 0.03)], fill=(250, 246, 236))
    draw.polygon([spot.at(-0.008, 0.18), spot.at(-0.008, 0.03), spot.at(-0.07, 0.03)], fill=(226, 84, 70))
    draw.polygon(
        [spot.at(-0.1, 0.022), spot.at(0.12, 0.022), spot.at(0.085, -0.024), spot.at(-0.075, -0.024)], fill=(84, 50, 36)
    )
    draw.line((*spot.at(0, 0.21), *spot.at(0, 0.02)), fill=(60, 40, 30), width=max(1, round(spot.unit * 0.005)))


def _balloon(draw: Draw, spot: Spot) -> None:
    for left, right, colour in (
        (-0.1, 0.1, (222, 72, 64)),
        (-0.062, 0.062, (246, 196, 72)),
        (-0.022, 0.022, (222, 72, 64)),
    ):
        draw.ellipse(spot.box(left, 0.56, right, 0.33), fill=colour)
    for side in (-1, 1):
        draw.line(
            (*spot.at(side * 0.05, 0.35), *spot.at(side * 0.018, 0.285)),
            fill=(80, 60, 40),
            width=max(1, round(spot.unit * 0.003)),
        )
    draw.rectangle(spot.box(-0.022, 0.285, 0.022, 0.255), fill=(120, 80, 46))


def _birds(draw: Draw, spot: Spot) -> None:
    for _ in range(7):
        dx, dy, r = spot.random.uniform(-0.4, 0.25), spot.random.uniform(0.25, 0.5), spot.random.uniform(0.015, 0.03)
        for side in (-1, 0):
            left = dx + side * 2 * r
            draw.arc(
                spot.box(left, dy + r, left + 2 * r, dy - r),
                200,
                340,
                fill=spot.shade,
                width=max(1, round(spot.unit * 0.005)),
            )


def _city(draw: Draw, spot: Spot) -> None:
    for at in range(-13, 14):
        dx, tall = at * 0.075, spot.random.uniform(0.08, 0.34) * (1 - abs(at) / 22)
        draw.rectangle(spot.box(dx, tall, dx + 0.065, -0.2), fill=spot.shade)
        for row in range(int(tall / 0.03)):
            for column in (0.012, 0.038):
                if spot.random.random() < 0.55:  # noqa: PLR2004 - about half of the windows are lit
                    top = tall - 0.012 - row * 0.03
                    draw.rectangle(
                        spot.box(dx + column, top, dx + column + 0.013, top - 0.014), fill=(*spot.light, 190)
                    )


def _mountain(draw: Draw, spot: Spot) -> None:
    for dx, tall in ((-0.45, 0.26), (0.42, 0.3), (0, 0.44)):
        half = tall * 0.95
        draw.polygon([spot.at(dx - half, -0.1), spot.at(dx, tall), spot.at(dx + half, -0.1)], fill=spot.shade)
        cap = [spot.at(dx - half * 0.24, tall * 0.7), spot.at(dx, tall), spot.at(dx + half * 0.24, tall * 0.7)]
        cap += [spot.at(dx + half * 0.1, tall * 0.76), spot.at(dx, tall * 0.66), spot.at(dx - half * 0.1, tall * 0.76)]
        draw.polygon(cap, fill=(244, 246, 250))


def _flowers(draw: Draw, spot: Spot) -> None:
    for _ in range(60):
        dx, dy, r = spot.random.uniform(-0.5, 0.9), spot.random.uniform(-0.3, 0.0), spot.random.uniform(0.007, 0.014)
        colour = spot.random.choice(((240, 98, 146), (250, 204, 70), (250, 250, 250), (176, 110, 220), (226, 74, 62)))
        draw.ellipse(spot.box(dx - r, dy + r, dx + r, dy - r), fill=colour)
        draw.ellipse(spot.box(dx - r / 3, dy + r / 3, dx + r / 3, dy - r / 3), fill=(255, 240, 180))


def _cat(draw: Draw, spot: Spot) -> None:
    fur = (52, 46, 50)
    draw.arc(spot.box(0.03, 0.16, 0.15, -0.01), 300, 120, fill=fur, width=max(2, round(spot.unit * 0.016)))
    draw.ellipse(spot.box(-0.065, 0.14, 0.065, -0.03), fill=fur)
    draw.ellipse(spot.box(-0.052, 0.215, 0.052, 0.115), fill=fur)
    for side in (-1, 1):
        draw.polygon(
            [spot.at(side * 0.05, 0.175), spot.at(side * 0.048, 0.245), spot.at(side * 0.012, 0.205)], fill=fur
        )
        draw.ellipse(spot.box(side * 0.022 - 0.009, 0.176, side * 0.022 + 0.009, 0.156), fill=(206, 232, 120))
    draw.polygon([spot.at(-0.007, 0.15), spot.at(0.007, 0.15), spot.at(0, 0.142)], fill=(240, 150, 160))


def _rocket(draw: Draw, spot: Spot) -> None:
    for at in range(9):
        angle = pi * at / 8
        x, y = cos(angle) * 0.05, 0.02 - sin(angle) * 0.03
        draw.ellipse(spot.box(x - 0.03, y + 0.02, x + 0.03, y - 0.03), fill=(240, 240, 240, 170))
    for side in (-1, 1):
        draw.polygon(
            [spot.at(side * 0.04, 0.14), spot.at(side * 0.085, 0.04), spot.at(side * 0.03, 0.07)], fill=(196, 52, 48)
        )
    draw.ellipse(spot.box(-0.048, 0.36, 0.048, 0.03), fill=(236, 238, 244))
    draw.polygon([spot.at(-0.026, 0.06), spot.at(0.026, 0.06), spot.at(0, -0.03)], fill=(255, 176, 46))
    draw.ellipse(spot.box(-0.02, 0.27, 0.02, 0.23), fill=(70, 140, 210))


_THINGS: dict[str, Callable[[Draw, Spot], None]] = {
    "lighthouse": _lighthouse,
    "house": _house,
    "castle": _castle,
    "tree": _tree,
    "forest": _forest,
    "boat": _boat,
    "balloon": _balloon,
    "birds": _birds,
    "city": _city,
    "mountain": _mountain,
    "flowers": _flowers,
    "cat": _cat,
    "rocket": _rocket,
}
