"""Many pictures at a glance: thumbnails, and sheets on which they are numbered."""

from collections.abc import Sequence
from pathlib import Path
from typing import Final

from PIL import Image, ImageDraw, ImageFont

from bot.media.colours import on_white
from bot.media.decode import decode
from bot.media.inspect import inspect
from bot.media.limits import ANSWERS, Limits
from bot.media.output import new_file

TILE: Final = 256
"""Pixels of a thumbnail's longer side."""

COLUMNS: Final = 6

_GAP, _CAPTION = 12, 28
_PAPER, _INK, _HOLE, _CROSS = "white", "black", "#ececec", "#b0b0b0"
_QUALITY = 85


def thumbnail(path: Path, out_dir: Path, limits: Limits = ANSWERS) -> Path:
    """A new PNG in *out_dir* with the picture's shape. Blocking. Raises BadPicture when it cannot be decoded."""
    picture = decode(path, inspect(path, limits).media_type, limits.decoded_pixels)
    small = picture.convert("RGBA" if picture.mode == "RGBA" else "RGB")
    small.thumbnail((TILE, TILE), Image.Resampling.LANCZOS, reducing_gap=2.0)
    with new_file(out_dir, ".png") as file:
        (on_white(small) if small.mode == "RGBA" else small).save(file, "PNG")
        return file


def contact_sheet(tiles: Sequence[tuple[int, Path | None]], out_dir: Path) -> Path:
    """A new JPEG in *out_dir* with a few dozen thumbnails under their numbers; None shows as crossed out.

    Blocking.
    """
    columns = min(COLUMNS, max(1, len(tiles)))
    rows = -(-max(1, len(tiles)) // columns)
    width, height = TILE + _GAP, TILE + _CAPTION + _GAP
    sheet = Image.new("RGB", (columns * width + _GAP, rows * height + _GAP), _PAPER)
    font = ImageFont.load_default(20)
    for place, (number, tile) in enumerate(tiles):
        left, top = _GAP + place % columns * width, _GAP + place // columns * height
        ImageDraw.Draw(sheet).text((left, top), str(number), fill=_INK, font=font)
        _lay(sheet, tile, left, top + _CAPTION)
    with new_file(out_dir, ".jpg") as file:
        sheet.save(file, "JPEG", quality=_QUALITY)
        return file


def _lay(sheet: Image.Image, tile: Path | None, left: int, top: int) -> None:
    if tile is None:
        drawing, right, bottom = ImageDraw.Draw(sheet), left + TILE - 1, top + TILE - 1
        drawing.rectangle((left, top, right, bottom), fill=_HOLE)
        drawing.line((left, top, right, bottom), fill=_CROSS, width=3)
        drawing.line((left, bottom, right, top), fill=_CROSS, width=3)
        return
    with Image.open(tile) as picture:
        sheet.paste(picture, (left + (TILE - picture.width) // 2, top + (TILE - picture.height) // 2))
