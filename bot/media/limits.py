from dataclasses import dataclass

from bot.core.limits import REFERENCE_BYTES, REFERENCE_PIXELS


@dataclass(frozen=True, slots=True)
class Limits:
    """What one picture may be: bytes of its file, pixels if it goes on as it is, pixels if it must be unpacked here.

    Unpacking takes 4 bytes a pixel, up to twice at once. 40 million pixels hold an A4 page scanned at 600 dpi, and
    twice any picture that the models make.
    """

    size: int
    pixels: int
    decoded_pixels: int = 40_000_000


REFERENCES = Limits(REFERENCE_BYTES, REFERENCE_PIXELS)
ANSWERS = Limits(256 * 2**20, REFERENCE_PIXELS)
"""For what a model made: what was paid for is not turned down for its size; the wire has its own cap."""
