"""Base64 in the midst of words, as in a data URI: nothing announces its end, and it may be folded into lines."""

import re
from contextlib import suppress
from typing import Protocol

from bot.gemini.faults import ReplyBroken
from bot.gemini.payload import decoded

FARTHEST = 512
"""Bytes after which it is certain whether base64 is folded, however its letters are escaped."""

# Anything but base64, its escaped letters and an escape that has only half arrived.
_END = re.compile(
    rb"[^\w+/=\\-]|\\(?!/|\Z|u(?:\Z|0(?:\Z|0(?:\Z|2(?:\Z|[bBfF])|3(?:\Z|[dD])))))",
)
_LETTER = rb"(?:[\w+-]|\\?/|\\u002[bBfF])"
_BREAK = rb"(?:\\r)?\\n"
# Lines of 60 to 80 letters (MIME has 76, PEM 64), so that each can be decoded by itself.
_FIRST_LINE = re.compile(rb"((?:%b{4}){15,20})%b(?=[\w+/\\-])" % (_LETTER, _BREAK))
_HALF_BREAK = re.compile(rb"\\(?:r(?:\\n?)?|n)?\Z")
_HALF_ARRIVED = re.compile(rb"(?:\\r)?(?:\\(?:u[0-9a-fA-F]{0,3})?)?\Z")


class Codec(Protocol):
    def __call__(self, text: bytes, *, last: bool) -> tuple[bytes, bytes]: ...


class End(Protocol):
    def __call__(self, buffer: bytes, start: int, /) -> int: ...


def manner(buffer: bytes, start: int) -> tuple[Codec, End] | None:
    """How to decode base64 that begins at *start*, and to find its end; None until more of it is there to tell."""
    end = words_end(buffer, start)
    if (end < 0 and len(buffer) - start < FARTHEST) or (end >= 0 and _HALF_BREAK.match(buffer, end)):
        return None
    first = _FIRST_LINE.match(buffer, start)
    return (unfolded, _end_of_lines(len(re.findall(_LETTER, first[1])))) if first else (decoded, words_end)


def words_end(buffer: bytes, start: int) -> int:
    """Where base64 in one piece ends, or -1."""
    end = _END.search(buffer, start)
    return end.start() if end else -1


def _end_of_lines(width: int) -> End:
    """A line that is shorter is the last: what comes after it is words again."""
    lines = re.compile(rb"(?:%b{%d}%b)*%b{0,%d}(?:=|\\u003[dD]){0,2}" % (_LETTER, width, _BREAK, _LETTER, width))

    def end(buffer: bytes, start: int) -> int:
        """*start* is where a line begins."""
        found = lines.match(buffer, start)
        return found.end() if found and not _HALF_ARRIVED.match(buffer, found.end()) else -1

    return end


def unfolded(text: bytes, *, last: bool) -> tuple[bytes, bytes]:
    """As `decoded`, but only whole lines: the rest is to be seen again.

    Behind a full line the last one may be a word: it is left out unless it can be base64.
    """
    whole = text.rfind(b"\\n") + 2 if b"\\n" in text else 0
    data, _ = decoded(text[:whole], last=True)
    if not last:
        return data, text[whole:]
    with suppress(ReplyBroken):
        data += decoded(text[whole:], last=True)[0]
    return data, b""
