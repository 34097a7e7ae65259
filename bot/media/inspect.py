"""What a picture file really is, read from its headers: nothing is decoded, and nothing is believed but the bytes."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path

from bot.core.errors import PictureEmpty, PictureTooLarge, PictureTooManyPixels
from bot.core.file_ports import Inspection
from bot.media.formats import bmp, gif, isobmff, jpeg, png, tiff, webp
from bot.media.formats.source import Extent, Source
from bot.media.kinds import HEAD, media_type
from bot.media.limits import REFERENCES, Limits

CONVERTED = frozenset(("image/gif", "image/bmp", "image/tiff", "image/avif"))
"""Media types that the models do not take; PNG, JPEG, WebP, HEIC and HEIF they do (Gemini API, image understanding)."""

_MEASURES: Mapping[str, Callable[[Source], Extent]] = {
    "image/png": png.measure,
    "image/jpeg": jpeg.measure,
    "image/webp": webp.measure,
    "image/heic": isobmff.measure,
    "image/heif": isobmff.measure,
    "image/avif": isobmff.measure,
    "image/gif": gif.measure,
    "image/bmp": bmp.measure,
    "image/tiff": tiff.measure,
}


@dataclass(frozen=True, slots=True)
class Inspected(Inspection):
    """An inspection that also counts frames or pages: 1 for a still picture."""

    frames: int


def inspect(path: Path, limits: Limits = REFERENCES) -> Inspected:
    """Read the file's type, pixel size and frames; blocking, about 0.1 s for the worst file within the limits.

    Raises PictureEmpty, PictureTooLarge, NotAPicture (which says what it is), PictureBroken, PictureTooManyPixels.
    """
    with path.open("rb") as file:
        source = Source(file)
        if not source.size:
            raise PictureEmpty
        if source.size > limits.size:
            raise PictureTooLarge(limits.size)
        kind = media_type(source.take(min(HEAD, source.size)))
        source.goto(0)
        extent = _MEASURES[kind](source)
    most = limits.decoded_pixels if kind in CONVERTED else limits.pixels
    if extent.width * extent.height > most:
        raise PictureTooManyPixels(most)
    return Inspected(kind, extent.width, extent.height, extent.frames)
