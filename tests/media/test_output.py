from pathlib import Path

import pytest

from bot.media.output import new_file


def test_kept(tmp_path: Path) -> None:
    """A block that ends well leaves its file, in the named folder and with the named ending; no two are the same."""
    with new_file(tmp_path, ".png") as one, new_file(tmp_path, ".png") as other:
        one.write_bytes(b"a picture")
    assert one.read_bytes() == b"a picture"
    assert one != other
    assert (one.parent, one.suffix) == (tmp_path, ".png")


@pytest.mark.parametrize("failure", [ValueError, KeyboardInterrupt])
def test_removed(tmp_path: Path, failure: type[BaseException]) -> None:
    """A block that fails leaves nothing."""
    with pytest.raises(failure), new_file(tmp_path, ".png"):
        raise failure
    assert list(tmp_path.iterdir()) == []
