import base64
import random
from collections.abc import Callable

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.gemini.faults import ReplyBroken
from bot.gemini.payload import SHORTEST, decoded, is_base64, string_end, verbatim

SPELLINGS: dict[str, Callable[[bytes], bytes]] = {
    "standard": base64.b64encode,
    "URL-safe": base64.urlsafe_b64encode,
    "unpadded": lambda data: base64.b64encode(data).rstrip(b"="),
    "folded": lambda data: base64.encodebytes(data).replace(b"\n", b"\\n"),
    "folded with CRLF": lambda data: base64.encodebytes(data).replace(b"\n", b"\\r\\n"),
    "escaped slash": lambda data: base64.b64encode(data).replace(b"/", b"\\/"),
    "escaped letters": lambda data: base64.b64encode(data).replace(b"=", b"\\u003d").replace(b"+", b"\\u002B"),
}


@given(
    data=st.binary(max_size=300),
    spelling=st.sampled_from(sorted(SPELLINGS)),
    seed=st.integers(min_value=0, max_value=99),
)
def test_every_spelling_gives_the_same_bytes_however_it_is_cut(data: bytes, spelling: str, seed: int) -> None:
    """Base64 in all forms that providers use decodes to the same bytes at any chunking."""
    text, cut = SPELLINGS[spelling](data), random.Random(seed)  # noqa: S311  # repeatable
    got, rest = b"", b""
    while text:
        size = cut.randint(1, 9)
        chunk, text = rest + text[:size], text[size:]
        some, rest = decoded(chunk, last=not text)
        got += some
    assert (got, rest) == (data, b"")


@pytest.mark.parametrize("text", [b"AAA!", b"AAAA A=AA", b"A", b"AA=A", "AAé=".encode(), b"AAAA\\x"])
def test_what_is_not_base64_is_told(text: bytes) -> None:
    """A broken payload raises instead of giving other bytes."""
    with pytest.raises(ReplyBroken):
        decoded(text, last=True)


def test_verbatim_text_keeps_escapes_in_one_piece() -> None:
    """A backslash that may begin an escape waits for what follows, an escaped one doesn't."""
    assert verbatim(b"ab\\", last=False) == (b"ab", b"\\")
    assert verbatim(b"ab\\\\", last=False) == (b"ab\\\\", b"")
    assert verbatim(b"ab\\", last=True) == (b"ab\\", b"")


@pytest.mark.parametrize(
    ("text", "expected"),
    [(b'abc"', 3), (b'a\\"b"', 4), (b'\\\\"', 2), (b'\\\\\\"x"', 5), (b"abc", -1), (b'a\\"', -1), (b'"', 0)],
)
def test_a_string_ends_at_the_first_quote_that_is_not_escaped(text: bytes, expected: int) -> None:
    """Backslashes before a quote are counted."""
    assert string_end(text, 0) == expected


@pytest.mark.parametrize(
    ("head", "expected"),
    [
        (b"A" * SHORTEST, True),
        (b"A" * (SHORTEST - 1), False),
        (b"https://cdn.example/a/long/enough.png", False),
        (b"-_" * SHORTEST, True),
        (b"A" * (SHORTEST - 1) + b"\\" + b"u002f", True),
        (b"words, and more words, and even more", False),
    ],
)
def test_the_first_letters_tell_a_payload(head: bytes, expected: bool) -> None:
    """Only a string that is long enough and base64 throughout its beginning is taken for a payload."""
    assert is_base64(head) is expected
