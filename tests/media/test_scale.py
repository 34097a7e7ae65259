from pathlib import Path

import pytest
from PIL import Image

from bot.core.errors import BadPicture
from bot.media.scale import scale
from tests import corpus


def test_a_picture_is_scaled_down_by_a_whole_factor(tmp_path: Path) -> None:
    """A new PNG of half the pixels each way, the mean of what was there; the original stays."""
    file, out = tmp_path / "original", tmp_path / "out"
    out.mkdir()
    original = corpus.photo(1376, 768)
    data = corpus.encoded(original, "JPEG")
    file.write_bytes(data)
    made = scale(file, 2, out)
    with Image.open(made) as smaller:
        assert (smaller.size, smaller.format) == ((688, 384), "PNG")
        assert smaller.getbbox()
    assert file.read_bytes() == data
    assert list(out.iterdir()) == [made]


def test_what_is_no_picture_leaves_nothing(tmp_path: Path) -> None:
    """A file that cannot be read is one of our errors."""
    file, out = tmp_path / "original", tmp_path / "out"
    out.mkdir()
    file.write_bytes(b"\x89PNG\r\n\x1a\n and then nothing")
    with pytest.raises(BadPicture):
        scale(file, 2, out)
    assert list(out.iterdir()) == []
