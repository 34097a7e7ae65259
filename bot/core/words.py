"""What of somebody's words is there to be read."""

import unicodedata
from typing import Final

_INVISIBLE: Final = frozenset({"Cc", "Cf", "Zl", "Zp", "Zs"})
"""Categories of Unicode: signs that control or format, and spaces."""
_BLANK: Final = frozenset("\u034f\u115f\u1160\u17b4\u17b5\u2800\u3164\uffa0")
"""Letters and marks that show nothing (Unicode, Default_Ignorable_Code_Point; and the blank sign of braille)."""
_VARIANTS: Final = (range(0xFE00, 0xFE10), range(0xE0100, 0xE01F0))


def said(words: str) -> str:
    """*words* without the space around them; nothing where none of them can be seen."""
    return "" if all(map(_shows_nothing, words)) else words.strip()


def _shows_nothing(sign: str) -> bool:
    if sign in _BLANK or unicodedata.category(sign) in _INVISIBLE:
        return True
    return any(ord(sign) in variants for variants in _VARIANTS)
