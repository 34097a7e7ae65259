"""Formats that the models do not take, made into ones that they do."""

from dataclasses import dataclass
from pathlib import Path

from PIL import Image

from bot.media.decode import decode
from bot.media.inspect import CONVERTED, Inspected
from bot.media.limits import REFERENCES, Limits
from bot.media.output import JPEG_SIDE, new_file

LOSSLESS_PIXELS = 4_200_000
"""Up to this many pixels (2048 by 2048) a conversion keeps every pixel as PNG."""

_QUALITY = 98
_NAMES = {"image/gif": "GIF", "image/bmp": "BMP", "image/tiff": "TIFF", "image/avif": "AVIF"}
_PART = {"image/gif": "first frame of a ", "image/tiff": "first page of a ", "image/avif": "first frame of an "}


@dataclass(frozen=True, slots=True)
class Converted:
    """A picture that the models take, its size in pixels; `note` says what was done to it, None when nothing was."""

    path: Path
    media_type: str
    note: str | None
    width: int
    height: int


def convert(path: Path, inspection: Inspected, out_dir: Path, limits: Limits = REFERENCES) -> Converted:
    """The first frame of a GIF, BMP, TIFF or AVIF as a new file in *out_dir*; other pictures untouched.

    PNG when it has transparency or at most LOSSLESS_PIXELS, else JPEG at quality 98 without colour subsampling: a
    large picture as PNG would take seconds to pack and not fit a request. Turned upright, metadata left behind.
    Blocking. Raises PictureBroken, PictureTooManyPixels.
    """
    if inspection.media_type not in CONVERTED:
        return Converted(path, inspection.media_type, None, inspection.width, inspection.height)
    picture = decode(path, inspection.media_type, limits.decoded_pixels)
    kind = "JPEG" if _is_better_as_jpeg(picture) else "PNG"
    with new_file(out_dir, f".{'jpg' if kind == 'JPEG' else 'png'}") as file:
        _save(picture, file, kind)
    return Converted(file, f"image/{kind.lower()}", _note(inspection, kind), picture.width, picture.height)


def _is_better_as_jpeg(picture: Image.Image) -> bool:
    large = picture.width * picture.height > LOSSLESS_PIXELS
    return large and picture.mode != "RGBA" and max(picture.size) <= JPEG_SIDE


def _save(picture: Image.Image, file: Path, kind: str) -> None:
    colours = picture.info.get("icc_profile")
    if kind == "JPEG":
        picture.save(file, "JPEG", quality=_QUALITY, subsampling=0, icc_profile=colours)
    else:
        picture.save(file, "PNG", compress_level=1, icc_profile=colours)


def _note(inspection: Inspected, kind: str) -> str:
    part = _PART.get(inspection.media_type, "") if inspection.frames > 1 else ""
    return f"{part}{_NAMES[inspection.media_type]}, converted to {kind}"
