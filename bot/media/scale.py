"""Pictures made smaller by a whole factor, for sizes that a model does not draw."""

from pathlib import Path

from bot.media.decode import decode
from bot.media.inspect import inspect
from bot.media.limits import ANSWERS, Limits
from bot.media.output import new_file


def scale(path: Path, factor: int, out_dir: Path, limits: Limits = ANSWERS) -> Path:
    """A new PNG in *out_dir*, *factor* times less wide and high; every pixel is the mean of those it stands for.

    Blocking. Raises BadPicture when the file cannot be decoded.
    """
    picture = decode(path, inspect(path, limits).media_type, limits.decoded_pixels)
    smaller = picture.reduce(factor)
    with new_file(out_dir, ".png") as file:
        smaller.save(file, "PNG", icc_profile=picture.info.get("icc_profile"))
        return file
