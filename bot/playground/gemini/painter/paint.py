"""From a brief to the bytes of a picture."""

from random import Random

from PIL import Image, ImageFilter

from bot.playground.gemini.painter.brief import Brief
from bot.playground.gemini.painter.changes import change
from bot.playground.gemini.painter.label import caption_height, draw_caption
from bot.playground.gemini.painter.pictures import Unreadable, encode, scene_of
from bot.playground.gemini.painter.reading import mood
from bot.playground.gemini.painter.scene import landscape

_SMALL, _LARGE = 1_700_000, 6_000_000
_CROPPED_AWAY = 0.3


def paint(brief: Brief) -> bytes:
    """The encoded picture, exactly ``width`` by ``height`` pixels; CPU work, well under a second at 2K."""
    random = Random(brief.seed)  # noqa: S311 - pictures, not secrets
    width, height = _easel(brief.width, brief.height)
    foot = caption_height(width, height)
    canvas = Image.new("RGB", (width, height))
    canvas.paste(_scene(brief, (width, height - foot), random), (0, 0))
    draw_caption(canvas, (0, height - foot, width, height), brief)
    canvas = canvas.resize((brief.width, brief.height), Image.Resampling.BICUBIC)
    if brief.draft:
        canvas = canvas.filter(ImageFilter.GaussianBlur(max(2, min(canvas.size) // 90)))
    if brief.grain:
        canvas = _grainy(canvas, brief.grain, random)
    share = (height - foot) / height
    picture = encode(canvas, brief.format, share)
    missing = brief.at_least - len(picture)
    return encode(canvas, brief.format, share, random.randbytes(missing)) if missing > 0 else picture


def _easel(width: int, height: int) -> tuple[int, int]:
    """The size to work at: small pictures are painted larger, so that edges come out smooth, huge ones smaller."""
    if width * height <= _SMALL:
        return width * 2, height * 2
    if width * height >= _LARGE:
        return width // 2, height // 2
    return width, height


def _scene(brief: Brief, size: tuple[int, int], random: Random) -> Image.Image:
    wish, known = mood(brief.words), mood(" ".join(brief.trail))
    if brief.edited is not None:
        try:
            return change(_fitted(scene_of(brief.edited, size), size), wish, known, random)
        except Unreadable:
            pass  # a format that Pillow does not read, such as HEIC: the thumbnail stands for it
    scene = landscape(size, wish, random)
    return change(scene, wish, wish, random) if wish.weather or wish.colour else scene


def _fitted(scene: Image.Image, size: tuple[int, int]) -> Image.Image:
    """The whole frame filled: cropped where little is lost, else the entire scene before its own blur."""
    width, height = size
    cover = max(width / scene.width, height / scene.height)
    lost = 1 - (width * height) / (scene.width * cover * scene.height * cover)
    filled = _scaled(scene, cover, size)
    if lost <= _CROPPED_AWAY:
        return filled
    small = filled.resize((max(1, width // 16), max(1, height // 16))).filter(ImageFilter.GaussianBlur(3))
    backdrop = small.resize(size, Image.Resampling.BICUBIC)
    contain = min(width / scene.width, height / scene.height)
    whole = scene.resize((round(scene.width * contain), round(scene.height * contain)), Image.Resampling.BICUBIC)
    backdrop.paste(whole, ((width - whole.width) // 2, (height - whole.height) // 2))
    return backdrop


def _scaled(scene: Image.Image, factor: float, size: tuple[int, int]) -> Image.Image:
    wide, tall = size[0] / factor, size[1] / factor
    left, top = (scene.width - wide) / 2, (scene.height - tall) / 2
    box = (max(left, 0), max(top, 0), min(left + wide, scene.width), min(top + tall, scene.height))
    return scene.resize(size, Image.Resampling.BICUBIC, box)


def _grainy(canvas: Image.Image, share: float, random: Random) -> Image.Image:
    noise = Image.frombytes("RGB", canvas.size, random.randbytes(canvas.width * canvas.height * 3))
    return Image.blend(canvas, noise, share)
