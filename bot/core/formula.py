"""Cells that a spreadsheet would work out instead of showing them, told apart from words that only begin alike."""

import re
from typing import Final

_WIDE: Final = str.maketrans(
    {
        "\N{FULLWIDTH EQUALS SIGN}": "=",
        "\N{FULLWIDTH PLUS SIGN}": "+",
        "\N{FULLWIDTH HYPHEN-MINUS}": "-",
        "\N{FULLWIDTH COMMERCIAL AT}": "@",
    }
)
"""Spreadsheets of East Asia take these for the same signs."""

# What repeats is possessive: a cell comes from anybody, and must not make these go back and forth.
_CELL: Final = r"\$?[A-Za-z]{1,3}\$?\d{1,7}(?!\w)"
_NUMBER: Final = r"(?>\d++(?:\.\d*+|,\d++)?|[.,]\d++)(?:[eE][+-]?\d++)?%?(?!\w)"
_ERROR: Final = rf"#(?i:REF!(?:{_CELL})?|(?:DIV/0|VALUE|NUM|NULL|SPILL|CALC)!|NAME\?|N/A)(?!\w)"
"""What a spreadsheet shows in place of a value, and leaves in a formula whose cell was deleted."""
_VALUE: Final = rf'(?>{_CELL}(?::{_CELL})?|{_NUMBER}|{_ERROR}|"[^"]*+")'
_JOINT: Final = r"[\s()]*+[-+*/^&=<>][-+=<>\s()]*+"
_CHAIN: Final = rf"(?:{_VALUE}{_JOINT})*+"
_ELSEWHERE: Final = r"(?:'[^']++'|[\w.\[\]]++)!(?:\$?[A-Za-z]|#)|\w++\|\s*'"
"""Another sheet's cell, or another program's answer (DDE)."""
_SUM: Final = re.compile(rf"[=+-][\s()+-]*+{_VALUE}(?:{_JOINT}{_VALUE})*+[\s)]*+")
_LONE_NUMBER: Final = re.compile(rf"[+-]\s*+{_NUMBER}")
_NAME: Final = re.compile(r"=\s*+[A-Za-z_]\w*+")
_CALL: Final = re.compile(rf"=[\s(+-]*+{_CHAIN}@?(?:[A-Za-z_][\w.]*+\(|\{{\s*+{_VALUE}|{_ELSEWHERE})")
_SIGNED_CALL: Final = re.compile(
    rf"[+@-]++{_CHAIN}(?:[A-Z][A-Z0-9.]*+\(|[A-Za-z_][\w.]*+\(\s*+(?:\)|{_VALUE}|[A-Za-z]++\()|{_ELSEWHERE})"
)


def is_formula(cell: str) -> bool:
    """Whether a spreadsheet would work *cell* out: a call, a sum, a reference; a dash, a smiley or a handle is none."""
    text = cell.strip().translate(_WIDE)
    if _LONE_NUMBER.fullmatch(text):
        return False
    whole = _SUM.fullmatch(text) or _NAME.fullmatch(text)
    return bool(whole or _CALL.match(text) or _SIGNED_CALL.match(text))
