"""Base64 in the midst of words: whether it is folded, and where it ends."""

import pytest

from bot.gemini.payload import decoded
from bot.gemini.payload_in_words import FARTHEST, manner, unfolded, words_end
from tests.gemini.provider import b64, png

LINE = b64(png(49)).encode()
assert len(LINE) == 76


@pytest.mark.parametrize(
    ("text", "end"),
    [
        (b"QUJD)", 4),
        (b"QUJD", -1),
        (b"QU\\/D\\n", 5),
        (b"QU\\u002bD ", 9),
        (b"QUJD\\", -1),
        (b"QUJD\\u00", -1),
        (b"QUJD\\u0041", 4),
        (b"", -1),
    ],
)
def test_base64_ends_where_other_letters_begin(text: bytes, end: int) -> None:
    """Escapes of its own letters are of it, also those of which only a half has arrived."""
    assert words_end(text, 0) == end


@pytest.mark.parametrize("arrived", [LINE[:40], LINE, LINE + b"\\", LINE + b"\\r", LINE + b"\\r\\n", LINE + b"\\n"])
def test_nothing_is_decided_too_early(arrived: bytes) -> None:
    """A line break at the end of what has arrived may be a fold, or the end."""
    assert manner(arrived, 0) is None


@pytest.mark.parametrize(
    "text", [LINE * 20, LINE + b")", LINE + b"\\n)", LINE + b"\\r\\n ", LINE[:40] + b"\\nWords", LINE * 2 + b"\\nA"]
)
def test_base64_in_one_piece_ends_at_a_line_break(text: bytes) -> None:
    """Short or long lines, or nothing like base64 behind the break, are no fold."""
    assert manner(text, 0) == (decoded, words_end)


@pytest.mark.parametrize("line_break", [b"\\n", b"\\r\\n"])
@pytest.mark.parametrize("last", [b"", b"QUI=", b"QQ=="])
def test_folded_base64_ends_with_a_shorter_line(line_break: bytes, last: bytes) -> None:
    """What comes behind that is words."""
    text = line_break.join([LINE, LINE, last]) + line_break + b"Words"
    found = manner(text, 0)
    assert found
    codec, end = found
    assert codec is unfolded
    assert text[: end(text, 0)].rstrip(b"\\rn") == line_break.join([LINE, LINE, last]).rstrip(b"\\rn")
    assert end(LINE + line_break + LINE[:10] + b"\\", 0) == -1


def test_only_whole_lines_are_decoded_before_the_end() -> None:
    """So each goes on where a line begins; a last one that cannot be base64 was a word."""
    whole = decoded(LINE, last=True)[0]
    assert unfolded(LINE + b"\\n" + LINE[:7], last=False) == (whole, LINE[:7])
    assert unfolded(LINE[:7], last=False) == (b"", LINE[:7])
    assert unfolded(LINE + b"\\r\\nQUI=", last=True) == (whole + b"AB", b"")
    assert unfolded(LINE + b"\\nEnjoy", last=True) == (whole, b"")


def test_after_so_many_bytes_it_is_certain() -> None:
    """A first line, however it is escaped, is over by then."""
    escaped = b"\\u002b" * 80
    assert manner(escaped + b"\\n" + escaped, 0) != (decoded, words_end)
    assert len(escaped + b"\\r\\nA") <= FARTHEST
    assert manner(b"A" * FARTHEST, 0) == (decoded, words_end)
