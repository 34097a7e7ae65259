import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

JPEG_SIDE = 65_500
"""The longest side of a JPEG that libjpeg writes, in pixels."""

WEBP_SIDE = 16_383
"""The longest side of a WebP, in pixels (RFC 9649)."""


@contextmanager
def new_file(folder: Path, suffix: str) -> Iterator[Path]:
    """A new empty file in *folder*, which stays only if the block ends without an exception."""
    with tempfile.NamedTemporaryFile(dir=folder, suffix=suffix, delete=False) as file:
        path = Path(file.name)
    try:
        yield path
    except BaseException:
        path.unlink(missing_ok=True)
        raise
