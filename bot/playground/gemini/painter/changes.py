"""Changes that a wish makes to a scene which is there already: season, light, weather, colour, style."""

from collections.abc import Callable
from random import Random

from PIL import Image, ImageChops, ImageDraw, ImageEnhance, ImageFilter, ImageOps

from bot.playground.gemini.painter.reading import Colour, Mood
from bot.playground.gemini.painter.scene import glow, gradient
from bot.playground.gemini.painter.things import Spot, draw_thing

Change = Callable[[Image.Image, Random], Image.Image]
_PALE: Colour = (255, 252, 240)


def change(scene: Image.Image, wish: Mood, known: Mood, random: Random) -> Image.Image:
    """The scene after the wish; things that ``known`` wishes brought in already are not drawn twice."""
    if wish.time in _LIGHTS and wish.time != known.time:
        scene = _LIGHTS[wish.time](scene, random)
    for weather in wish.weather:
        if weather in _WEATHERS:
            scene = _WEATHERS[weather](scene, random)
    if wish.colour:
        scene = _tinted(scene, wish.colour, 0.5)
    if wish.empty:
        scene = _shifted(scene, random)
    new = [thing for thing in wish.things if thing not in known.things]
    _add(scene, new, random)
    return scene


def _add(scene: Image.Image, things: list[str], random: Random) -> None:
    width, height = scene.size
    unit = min(width, height, (width * height) ** 0.5 * 0.8)
    draw = ImageDraw.Draw(scene, "RGBA")
    for thing in things:
        foot = random.uniform(0.72, 0.8) if thing in ("boat", "balloon", "birds") else random.uniform(0.84, 0.92)
        spot = Spot(width * random.uniform(0.42, 0.82), height * foot, unit, (255, 224, 150), (40, 36, 50))
        draw_thing(thing, draw, spot, random)


def _tinted(scene: Image.Image, colour: Colour, share: float) -> Image.Image:
    grey = ImageOps.grayscale(scene)
    toned = ImageOps.colorize(grey, (10, 10, 18), _PALE, mid=colour)
    return Image.blend(scene, toned, share)


def _shifted(scene: Image.Image, random: Random) -> Image.Image:
    """A wish without a word the painter knows still shows: its own tint, and bunting across the sky."""
    hue = random.randint(0, 359)
    red, green, blue = Image.new("HSV", (1, 1), (hue * 255 // 360, 200, 220)).convert("RGB").getpixel((0, 0))  # type: ignore[misc]  # a pixel of an RGB picture is a triple
    scene = _tinted(scene, (int(red), int(green), int(blue)), 0.4)
    width, height = scene.size
    unit = min(width, height)
    draw = ImageDraw.Draw(scene, "RGBA")
    flags = max(4, int(width / (unit * 0.09)))
    for at in range(flags):
        x, y = (at + 0.5) * width / flags, unit * (0.05 + 0.06 * (1 - (2 * (at + 0.5) / flags - 1) ** 2))
        half, colour = unit * 0.028, random.choice(((226, 74, 62), (250, 204, 70), (66, 150, 210), (84, 180, 110)))
        draw.polygon([(x - half, y), (x + half, y), (x, y + half * 2.4)], fill=colour)
    return scene


def _night(scene: Image.Image, random: Random) -> Image.Image:
    dark = ImageChops.multiply(scene, Image.new("RGB", scene.size, (62, 74, 128)))
    width, height = scene.size
    unit = min(scene.size)
    glow(dark, (width * 0.84, height * 0.16), unit * 0.4, (240, 240, 222), 0.6)
    draw = ImageDraw.Draw(dark)
    r = unit * 0.055
    draw.ellipse((width * 0.84 - r, height * 0.16 - r, width * 0.84 + r, height * 0.16 + r), fill=(245, 243, 225))
    return dark


def _dusk(scene: Image.Image, random: Random) -> Image.Image:
    warm = gradient(scene.size, (120, 70, 150), (255, 160, 84))
    return Image.blend(scene, ImageChops.soft_light(ImageChops.multiply(scene, warm), warm), 0.8)


def _dawn(scene: Image.Image, random: Random) -> Image.Image:
    return ImageChops.soft_light(
        Image.blend(scene, Image.new("RGB", scene.size, (255, 214, 200)), 0.3),
        gradient(scene.size, (170, 180, 230), (255, 200, 180)),
    )


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


def _day(scene: Image.Image, random: Random) -> Image.Image:
    return ImageEnhance.Color(ImageEnhance.Brightness(scene).enhance(1.3)).enhance(1.2)


def _snow(scene: Image.Image, random: Random) -> Image.Image:
    width, height = scene.size
    unit = min(scene.size)
    cold = Image.blend(ImageEnhance.Color(scene).enhance(0.35), Image.new("RGB", scene.size, (206, 222, 242)), 0.3)
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
        scene = _tinted(scene, tint, share)
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


def _fog(scene: Image.Image, random: Random) -> Image.Image:
    mask = Image.linear_gradient("L").point(lambda level: 60 + level * 0.6).resize(scene.size)
    return Image.composite(Image.new("RGB", scene.size, (226, 230, 234)), scene, mask)


def _stars(scene: Image.Image, random: Random) -> Image.Image:
    width, height = scene.size
    draw = ImageDraw.Draw(scene, "RGBA")
    for _ in range(180):
        x, y, r = (
            random.uniform(0, width),
            random.uniform(0, height * 0.5),
            random.uniform(0.001, 0.0036) * min(scene.size),
        )
        draw.ellipse((x - r, y - r, x + r, y + r), fill=(255, 255, 240, random.randint(120, 255)))
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


def _rainbow(scene: Image.Image, random: Random) -> Image.Image:
    width, height = scene.size
    unit = min(scene.size)
    draw = ImageDraw.Draw(scene, "RGBA")
    band = max(2, round(unit * 0.018))
    for at, colour in enumerate(
        ((232, 70, 70), (245, 150, 50), (250, 220, 80), (90, 190, 100), (70, 130, 220), (140, 80, 190))
    ):
        r = unit * 0.62 - at * band
        draw.arc(
            (width * 0.5 - r, height * 0.72 - r, width * 0.5 + r, height * 0.72 + r),
            180,
            360,
            fill=(*colour, 150),
            width=band,
        )
    return scene


def _sketch(scene: Image.Image, random: Random) -> Image.Image:
    grey = ImageOps.grayscale(scene)
    blurred = ImageOps.invert(grey).filter(ImageFilter.GaussianBlur(max(2, min(scene.size) // 160)))
    return ImageOps.colorize(ImageChops.add(grey, blurred), (40, 40, 48), (252, 250, 244))


def _grey(scene: Image.Image, random: Random) -> Image.Image:
    return ImageOps.grayscale(scene).convert("RGB")


def _sepia(scene: Image.Image, random: Random) -> Image.Image:
    return ImageOps.colorize(ImageOps.grayscale(scene), (42, 26, 14), (252, 240, 214), mid=(164, 122, 82))


def _soft(scene: Image.Image, random: Random) -> Image.Image:
    return ImageEnhance.Color(scene.filter(ImageFilter.GaussianBlur(min(scene.size) / 170))).enhance(1.25)


_LIGHTS: dict[str, Change] = {"night": _night, "dusk": _dusk, "dawn": _dawn, "storm": _storm, "day": _day}
_WEATHERS: dict[str, Change] = {
    "snow": _snow,
    "leaves": _falling(((206, 96, 34), (230, 150, 40), (170, 52, 36)), (206, 120, 44), 0.55),
    "blossom": _falling(((250, 196, 214), (255, 226, 236), (244, 160, 190)), (190, 200, 150), 0.3),
    "rain": _rain,
    "fog": _fog,
    "stars": _stars,
    "fireworks": _fireworks,
    "rainbow": _rainbow,
    "grey": _grey,
    "sepia": _sepia,
    "sketch": _sketch,
    "soft": _soft,
}
