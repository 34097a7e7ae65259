"""What of somebody's words is there to be read."""

import re
import unicodedata
from typing import Final

_INVISIBLE: Final = frozenset({"Cc", "Cf", "Zl", "Zp", "Zs"})
"""Categories of Unicode: signs that control or format, and spaces."""
_BLANK: Final = frozenset("\u034f\u115f\u1160\u17b4\u17b5\u2800\u3164\uffa0")
"""Letters and marks that show nothing (Unicode, Default_Ignorable_Code_Point; and the blank sign of braille)."""
_VARIANTS: Final = (range(0xFE00, 0xFE10), range(0xE0100, 0xE01F0))

_ADDRESS_OR_BASE64: Final = re.compile(
    r"(?P<address>https?://\S+)|(?:data:[\w./;=+-]{0,120},\s{0,4})?[A-Z0-9+/][\w+/-]{59,}={0,2}",
    re.ASCII | re.IGNORECASE,
)
"""Base64 in lines has 64 or 76 letters in each (PEM, MIME); addresses may have as many, and are to be read."""


def legible(words: str) -> str:
    """*words* with … in place of what only machines read."""
    return _ADDRESS_OR_BASE64.sub(lambda found: found["address"] or "…", words)


def said(words: str) -> str:
    """*words* without the space around them; nothing where none of them can be seen."""
    return "" if all(map(_shows_nothing, words)) else words.strip()


def _shows_nothing(sign: str) -> bool:
    if sign in _BLANK or unicodedata.category(sign) in _INVISIBLE:
        return True
    return any(ord(sign) in variants for variants in _VARIANTS)
