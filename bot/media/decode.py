"""The one door through which strangers' bytes reach Pillow."""

import warnings
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from PIL import (
    AvifImagePlugin,
    BmpImagePlugin,
    GifImagePlugin,
    Image,
    ImageOps,
    JpegImagePlugin,
    PngImagePlugin,
    TiffImagePlugin,
    WebPImagePlugin,
)

from bot.core.errors import BadPicture, NotAPicture, PictureBroken, PictureTooManyPixels
from bot.media.colours import is_exact, plain, profile

_READERS = {
    "image/png": PngImagePlugin.PngImageFile,
    "image/jpeg": JpegImagePlugin.JpegImageFile,
    "image/webp": WebPImagePlugin.WebPImageFile,
    "image/gif": GifImagePlugin.GifImageFile,
    "image/bmp": BmpImagePlugin.BmpImageFile,
    "image/tiff": TiffImagePlugin.TiffImageFile,
    "image/avif": AvifImagePlugin.AvifImageFile,
}


def decode(path: Path, media_type: str, most_pixels: int, *, exact: bool = False) -> Image.Image:
    """The file's first frame in a plain mode (L, RGB, RGBA), upright, with no metadata but its colour profile.

    Only the reader of *media_type* sees the bytes. Blocking; holds 4 bytes a pixel, twice that while modes are
    converted. Raises NotAPicture for a type that Pillow has no reader for (HEIC), and with *exact* for colours that a
    plain mode would change; PictureBroken, PictureTooManyPixels.
    """
    reader = _READERS.get(media_type)
    if reader is None:
        raise NotAPicture(f"a {media_type.removeprefix('image/').upper()} picture")
    with path.open("rb") as file, _hostile(most_pixels), Image.open(file, formats=(str(reader.format),)) as image:
        if image.width * image.height > most_pixels:
            raise PictureTooManyPixels(most_pixels)
        if exact and not is_exact(image):
            raise NotAPicture("a picture in other colours than 8 bits of red, green and blue")
        ImageOps.exif_transpose(image, in_place=True)
        picture = plain(image)
        colours = profile(image, picture.mode)
        picture.info = {"icc_profile": colours} if colours else {}
        return picture


def glance(path: Path, media_type: str, most_pixels: int) -> tuple[int, int]:
    """Width and height of a picture that may break off behind its header. Blocking, but nothing is unpacked.

    Raises PictureBroken, PictureTooManyPixels.
    """
    reader = _READERS.get(media_type)
    if reader is None:
        raise PictureBroken
    with path.open("rb") as file, _hostile(most_pixels), Image.open(file, formats=(str(reader.format),)) as image:
        if image.width * image.height > most_pixels:
            raise PictureTooManyPixels(most_pixels)
        return image.size


def hush() -> None:
    """Keep Pillow's remarks about the metadata of strangers' files out of the process's warnings."""
    warnings.filterwarnings("ignore", module=r"PIL\.")


@contextmanager
def _hostile(most_pixels: int) -> Iterator[None]:
    try:
        yield
    except BadPicture:
        raise
    except (Image.DecompressionBombError, Image.DecompressionBombWarning) as error:
        raise PictureTooManyPixels(most_pixels) from error
    except (
        Exception
    ) as error:  # readers raise whatever they stumble over: SyntaxError, struct.error, KeyError, MemoryError
        raise PictureBroken from error
