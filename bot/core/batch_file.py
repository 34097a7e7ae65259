"""A list of wishes as a file: plain text with one on each line, or CSV with options in columns."""

import codecs
import csv
import io
import re
from collections.abc import Iterator, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from typing import Final

from bot.core.errors.base import listed, short
from bot.core.errors.batch import BatchFileWrong
from bot.core.formula import is_formula
from bot.core.limits import BATCH_BYTES, BATCH_PICTURES, WORDS_LIMIT
from bot.core.words import said

PROMPT: Final = "prompt"
COLUMNS: Final = (PROMPT, "ratio", "size", "model", "thinking")
OPTION_LIMIT: Final = 80
"""Characters of a cell that is no prompt: far more than any name of a model has."""

_CELL: Final = 100_000
"""Characters that a cell is read to; the module `csv` stops at 131,072."""
_LONG: Final = f"a cell has more than {_CELL:,} characters: please shorten it."
_QUOTES: Final = 'the quotation marks do not fit: put a prompt with commas between two, and write "" for one inside.'
_FORMULA: Final = "that is a formula, which I do not work out: put in what it gives, in plain words."
_NO_TEXT: Final = "there is something in it that is no text: please send plain text or CSV."
_NO_UTF_8: Final = "its letters are not spelt as UTF-8: please save the list as UTF-8, and send it again."
_DELIMITERS: Final = ",;\t"
_CONTROLS: Final = re.compile(r"[\x00-\x08\x0e-\x1f\x7f-\x84\x86-\x9f]")
_BINARY: Final = re.compile(rb"[\x00-\x08\x0e-\x1f\x7f]")
"""Controls that no alphabet has."""
_HINT: Final = re.compile(r"sep=([,;\t])", re.IGNORECASE)
"""The line that Excel writes and reads before a table."""
_UTF_16: Final = {"utf-16-le": 1, "utf-16-be": 0}
"""Where in each pair of bytes the zeros of Latin letters are."""
_ARCHIVE: Final = b"PK\x03\x04"


@dataclass(frozen=True, slots=True)
class Row:
    """One wish; `place` is where it stands in the file. Cells that are left out or empty are not in `options`."""

    place: str
    prompt: str
    options: Mapping[str, str] = field(default_factory=dict)


def parse(data: bytes, name: str) -> Sequence[Row]:
    """The wishes in a file called *name*, at least one. Raises BatchFileWrong, which names the place."""
    if len(data) > BATCH_BYTES:
        raise BatchFileWrong("", f"That file is larger than {BATCH_BYTES // 2**20} MiB: please split the list.")
    text = _text(data)
    hint = _HINT.match(text)
    header = next(filter(said, text.splitlines()[1 if hint else 0 :]), "")
    delimiter = hint[1] if hint else _delimiter(header)
    named = name.lower().endswith((".csv", ".tsv"))
    found = (
        _table(text, delimiter, skipped=1 if hint else 0) if named or _is_header(header, delimiter) else _lines(text)
    )
    rows: list[Row] = []
    for row in found:
        if len(rows) == BATCH_PICTURES:
            most = f"this is more than the {BATCH_PICTURES} pictures that one batch may have: please split the list."
            raise BatchFileWrong(row.place, most)
        rows.append(row)
    if not rows:
        raise BatchFileWrong("", "There is no prompt in that file: write one on each line.")
    return rows


def _text(data: bytes) -> str:
    if data.startswith(_ARCHIVE):
        raise BatchFileWrong("", "That file is a spreadsheet or an archive: please save it as CSV.")
    text = _decoded(data).replace("\r\n", "\n").replace("\r", "\n")
    if found := _CONTROLS.search(text):
        raise BatchFileWrong(_line(text[: found.start()]), _NO_TEXT)
    return text


def _decoded(data: bytes) -> str:
    """UTF-8 and UTF-16, with a mark or without: any other alphabet could only be guessed, and be paid for as noise."""
    for encoding in _marked(data):
        with suppress(UnicodeDecodeError):
            return data.decode(encoding)
    try:
        return data.decode()
    except UnicodeDecodeError as error:
        binary = _BINARY.search(data)
        before = data[: binary.start() if binary else error.start].replace(b"\r\n", b"\n").replace(b"\r", b"\n")
        raise BatchFileWrong(_line(before.decode("latin-1")), _NO_TEXT if binary else _NO_UTF_8) from None


def _line(before: str) -> str:
    """The place that comes after *before*."""
    return f"Line {before.count(chr(10)) + 1}"


def _marked(data: bytes) -> Iterator[str]:
    if data.startswith(codecs.BOM_UTF8):
        yield "utf-8-sig"
    elif data.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
        yield "utf-16"
    else:
        for encoding, at in _UTF_16.items():
            zeros, others = data[at::2].count(0), data[1 - at :: 2].count(0)
            if zeros * 4 > len(data) and not others:
                yield encoding


def _delimiter(header: str) -> str:
    """The sign that parts the first line into most names of columns."""
    return max(_DELIMITERS, key=lambda sign: sum(name in COLUMNS for name in _names(header.split(sign))))


def _is_header(line: str, delimiter: str) -> bool:
    names = _names(line.split(delimiter))
    return len(names) > 1 and PROMPT in names and all(name in COLUMNS for name in names)


def _names(cells: Sequence[str]) -> list[str]:
    return [cell.strip().strip('"').strip().casefold() for cell in cells]


def _lines(text: str) -> Iterator[Row]:
    for number, line in enumerate(text.split("\n"), start=1):
        if words := said(line):
            yield Row(f"Line {number}", _prompt(words, f"Line {number}"))


def _table(text: str, delimiter: str, *, skipped: int) -> Iterator[Row]:
    """Rows count as a spreadsheet counts them: with the header, and with those that are empty."""
    columns: tuple[str, ...] = ()
    for number, cells in _records(text, delimiter):
        if number <= skipped or not any(map(said, cells)):
            continue
        if not columns:
            columns = _columns(cells, f"Row {number}")
        else:
            yield _row(cells, columns, f"Row {number}")


def _records(text: str, delimiter: str) -> Iterator[tuple[int, list[str]]]:
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=delimiter, strict=True)
    number = 0
    while True:
        number += 1
        try:
            cells = next(reader)
        except StopIteration:
            return
        except csv.Error as error:
            raise BatchFileWrong(f"Row {number}", _LONG if "limit" in str(error) else _QUOTES) from None
        if any(len(cell) > _CELL for cell in cells):
            raise BatchFileWrong(f"Row {number}", _LONG)
        yield number, cells


def _columns(cells: Sequence[str], place: str) -> tuple[str, ...]:
    names = _names(cells)
    while names and not names[-1]:
        names.pop()
    for at, name in enumerate(names, start=1):
        where = f"{place}, column {at}"
        if name not in COLUMNS:
            known = f"the first row names the columns, which are {listed(COLUMNS, 'and')}."
            raise BatchFileWrong(where, f"“{short(name)}” is no column that I know: {known}")
        if name in names[: at - 1]:
            raise BatchFileWrong(where, f"there is a column {name} already: leave one of them out.")
    if PROMPT not in names:
        raise BatchFileWrong(place, "there is no column prompt: the first row names the columns.")
    return tuple(names)


def _row(cells: Sequence[str], columns: Sequence[str], place: str) -> Row:
    if any(map(said, cells[len(columns) :])):
        what = "put a prompt with commas between quotation marks."
        raise BatchFileWrong(place, f"there are {len(cells)} cells for {len(columns)} columns: {what}")
    found = {name: said(cell) for name, cell in zip(columns, cells, strict=False) if said(cell)}
    for name, value in found.items():
        if is_formula(value):
            raise BatchFileWrong(f"{place}, column {name}", _FORMULA)
        if name != PROMPT and len(value) > OPTION_LIMIT:
            what = f"that has {len(value):,} characters, and {OPTION_LIMIT} is the most."
            raise BatchFileWrong(f"{place}, column {name}", what)
    prompt = _prompt(found.pop(PROMPT, ""), f"{place}, column {PROMPT}")
    return Row(place, prompt, found)


def _prompt(words: str, place: str) -> str:
    if not words:
        raise BatchFileWrong(place, "it is empty: write what you want to see, or leave the row out.")
    if len(words) > WORDS_LIMIT:
        what = f"it has {len(words):,} characters, and {WORDS_LIMIT:,} is the most: please shorten it."
        raise BatchFileWrong(place, what)
    return words
