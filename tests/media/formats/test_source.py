import io
import itertools
import struct

import pytest

from bot.core.errors import PictureBroken
from bot.media.formats.source import PIECE, STEPS, Extent, Source, present, require


def source(data: bytes = bytes(range(100))) -> Source:
    return Source(io.BytesIO(data))


def test_reads_and_moves() -> None:
    """Reads and moves go where they say."""
    file = source()
    assert (file.size, file.left, file.take(2)) == (100, 100, b"\x00\x01")
    file.skip(8)
    assert (file.at, file.unpack(struct.Struct(">H")), file.left) == (10, (0x0A0B,), 88)
    file.goto(99)
    assert file.take(1) == b"c"


@pytest.mark.parametrize(
    ("action", "argument"),
    [("take", 101), ("take", -1), ("skip", 101), ("skip", -1), ("goto", 101), ("goto", -1)],
)
def test_beyond_the_end(action: str, argument: int) -> None:
    """Whatever leads out of the file means that the picture is broken."""
    with pytest.raises(PictureBroken):
        getattr(source(), action)(argument)


def test_pieces() -> None:
    """A long stretch comes in pieces, and a single read of more than a piece is refused."""
    file = source(bytes(PIECE * 2 + 5))
    assert [len(piece) for piece in file.pieces(PIECE * 2 + 5)] == [PIECE, PIECE, 5]
    file.goto(0)
    with pytest.raises(PictureBroken):
        file.take(PIECE + 1)


def test_steps_end() -> None:
    """Walks over a file share their steps, and one that never ends is broken off."""
    file = source()
    assert sum(1 for _ in itertools.islice(file.steps(), STEPS - 1)) == STEPS - 1
    again = file.steps()
    next(again)
    with pytest.raises(PictureBroken):
        next(again)


@pytest.mark.parametrize("size", [(0, 1, 1), (1, 0, 1), (1, 1, 0), (-1, 1, 1)])
def test_impossible_extents(size: tuple[int, int, int]) -> None:
    """A picture has at least one pixel and one frame."""
    with pytest.raises(PictureBroken):
        Extent(*size)


def test_what_must_hold() -> None:
    """What is missing or wrong means that the picture is broken."""
    require(condition=True)
    assert present(0) == 0
    with pytest.raises(PictureBroken):
        require(condition=False)
    with pytest.raises(PictureBroken):
        present(None)
