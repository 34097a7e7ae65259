"""Pictures made small enough to post, as good as they can be."""

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from PIL import Image

from bot.core.errors import PictureTooLarge
from bot.media.colours import on_white
from bot.media.decode import decode
from bot.media.inspect import inspect
from bot.media.limits import ANSWERS, Limits
from bot.media.output import JPEG_SIDE, WEBP_SIDE, new_file

QUALITIES = (98, 95, 90)
"""Best first: at 98 a 4K picture takes about 8 MB (PSNR 46 dB), at 95 half of that."""

_SMALLEST_SIDE = 16


@dataclass(frozen=True, slots=True)
class Fitted:
    """A file within the limit; `note` says how it differs from the original, None when it is the original."""

    path: Path
    media_type: str
    note: str | None


@dataclass(frozen=True, slots=True)
class _Rung:
    """One try: the picture made *halvings* times half as wide and high, at a quality of the encoder's scale."""

    halvings: int
    quality: int


def fit(path: Path, media_type: str, limit_bytes: int, out_dir: Path, limits: Limits = ANSWERS) -> Fitted:
    """*path* itself if it has at most *limit_bytes*, else the best JPEG of it that has, as a new file in *out_dir*.

    Best means: all pixels at quality 98, 95, 90 without colour subsampling, then half the width and height at these,
    and so on. A picture in which something is transparent becomes WebP in the same way. The file is decoded once,
    whatever its label says it is; *media_type* only labels a file that is returned untouched. Blocking. Raises
    PictureTooLarge when nothing fits, NotAPicture, PictureBroken, PictureTooManyPixels when the file cannot be
    decoded.
    """
    if path.stat().st_size <= limit_bytes:
        return Fitted(path, media_type, None)
    kind = inspect(path, limits).media_type
    picture = decode(path, kind, limits.decoded_pixels)
    if picture.mode == "RGBA" and max(picture.size) > WEBP_SIDE:
        picture = on_white(picture)
    return _descend(picture, limit_bytes, out_dir)


def _descend(picture: Image.Image, limit_bytes: int, out_dir: Path) -> Fitted:
    """Try rung after rung in one file, until one fits."""
    kind, suffix = ("WebP", ".webp") if picture.mode == "RGBA" else ("JPEG", ".jpg")
    full, halvings = picture.size, 0
    with new_file(out_dir, suffix) as file:
        for rung in _rungs(picture.size):
            if rung.halvings > halvings:
                picture, halvings = _halved(picture), rung.halvings
            _save(picture, file, kind, rung.quality)
            if file.stat().st_size <= limit_bytes:
                size = f", {picture.width} \N{MULTIPLICATION SIGN} {picture.height}" if picture.size != full else ""
                note = f"posted as {kind} (q{rung.quality}{size}), the original is kept"
                return Fitted(file, f"image/{kind.lower()}", note)
        raise PictureTooLarge(limit_bytes)


def _rungs(size: tuple[int, int]) -> Iterator[_Rung]:
    """From all pixels down to sixteen on a side, leaving out sizes that no encoder takes."""
    halvings = 0
    while not halvings or min(size) >> halvings >= _SMALLEST_SIDE:
        if max(size) >> halvings <= JPEG_SIDE:
            yield from (_Rung(halvings, quality) for quality in QUALITIES)
        halvings += 1


def _halved(picture: Image.Image) -> Image.Image:
    smaller = picture.reduce(2)
    smaller.info = picture.info
    return smaller


def _save(picture: Image.Image, file: Path, kind: str, quality: int) -> None:
    colours = picture.info.get("icc_profile")
    if kind == "WebP":
        picture.save(file, "WEBP", quality=quality, method=0, icc_profile=colours)
    else:
        picture.save(file, "JPEG", quality=quality, subsampling=0, icc_profile=colours)
