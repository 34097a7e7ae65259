from bot.core.limits import REFERENCE_BYTES, REFERENCE_PIXELS
from bot.media.limits import ANSWERS, REFERENCES

LARGEST_ANSWER = 12_288 * 1_536  # 8:1 at 4K, the most pixels of all ratios and sizes


def test_references() -> None:
    """What people send is held to the studio's limits, and what must be unpacked to a narrower one."""
    assert (REFERENCES.size, REFERENCES.pixels) == (REFERENCE_BYTES, REFERENCE_PIXELS)
    assert REFERENCES.decoded_pixels <= REFERENCES.pixels


def test_answers() -> None:
    """The largest picture that a model makes is never turned down after it was paid for, not even uncompressed."""
    assert ANSWERS.decoded_pixels >= 2 * LARGEST_ANSWER
    assert ANSWERS.size >= 8 * LARGEST_ANSWER
