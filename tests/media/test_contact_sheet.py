"""Contact sheets."""

from pathlib import Path

import pytest
from PIL import Image

from bot.core.errors import BadPicture
from bot.core.limits import SHEET_PICTURES
from bot.media.contact_sheet import COLUMNS, TILE, contact_sheet, thumbnail


def picture(folder: Path, size: tuple[int, int], colour: object = "teal", mode: str = "RGB") -> Path:
    file = folder / f"{size[0]}x{size[1]}-{mode}.png"
    Image.new(mode, size, colour).save(file)  # type: ignore[arg-type] # any colour of the mode
    return file


@pytest.mark.parametrize(
    ("size", "small"), [((1024, 512), (TILE, 128)), ((64, 32), (64, 32)), ((32, 256 * 8), (4, TILE))]
)
def test_a_thumbnail_has_the_pictures_shape(tmp_path: Path, size: tuple[int, int], small: tuple[int, int]) -> None:
    """It fits a tile, and nothing is made larger."""
    with Image.open(thumbnail(picture(tmp_path, size), tmp_path)) as made:
        assert (made.size, made.mode, made.getpixel((1, 1))) == (small, "RGB", (0, 128, 128))


def test_what_is_transparent_becomes_paper(tmp_path: Path) -> None:
    """On the sheet there is nothing behind it."""
    clear = picture(tmp_path, (300, 300), (0, 0, 0, 0), "RGBA")
    with Image.open(thumbnail(clear, tmp_path)) as made:
        assert made.getpixel((5, 5)) == (255, 255, 255)


def test_what_is_no_picture_has_no_thumbnail(tmp_path: Path) -> None:
    """It is told as any other bad picture."""
    broken = tmp_path / "broken.png"
    broken.write_bytes(b"\x89PNG\r\n\x1a\n")
    with pytest.raises(BadPicture):
        thumbnail(broken, tmp_path)


@pytest.mark.parametrize(
    ("count", "columns", "rows"), [(1, 1, 1), (6, 6, 1), (7, 6, 2), (SHEET_PICTURES, 6, 6), (0, 1, 1)]
)
def test_a_sheet_is_as_large_as_its_tiles_need(tmp_path: Path, count: int, columns: int, rows: int) -> None:
    """Six in a row, with numbers above."""
    tile = thumbnail(picture(tmp_path, (300, 300)), tmp_path)
    with Image.open(contact_sheet([(at, tile) for at in range(count)], tmp_path)) as sheet:
        assert sheet.format == "JPEG"
        assert sheet.size == (columns * (TILE + 12) + 12, rows * (TILE + 40) + 12)
        assert COLUMNS * (TILE + 12) + 12 < 2000


def test_each_tile_is_in_its_place(tmp_path: Path) -> None:
    """The second is right of the first, and what was not made is crossed out."""
    red = thumbnail(picture(tmp_path, (256, 256), "red"), tmp_path)
    with Image.open(contact_sheet([(7, red), (8, None)], tmp_path)) as sheet:
        first, second = sheet.getpixel((100, 150)), sheet.getpixel((12 + 268 + 60, 12 + 28 + 128))
    assert isinstance(first, tuple)
    assert isinstance(second, tuple)
    assert (first[0] > 200, first[1] < 60, min(second) > 200) == (True, True, True)
