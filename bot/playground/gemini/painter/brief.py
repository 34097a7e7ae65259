"""What the painter is asked for."""

import hashlib
from dataclasses import dataclass
from typing import Literal


@dataclass(frozen=True, slots=True)
class Brief:
    """One painting to make.

    ``trail`` holds the wishes before ``words``, oldest first; ``edited`` and ``references`` are encoded pictures;
    ``caption`` is the small print. ``grain`` (0 to 1) adds film grain, which makes the file larger;
    a PNG is padded to ``at_least`` bytes.
    """

    words: str
    caption: str
    width: int
    height: int
    trail: tuple[str, ...] = ()
    edited: bytes | None = None
    references: tuple[bytes, ...] = ()
    format: Literal["PNG", "JPEG"] = "PNG"
    grain: float = 0.0
    at_least: int = 0
    draft: bool = False

    @property
    def seed(self) -> int:
        """The same brief paints the same picture."""
        digest = hashlib.sha256(repr((self.words, self.caption, self.trail)).encode())
        for picture in (self.edited or b"", *self.references):
            digest.update(hashlib.sha256(picture).digest())
        return int.from_bytes(digest.digest()[:8])
