"""Formulas among words."""

import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.core.formula import is_formula

FORMULAS = [
    '=HYPERLINK("x")',
    "=1+1",
    "+SUM(A1)",
    "-2+3",
    "@SUM(A1)",
    "@SUM(A1:B2)",
    "=A1",
    "=$A$1",
    "=Sheet1!A1",
    "='My Sheet'!A1",
    "=cmd|' /C calc'!A0",
    "=cmd|'/C calc'!'A0'",
    '="x"',
    '="a"&"b"',
    "=-1",
    "=(1+2)*3",
    "={1,2}",
    "\t=1+1",
    "  =1+1",
    "=TRUE",
    "=total",
    "+A1",
    "-A1",
    "=SUM(A1)",
    "=sum(a1)",
    "-sum(a1)",
    "+sum(1,2)",
    "@now()",
    '=IF(A1="x","y","z")',
    "=-(2+3)",
    "+1+1",
    "-1*2",
    "=10%",
    "=A1:B2",
    "=1",
    "=+SUM(A1)",
    "\uff1dSUM(A1)",
    '=IMAGE("https://evil")',
    '+HYPERLINK("x")',
    "-cmd|' /C calc'!A0",
    "=_xlfn.SINGLE(A1)",
    "=@SUM(A1)",
    "-Sheet1!A1",
    "=1+SUM(A1)",
    "+-1+1",
    "= 1 + 1",
    "=1,5+2",
    "=100/4",
    "+'My Sheet'!A1",
    '-"a"&"b"',
    "=A1+SUM(B1)",
    "=1e5",
    "=1.5E-3",
    "=2e+10*A1",
    "=.5",
    "=,5+1",
    "=1.",
    "+.5*2",
    "-.5+A1",
    "=#REF!",
    "=#ref!+1",
    "=#REF!A1",
    "=#N/A",
    "=#DIV/0!",
    "=#NAME?",
    "=-#VALUE!",
    "=Sheet1!#REF!",
    "=.5*SUM(A1)",
    "=SUM(#REF!)",
    "+1+SUM(A1)",
]
WORDS = [
    "- a cat",
    "@home",
    "+1 cat",
    "-2",
    "+1",
    "-2.5",
    "- 2",
    "=)",
    "=D a happy cat",
    "=^_^= cat",
    "== a heading ==",
    "=> a fox",
    "-> a fox",
    "--a fox--",
    "- cat(s) on a mat",
    "-cat(s) on a mat",
    "@fox(red)",
    "+ more foxes",
    "-1 degree",
    "=2 cats + 3 dogs",
    "=A1 steak",
    "-A4 paper",
    "+B2 bomber",
    "1+1",
    "a=1",
    "-",
    "=",
    "+",
    "@",
    "-20 degrees, snow",
    "+++",
    "@everyone",
    "@ada a fox",
    "=( sad cat",
    '="hello" cat',
    "-3-headed dog",
    "=3-headed dog",
    "@1 cat",
    "- 2 cats",
    "-fox",
    "+fox",
    "-5\xb0C in winter",
    "--",
    "=-=-= border =-=-=",
    "+18 years",
    "-1, 2, 3 cats",
    "~=1",
    "- SUM of all fears",
    "@A1",
    "-10% off sale",
    "-2 x 3 grid",
    '-"quoted" words',
    "-cat-like fox",
    "-.5",
    "+1e5",
    "-1.",
    "=#1 fan of cats",
    "=#cats",
    "=#reference sheet",
    "=.5 litre bottle",
    "=1e5 foxes",
    "=1eyed fox",
    "-1. a fox",
    "=...",
    "=., a fox",
    "=#",
    "- #REF! on a sign",
    "-1,-2",
]


@pytest.mark.parametrize("cell", FORMULAS)
def test_a_formula_is_known(cell: str) -> None:
    """Calls, sums, references, other sheets and other programs, whatever sign is in front."""
    assert is_formula(cell)


@pytest.mark.parametrize("cell", WORDS)
def test_words_are_no_formula(cell: str) -> None:
    """Lists, handles, smileys, numbers and arrows begin with the same signs."""
    assert not is_formula(cell)


@given(
    st.sampled_from("=+-@"), st.text("1A+-= ()'\".,!|{x#eREF/", max_size=12), st.integers(1, 300), st.text(max_size=3)
)
def test_no_cell_takes_long(sign: str, unit: str, times: int, rest: str) -> None:
    """However it repeats itself."""
    began = time.perf_counter()
    assert is_formula(sign + unit * times + rest) in {True, False}
    assert time.perf_counter() - began < 0.5
