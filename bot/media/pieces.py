"""A picture whose file is too large for a place, given without loss: as one tighter file, or cut into tiles."""

import math
from collections.abc import Iterable, Iterator
from contextlib import ExitStack, suppress
from pathlib import Path

from PIL import Image

from bot.core.errors import NotAPicture, PictureTooLarge
from bot.core.picture import Pieces
from bot.media.decode import decode
from bot.media.inspect import inspect
from bot.media.limits import ANSWERS, Limits
from bot.media.output import new_file

_Box = tuple[int, int, int, int]


def pieces(path: Path, limit_bytes: int, out_dir: Path, most: int, limits: Limits = ANSWERS) -> Pieces:
    """Every pixel of the picture, unchanged, in the fewest PNGs of at most *limit_bytes* that an even grid allows.

    Pixels are what a viewer shows: upright, and each tile has the picture's colour profile; other metadata stays with
    the original. Blocking: it encodes the whole picture, then again for each grid that is tried. Holds 4 bytes a
    pixel, twice that while modes are converted or a tile is cut. Raises PictureTooLarge when *most* tiles do not
    suffice, another BadPicture when the file cannot be decoded, is an animation, or 8 bits a channel do not hold it;
    *out_dir* is then as it was.
    """
    found = inspect(path, limits)
    if found.frames > 1:
        raise NotAPicture("an animation")
    picture = decode(path, found.media_type, limits.decoded_pixels, exact=True)
    with new_file(out_dir, ".png") as whole:
        _save(picture, picture, whole)
        size = whole.stat().st_size
    if size <= limit_bytes:
        return Pieces(1, (whole,))
    whole.unlink()
    for rows, columns in _grids(picture.size, range(math.ceil(size / limit_bytes), most + 1)):
        with suppress(PictureTooLarge):
            return Pieces(columns, _tiles(picture, _boxes(picture.size, rows, columns), limit_bytes, out_dir))
    raise PictureTooLarge(limit_bytes)


def _tiles(picture: Image.Image, boxes: Iterable[_Box], limit_bytes: int, out_dir: Path) -> tuple[Path, ...]:
    """A file for each box, one after the other. Raises PictureTooLarge, leaving none, at the first over the limit."""
    files = []
    with ExitStack() as stack:
        for box in boxes:
            file = stack.enter_context(new_file(out_dir, ".png"))
            _save(picture.crop(box), picture, file)
            if file.stat().st_size > limit_bytes:
                raise PictureTooLarge(limit_bytes)
            files.append(file)
    return tuple(files)


def _save(tile: Image.Image, picture: Image.Image, file: Path) -> None:
    tile.save(file, "PNG", icc_profile=picture.info.get("icc_profile"))


def _grids(size: tuple[int, int], counts: Iterable[int]) -> Iterator[tuple[int, int]]:
    """For each count of tiles the rows and columns whose tiles are most like squares."""
    width, height = size
    for count in counts:
        grids = ((count // columns, columns) for columns in range(1, count + 1) if count % columns == 0)
        fine = [(rows, columns) for rows, columns in grids if rows <= height and columns <= width]
        if fine:
            yield min(fine, key=lambda grid: abs(math.log(width * grid[0] / (height * grid[1]))))


def _boxes(size: tuple[int, int], rows: int, columns: int) -> Iterator[_Box]:
    """Row by row; together they cover every pixel once."""
    width, height = size
    for row in range(rows):
        for column in range(columns):
            yield (
                width * column // columns,
                height * row // rows,
                width * (column + 1) // columns,
                height * (row + 1) // rows,
            )
