"""Pictures."""

from pathlib import Path

import pytest

from bot.core.picture import Picture, Pieces


@pytest.mark.parametrize(
    ("media_type", "suffix"), [("image/png", ".png"), ("image/jpeg", ".jpg"), ("image/x-new", ".bin")]
)
def test_a_files_ending_follows_the_bytes(media_type: str, suffix: str) -> None:
    """Never a name from outside; what is not known gets an ending that no viewer trusts."""
    assert Picture("0" * 64, media_type, 1, 1, 1).suffix == suffix


def test_rows_follow_from_the_columns() -> None:
    """Six tiles in rows of three are two rows."""
    assert Pieces(3, tuple(Path(str(number)) for number in range(6))).rows == 2
