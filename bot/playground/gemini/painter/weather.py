"""Weather and what falls from the sky, scattered by chance."""

from collections.abc import Callable, Mapping
from random import Random

from PIL import Image, ImageChops, ImageDraw, ImageEnhance, ImageOps

from bot.playground.gemini.painter.reading import Colour
from bot.playground.gemini.painter.scene import glow, gradient, sprinkle_stars
from bot.playground.gemini.painter.tones import tinted

Change = Callable[[Image.Image, Random], Image.Image]


def _storm(scene: Image.Image, random: Random) -> Image.Image:
    dark = ImageChops.multiply(
        ImageEnhance.Color(scene).enhance(0.35), gradient(scene.size, (78, 84, 100), (170, 176, 182))
    )
    width, height = scene.size
    bolt = [(width * 0.3, 0.0)]
    for at in range(1, 8):
        bolt.append((bolt[-1][0] + random.uniform(-0.03, 0.05) * width, height * at * 0.075))
    ImageDraw.Draw(dark).line(bolt, fill=(255, 250, 214), width=max(2, round(min(scene.size) * 0.008)), joint="curve")
    return dark


def _snow(scene: Image.Image, random: Random) -> Image.Image:
    width, height = scene.size
    unit = min(scene.size)
    cold = Image.blend(ImageEnhance.Color(scene).enhance(0.35), Image.new("RGB", scene.size, (206, 222, 242)), 0.2)
    # What is dark low in the picture is ground: snow lies there.
    lying = ImageChops.multiply(
        ImageOps.invert(ImageOps.grayscale(scene)), Image.linear_gradient("L").resize(scene.size)
    )
    cold.paste((243, 247, 253), (0, 0), lying.point(lambda level: min(255, max(0, level - 60) * 3)))
    draw = ImageDraw.Draw(cold, "RGBA")
    for _ in range(max(160, int(420 * width * height / (unit * unit * 1.8)))):
        x, y, r = random.uniform(0, width), random.uniform(0, height), random.uniform(0.002, 0.009) * unit
        draw.ellipse((x - r, y - r, x + r, y + r), fill=(255, 255, 255, random.randint(150, 250)))
    drift = [(x, height - unit * 0.05 - unit * 0.03 * random.random()) for x in range(0, width + 60, 60)]
    draw.polygon([*drift, (width + 60, height), (0, height)], fill=(246, 249, 254))
    return cold


def _falling(colours: tuple[Colour, ...], tint: Colour, share: float) -> Change:
    def fall(scene: Image.Image, random: Random) -> Image.Image:
        width, height = scene.size
        unit = min(scene.size)
        scene = tinted(scene, tint, share)
        draw = ImageDraw.Draw(scene, "RGBA")
        for _ in range(130):
            x, y, r = random.uniform(0, width), random.uniform(0, height), random.uniform(0.006, 0.014) * unit
            draw.ellipse((x - r, y - r * 0.6, x + r, y + r * 0.6), fill=(*random.choice(colours), 230))
        return scene

    return fall


def _rain(scene: Image.Image, random: Random) -> Image.Image:
    width, height = scene.size
    unit = min(scene.size)
    wet = ImageChops.multiply(ImageEnhance.Color(scene).enhance(0.55), Image.new("RGB", scene.size, (168, 180, 198)))
    draw = ImageDraw.Draw(wet, "RGBA")
    for _ in range(320):
        x, y, long = random.uniform(0, width), random.uniform(-0.05, 1) * height, random.uniform(0.03, 0.07) * unit
        draw.line((x, y, x - long * 0.3, y + long), fill=(226, 236, 250, 120), width=max(1, round(unit * 0.003)))
    return wet


def _stars(scene: Image.Image, random: Random) -> Image.Image:
    area = (float(scene.width), scene.height * 0.5)
    sprinkle_stars(ImageDraw.Draw(scene, "RGBA"), area, min(scene.size), random)
    return scene


def _fireworks(scene: Image.Image, random: Random) -> Image.Image:
    width, height = scene.size
    unit = min(scene.size)
    for _ in range(5):
        x, y = random.uniform(0.1, 0.9) * width, random.uniform(0.08, 0.4) * height
        colour = random.choice(((255, 110, 110), (255, 214, 90), (120, 220, 255), (180, 255, 140), (240, 140, 255)))
        glow(scene, (x, y), unit * 0.16, colour, 0.5)
        draw = ImageDraw.Draw(scene)
        for ray in range(24):
            dx, dy = _ray(ray * 15, unit * random.uniform(0.08, 0.13))
            draw.line((x + dx * 0.3, y + dy * 0.3, x + dx, y + dy), fill=colour, width=max(1, round(unit * 0.004)))
    return scene


def _ray(degrees: float, length: float) -> tuple[float, float]:
    turn = complex(0, 1) ** (degrees / 90)
    return turn.real * length, turn.imag * length


WEATHERS: Mapping[str, Change] = {
    "storm": _storm,
    "snow": _snow,
    "leaves": _falling(((206, 96, 34), (230, 150, 40), (170, 52, 36)), (206, 120, 44), 0.55),
    "blossom": _falling(((250, 196, 214), (255, 226, 236), (244, 160, 190)), (190, 200, 150), 0.3),
    "rain": _rain,
    "stars": _stars,
    "fireworks": _fireworks,
}
