"""Lists of wishes."""

from collections.abc import Sequence

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.core.batch_file import PROMPT, Row, parse
from bot.core.errors.batch import BatchFileWrong
from bot.core.limits import BATCH_BYTES, BATCH_PICTURES, WORDS_LIMIT


def prompts(data: bytes, name: str = "list.txt") -> list[str]:
    return [row.prompt for row in parse(data, name)]


def told(data: bytes, name: str = "list.csv") -> str:
    with pytest.raises(BatchFileWrong) as wrong:
        parse(data, name)
    return wrong.value.sentence


@pytest.mark.parametrize("ends", ["\n", "\r\n", "\r"])
def test_each_line_is_a_wish(ends: str) -> None:
    """Whatever ends lines, blank ones are left out, and each wish knows its line."""
    rows = parse(ends.join(["a fox", "", "  ", " an owl, at night "]).encode(), "list.txt")
    assert [(row.place, row.prompt) for row in rows] == [("Line 1", "a fox"), ("Line 4", "an owl, at night")]


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "utf-16-le", "utf-16-be"])
def test_usual_encodings_are_told_apart(encoding: str) -> None:
    """UTF-8 and UTF-16, with a mark and without."""
    assert prompts("a café\nein Bär im Käfig\n".encode(encoding)) == ["a café", "ein Bär im Käfig"]


@pytest.mark.parametrize(
    ("words", "encoding"),
    [
        ("画一只狐狸", "gbk"),
        ("狐を描いて", "shift_jis"),
        ("여우", "euc-kr"),
        ("нарисуй лису", "cp1251"),
        ("narysuj kotkę", "cp1250"),
        ("ein Bär", "cp1252"),
    ],
)
def test_other_encodings_are_not_guessed(words: str, encoding: str) -> None:
    """Noise would be drawn, and paid for: the sentence says how the list is to be saved."""
    for ends in ("\n", "\r\n", "\r"):
        assert told(f"a fox{ends}{words}{ends}".encode(encoding), "list.txt") == (
            "Line 2: its letters are not spelt as UTF-8: please save the list as UTF-8, and send it again."
        )
    assert told(f"prompt,size\n{words},1K\n".encode(encoding)).startswith("Line 2: its letters are not spelt")


def test_what_cannot_be_seen_is_blank() -> None:
    """A line, a row and a cell of it are left out like empty ones."""
    assert prompts("a fox\n\u200b\n\ufeff \u2060\n\u3164\n".encode()) == ["a fox"]
    rows = parse("prompt,size\n\u200b,\u2060\na fox,\u200b\n".encode(), "list.csv")
    assert [(row.place, row.prompt, dict(row.options)) for row in rows] == [("Row 3", "a fox", {})]
    assert told("prompt,size\n\u200b,2K\n".encode()).startswith("Row 2, column prompt: it is empty")


def test_a_table_has_its_columns_in_any_order() -> None:
    """Cells that are empty or missing leave the option to the command; quoted cells may hold commas and lines."""
    table = b'Size, PROMPT ,ratio,model,thinking\r\n2K,"a fox, a ""red"" one\nat dusk",16:9,,high\r\n,an owl\r\n'
    rows = parse(table, "list.csv")
    assert [(row.place, row.prompt, dict(row.options)) for row in rows] == [
        ("Row 2", 'a fox, a "red" one\nat dusk', {"size": "2K", "ratio": "16:9", "thinking": "high"}),
        ("Row 3", "an owl", {}),
    ]


@pytest.mark.parametrize("sign", [";", "\t", ","])
def test_other_signs_part_columns_too(sign: str) -> None:
    """As spreadsheets of other countries write them, with the hint that Excel puts in front or without."""
    table = f"prompt{sign}size\na fox{sign}2K\n"
    assert parse(table.encode(), "list.txt")[0].options == {"size": "2K"}
    hinted = parse(f"sep={sign}\n{table}".encode(), "list.csv")
    assert (hinted[0].place, hinted[0].options) == ("Row 3", {"size": "2K"})


def test_a_formula_is_refused_with_its_cell() -> None:
    """In any column, also after space; what only begins like one is words, and so is a line of a text."""
    for cell in ('"=HYPERLINK(""x"")"', "\t=1+1", "@SUM(A1)", "-2+3"):
        assert told(f"prompt;size\na fox;\n{cell};2K\n".encode()) == (
            "Row 3, column prompt: that is a formula, which I do not work out: put in what it gives, in plain words."
        )
    assert told(b"prompt,size\na fox,=A1\n").startswith("Row 2, column size: that is a formula")
    words = ["- a cat", "@home", "+1 cat", "-2", "=)"]
    assert prompts("\n".join(["prompt", *words]).encode(), "list.csv") == words
    assert prompts(b"=SUM(A1)\n") == ["=SUM(A1)"]


def test_a_blank_row_counts_in_the_place() -> None:
    """Rows are numbered as a spreadsheet numbers them."""
    assert told(b"prompt,size\na fox\n,,\n\n,2K\n").startswith("Row 5, column prompt: it is empty")


@pytest.mark.parametrize(
    ("data", "sentence"),
    [
        (b"", "There is no prompt in that file"),
        (b" \n \n", "There is no prompt in that file"),
        (b"prompt,size\n", "There is no prompt in that file"),
        (b"prompt,sise\na,b\n", "Row 1, column 2: “sise” is no column that I know"),
        (b"a fox\nan owl\n", "Row 1, column 1: “a fox” is no column that I know"),
        (b"prompt,size,prompt\n", "Row 1, column 3: there is a column prompt already"),
        (b"size,ratio\n", "Row 1: there is no column prompt"),
        (b"prompt,size\na,2K,16:9\n", "Row 2: there are 3 cells for 2 columns"),
        (b'prompt\n"a fox\nan owl\n', "Row 2: the quotation marks do not fit"),
        (b'prompt\na\n"a" fox\n', "Row 3: the quotation marks do not fit"),
        (b"prompt\n" + b"x" * (WORDS_LIMIT + 1), "Row 2, column prompt: it has 4,001 characters, and 4,000 is the"),
        (b"prompt\n" + b"x" * 150_000, "Row 2: a cell has more than 100,000 characters"),
        (b"prompt\n" + b"x" * 120_000, "Row 2: a cell has more than 100,000 characters"),
        (b"prompt,size\na," + b"x" * 81, "Row 2, column size: that has 81 characters, and 80 is the most"),
        (b"prompt\na\x00fox\n", "Line 2: there is something in it that is no text"),
        (b"PK\x03\x04anything", "That file is a spreadsheet or an archive"),
        (b"x" * (BATCH_BYTES + 1), "That file is larger than 4 MiB"),
    ],
)
def test_what_is_wrong_is_told_with_its_place(data: bytes, sentence: str) -> None:
    """One sentence that names the row and the column, or the file."""
    assert told(data).startswith(sentence)


def test_the_line_of_a_text_is_named() -> None:
    """In a text file there are lines instead of rows."""
    assert told(b"a\n" + b"x" * 5000, "list.txt").startswith("Line 2: it has 5,000 characters")


def test_ten_thousand_rows_are_too_many() -> None:
    """The first row that is one too many is named."""
    assert told(b"prompt\n" + b"a fox\n" * 10_000).startswith("Row 202: this is more than the 200 pictures")
    assert len(parse(b"a fox\n" * BATCH_PICTURES, "list.txt")) == BATCH_PICTURES


def test_what_is_in_a_file_is_echoed_short() -> None:
    """A long name of a column does not flood the sentence."""
    assert len(told(b"y" * 5000 + b",prompt\n")) < 250


TABLES = st.lists(st.lists(st.sampled_from(["prompt", "size", "a fox", '"', "=1", "", "\n", "2K"]), max_size=4))


@given(
    st.binary(max_size=400)
    | st.text(max_size=200).map(lambda text: text.encode("utf-16", "replace"))
    | TABLES.map(lambda rows: "\n".join(map(",".join, rows)).encode()),
    st.sampled_from(["list.txt", "list.csv", "LIST.TSV", ""]),
)
def test_any_bytes_are_a_list_or_one_of_our_sentences(data: bytes, name: str) -> None:
    """Whatever is sent: rows within bounds, each with a place and a prompt, or a BatchFileWrong."""
    rows: Sequence[Row] = ()
    sentence = ""
    try:
        rows = parse(data, name)
    except BatchFileWrong as wrong:
        sentence = wrong.sentence
    assert bool(rows) != sentence.endswith(".")
    assert len(rows) <= BATCH_PICTURES
    assert all(row.place and 0 < len(row.prompt) <= WORDS_LIMIT and PROMPT not in row.options for row in rows)
