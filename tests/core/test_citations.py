"""Byte offsets → words with numbers."""

from hypothesis import given
from hypothesis import strategies as st

from bot.core.citations import Citations, Mark, Run, Source, runs

SOURCES = (Source("https://a.example", "A"), Source("https://b.example", "B"))


def test_a_mark_counts_bytes_not_characters() -> None:
    """“Größe” has seven bytes: the number comes after it, not two characters later."""
    cited = Citations(SOURCES, (Mark(0, 7, (0,)),))
    assert list(runs(0, "Größe zählt.", cited)) == [Run("Größe", (1,)), Run(" zählt.")]


def test_marks_of_other_parts_are_left_alone() -> None:
    """Each text part has offsets of its own."""
    cited = Citations(SOURCES, (Mark(1, 3, (0,)),))
    assert list(runs(0, "one two", cited)) == [Run("one two")]


def test_marks_that_end_together_are_joined() -> None:
    """Two marks on the same words give two numbers, each once."""
    cited = Citations(SOURCES, (Mark(0, 3, (1,)), Mark(0, 3, (0, 1))))
    assert list(runs(0, "one two", cited)) == [Run("one", (2, 1)), Run(" two")]


@given(st.text(max_size=60), st.lists(st.tuples(st.integers(-5, 300), st.lists(st.integers(-2, 4), max_size=3))))
def test_no_mark_from_outside_loses_or_breaks_a_word(text: str, marks: list[tuple[int, list[int]]]) -> None:
    """Whatever the offsets are, the words come out whole, and only known sources are numbered."""
    cited = Citations(SOURCES, tuple(Mark(0, end, tuple(sources)) for end, sources in marks))
    found = list(runs(0, text, cited))
    assert "".join(run.words for run in found) == text
    assert all(number in {1, 2} for run in found for number in run.numbers)
