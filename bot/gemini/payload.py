"""How a payload is spelt inside a JSON string: base64 in its usual and unusual forms, or any text at all.

Codecs take the text that has arrived and tell `(bytes to keep, text to see again)`; with `last` nothing is left over.
"""

import binascii
import re

import pybase64

from bot.gemini.faults import ReplyBroken

SHORTEST = 32
"""Characters of base64 below which a string stays in the JSON: no picture is that small, every token is longer."""

_ESCAPE = re.compile(rb"\\(?:u00([0-9a-fA-F]{2})|(/)|[nrt])")
_HALF_ESCAPE = re.compile(rb"\\(?:u[0-9a-fA-F]{0,3})?\Z")
_STANDARD = bytes.maketrans(b"-_", b"+/")
_WHITESPACE = b" \t\r\n"
_BACKSLASH = ord("\\")


def verbatim(text: bytes, *, last: bool) -> tuple[bytes, bytes]:
    """The text as it is; an escape that has only half arrived waits."""
    if last or not _ends_in_escape(text):
        return text, b""
    return text[:-1], text[-1:]


def decoded(text: bytes, *, last: bool) -> tuple[bytes, bytes]:
    """Decode base64: standard, else URL-safe, unpadded, folded or JSON-escaped.

    Raises ReplyBroken when it is none of these.
    """
    whole = len(text) if last else len(text) & ~3
    try:
        return pybase64.b64decode(memoryview(text)[:whole], validate=True), text[whole:]
    except binascii.Error:
        return _decoded_oddly(text, last=last)


def _decoded_oddly(text: bytes, *, last: bool) -> tuple[bytes, bytes]:
    half = None if last else _HALF_ESCAPE.search(text)
    text, waiting = (text[: half.start()], half[0]) if half else (text, b"")
    plain = _ESCAPE.sub(_unescaped, text).translate(_STANDARD, _WHITESPACE)
    whole = len(plain) if last else len(plain) & ~3
    try:
        data = pybase64.b64decode(plain[:whole] + b"=" * (-whole % 4), validate=True)
    except binascii.Error:
        raise ReplyBroken("a payload is not base64") from None
    return data, plain[whole:] + waiting


def _unescaped(escape: re.Match[bytes]) -> bytes:
    return bytes.fromhex(escape[1].decode()) if escape[1] else escape[2] or b""


def is_base64(head: bytes) -> bool:
    """Whether the beginning of a string shows that it is a payload."""
    if len(head) < SHORTEST:
        return False
    try:
        decoded(head[:SHORTEST], last=False)
    except ReplyBroken:
        return False
    return True


def string_end(buffer: bytes, start: int) -> int:
    """Where the JSON string that *start* lies in is closed, or -1."""
    quote = buffer.find(b'"', start)
    while quote >= 0 and _ends_in_escape(buffer, start, quote):
        quote = buffer.find(b'"', quote + 1)
    return quote


def _ends_in_escape(buffer: bytes, start: int = 0, end: int | None = None) -> bool:
    """Whether an odd number of backslashes stands before *end*."""
    last = len(buffer) if end is None else end
    first = last
    while first > start and buffer[first - 1] == _BACKSLASH:
        first -= 1
    return bool((last - first) % 2)
