"""Changes of light and style, the same for every picture."""

from collections.abc import Callable, Mapping

from PIL import Image, ImageChops, ImageDraw, ImageEnhance, ImageFilter, ImageOps

from bot.playground.gemini.painter.reading import Colour
from bot.playground.gemini.painter.scene import glow, gradient

PALE: Colour = (255, 252, 240)


def tinted(scene: Image.Image, colour: Colour, share: float) -> Image.Image:
    grey = ImageOps.grayscale(scene)
    toned = ImageOps.colorize(grey, (10, 10, 18), PALE, mid=colour)
    return Image.blend(scene, toned, share)


def _night(scene: Image.Image) -> Image.Image:
    dark = ImageChops.multiply(scene, Image.new("RGB", scene.size, (62, 74, 128)))
    width, height = scene.size
    unit = min(scene.size)
    glow(dark, (width * 0.84, height * 0.16), unit * 0.4, (240, 240, 222), 0.6)
    draw = ImageDraw.Draw(dark)
    r = unit * 0.055
    draw.ellipse((width * 0.84 - r, height * 0.16 - r, width * 0.84 + r, height * 0.16 + r), fill=(245, 243, 225))
    return dark


def _dusk(scene: Image.Image) -> Image.Image:
    warm = gradient(scene.size, (120, 70, 150), (255, 160, 84))
    return Image.blend(scene, ImageChops.soft_light(ImageChops.multiply(scene, warm), warm), 0.8)


def _dawn(scene: Image.Image) -> Image.Image:
    return ImageChops.soft_light(
        Image.blend(scene, Image.new("RGB", scene.size, (255, 214, 200)), 0.3),
        gradient(scene.size, (170, 180, 230), (255, 200, 180)),
    )


def _day(scene: Image.Image) -> Image.Image:
    return ImageEnhance.Color(ImageEnhance.Brightness(scene).enhance(1.3)).enhance(1.2)


def _fog(scene: Image.Image) -> Image.Image:
    mask = Image.linear_gradient("L").point(lambda level: 60 + level * 0.6).resize(scene.size)
    return Image.composite(Image.new("RGB", scene.size, (226, 230, 234)), scene, mask)


def _rainbow(scene: Image.Image) -> Image.Image:
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


def _sketch(scene: Image.Image) -> Image.Image:
    grey = ImageOps.grayscale(scene)
    blurred = ImageOps.invert(grey).filter(ImageFilter.GaussianBlur(max(2, min(scene.size) // 160)))
    return ImageOps.colorize(ImageChops.add(grey, blurred), (40, 40, 48), (252, 250, 244))


def _grey(scene: Image.Image) -> Image.Image:
    return ImageOps.grayscale(scene).convert("RGB")


def _sepia(scene: Image.Image) -> Image.Image:
    return ImageOps.colorize(ImageOps.grayscale(scene), (42, 26, 14), (252, 240, 214), mid=(164, 122, 82))


def _soft(scene: Image.Image) -> Image.Image:
    return ImageEnhance.Color(scene.filter(ImageFilter.GaussianBlur(min(scene.size) / 170))).enhance(1.25)


TONES: Mapping[str, Callable[[Image.Image], Image.Image]] = {
    "night": _night,
    "dusk": _dusk,
    "dawn": _dawn,
    "day": _day,
    "fog": _fog,
    "rainbow": _rainbow,
    "grey": _grey,
    "sepia": _sepia,
    "sketch": _sketch,
    "soft": _soft,
}
