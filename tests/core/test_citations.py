"""Byte offsets → words with numbers."""

from hypothesis import given
from hypothesis import strategies as st

from bot.core.citations import Citations, Mark, Run, Source, gathered, numbered, runs

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


def test_overlapping_marks_are_numbered_where_each_ends() -> None:
    """One stretch inside another has its number at its own end; letters may have up to four bytes."""
    text = "灯台 🌫️ é."
    inner, outer = len("灯台".encode()), len("灯台 🌫️ é".encode())
    cited = Citations(SOURCES, (Mark(0, outer, (0,)), Mark(0, inner, (1,))))
    assert list(runs(0, text, cited)) == [Run("灯台", (2,)), Run(" 🌫️ é", (1,)), Run(".")]


def test_marks_of_several_parts_are_read_each_in_its_own() -> None:
    """The same offset means another place in another part."""
    cited = Citations(SOURCES, (Mark(0, 3, (0,)), Mark(1, 3, (1,))))
    assert [list(runs(part, text, cited)) for part, text in enumerate(("é!", "né"))] == [
        [Run("é!", (1,))],
        [Run("né", (2,))],
    ]


def test_marks_beyond_the_end_stand_at_the_end() -> None:
    """All of their numbers, and no number for a mark inside the first letter."""
    cited = Citations(SOURCES, (Mark(0, 50, (0,)), Mark(0, 999, (1,)), Mark(0, -1, (0,)), Mark(0, 1, (0,))))
    assert list(runs(0, "灯台", cited)) == [Run("灯台", (1, 2))]


def test_searches_that_nobody_counted_are_those_shown() -> None:
    """Replies of old kept no count."""
    assert Citations(queries=("a", "b")).searches == 2
    assert Citations(queries=("a", "b"), billed=15).searches == 15


def test_words_are_quoted_with_the_numbers_of_their_sources() -> None:
    """In plain letters, for where no link can stand."""
    cited = Citations(SOURCES, (Mark(0, 3, (0, 1)), Mark(1, 4, (1,))))
    assert numbered(("one two", "drei"), cited) == "one [1] [2] two\ndrei [2]"
    assert numbered((), cited) == ""


def test_what_was_looked_up_earlier_is_gathered_within_bounds() -> None:
    """The newest first, each page and each search once; a page and a picture on it are two."""
    newer = Citations(SOURCES[:1], (Mark(0, 3, (0,)),), ("b",))
    older = Citations(
        (Source("https://a.example", "Other"), Source("https://a.example", "A", of_image=True)), (), ("a", "b")
    )
    assert gathered([newer, older]) == Citations((SOURCES[0], older.sources[1]), (), ("b", "a"))
    many = Citations(tuple(Source(f"https://a.example/{n}", "") for n in range(99)), (), tuple(map(str, range(99))))
    assert (len(gathered([many]).sources), len(gathered([many]).queries)) == (30, 10)
    assert not gathered([])


@given(st.text(max_size=60), st.lists(st.tuples(st.integers(-5, 300), st.lists(st.integers(-2, 4), max_size=3))))
def test_no_mark_from_outside_loses_or_breaks_a_word(text: str, marks: list[tuple[int, list[int]]]) -> None:
    """Whatever the offsets are, the words come out whole, and only known sources are numbered."""
    cited = Citations(SOURCES, tuple(Mark(0, end, tuple(sources)) for end, sources in marks))
    found = list(runs(0, text, cited))
    assert "".join(run.words for run in found) == text
    assert all(number in {1, 2} for run in found for number in run.numbers)
