"""Any of Pillow's modes brought to three that every viewer shows alike: L, RGB, and RGBA where it is transparent."""

import math

from PIL import Image, ImageFile

from bot.core.errors import PictureBroken

_SPACES = {"L": b"GRAY", "RGB": b"RGB ", "RGBA": b"RGB "}
_PROFILE_BYTES = 2**20
_DEEP = frozenset(("I", "F"))
_EXACT = frozenset(("1", "L", "LA", "P", "PA", "RGB", "RGBA"))


def plain(image: Image.Image) -> Image.Image:
    """The same picture in mode L or RGB, or in RGBA when at least one pixel is transparent.

    16 bits become 8; numbers without a natural range (32-bit integers, floats) are stretched from their least to
    their greatest; CMYK is converted without its profile. An alpha channel that hides nothing is dropped.
    """
    if image.mode.startswith("I;16"):
        image = _stretched(image, 0, 2**16 - 1)
    elif image.mode in _DEEP:
        image = _stretched(image, *_range(image))
    if image.has_transparency_data:
        image = image if image.mode == "RGBA" else image.convert("RGBA")
        return image if is_transparent(image) else image.convert("RGB")
    if image.mode in ("L", "1"):
        return image.convert("L")
    return image if image.mode == "RGB" else image.convert("RGB")


def is_exact(image: ImageFile.ImageFile) -> bool:
    """Whether `plain` keeps the colours of a picture that is opened and not loaded yet.

    Pillow reads 16 bits a channel into 8 where there are several; only its plan of reading tells (";16B").
    """
    return image.mode in _EXACT and not any(";16" in str(tile.args) for tile in image.tile)


def is_transparent(image: Image.Image) -> bool:
    """Whether a picture in a plain mode has a pixel that is not wholly opaque."""
    if image.mode != "RGBA":
        return False
    least, _ = image.getchannel("A").getextrema()
    return isinstance(least, int | float) and least < 2**8 - 1


def on_white(image: Image.Image) -> Image.Image:
    """A plain picture without its transparency, as it looks on white paper."""
    if image.mode != "RGBA":
        return image
    paper = Image.new("RGB", image.size, "white")
    paper.paste(image, mask=image)
    paper.info = image.info
    return paper


def profile(image: Image.Image, mode: str) -> bytes | None:
    """The picture's ICC profile, if it describes colours of *mode*."""
    found = image.info.get("icc_profile")
    fits = isinstance(found, bytes) and len(found) <= _PROFILE_BYTES and found[16:20] == _SPACES.get(mode)
    return found if fits else None


def _range(image: Image.Image) -> tuple[float, float]:
    least, greatest = image.getextrema()
    if (
        isinstance(least, tuple)
        or isinstance(greatest, tuple)
        or not (math.isfinite(least) and math.isfinite(greatest))
    ):
        raise PictureBroken
    return least, greatest


def _stretched(image: Image.Image, least: float, greatest: float) -> Image.Image:
    """The picture in mode L, with *least* as black and *greatest* as white."""
    scale = (2**8 - 1) / ((greatest - least) or 1)
    if image.mode not in ("I;16", *_DEEP):
        image = image.convert("I")
    return image.convert("F").point(lambda value: value * scale - least * scale).convert("L")
