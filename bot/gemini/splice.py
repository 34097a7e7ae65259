"""Lift payloads out of a JSON document into files while it arrives."""

import re
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import BinaryIO

from bot.gemini.faults import ReplyCut, ReplyTooLarge
from bot.gemini.payload import SHORTEST, decoded, is_base64, string_end, verbatim
from bot.gemini.payload_in_words import Codec, End, manner
from bot.gemini.tokens import Kind, Token, spool_token

LARGEST_JSON = 8 * 2**20
"""Bytes of a reply without its payloads: far above any words a model can say."""
MOST_PAYLOADS = 512

_URI = rb"(?i:data:)[\w.+-]{0,20}(?:\\?/[\w.+-]{1,40})?(?:;[\w=.+-]{1,30}){0,2};(?i:base64),(?: |\\[nrt]){0,4}"
"""Of whatever type, or of none: only the bytes tell what they are."""

# What separates members, an unescaped quote, a key's name, a quote and a colon: that can't occur inside a JSON string.
# Spaces are bounded, so that what is found never depends on where chunks end.
_START = re.compile(
    rb'[{,\s]"(?:(?P<blob>data|b64_json)|thoughtSignature|thought_signature)"[ \t\r\n]{0,16}:[ \t\r\n]{0,16}"'
    rb"|(?P<words>" + _URI + rb")"
)
_LONGEST_START = 152
_DATA_URI = re.compile(_URI)
_PEEK = 192  # the longest data URI prefix and as much base64 as shows what it is


@dataclass(slots=True)
class _Payload:
    file: BinaryIO
    codec: Codec
    end: End


class Splicer:
    """Takes a document in chunks; payloads go to files in *spool*, `close` returns the rest, with tokens for them.

    *files* is filled as payloads begin, so that whoever owns it can delete them whatever happens. *limit* is for all
    bytes of the document. Raises ReplyTooLarge, ReplyCut, ReplyBroken, and OSError when a file can't be written.
    """

    def __init__(self, spool: Path, fresh: Callable[[], str], files: dict[Token, Path], *, limit: int) -> None:
        self._spool, self._fresh, self._files, self._left = spool, fresh, files, limit
        self._json = bytearray()
        self._unread = b""
        self._payload: _Payload | None = None

    def feed(self, chunk: bytes) -> None:
        self._left -= len(chunk)
        if self._left < 0:
            raise ReplyTooLarge("the reply has too many bytes")
        buffer = self._unread + chunk if self._unread else chunk
        self._unread, position = b"", 0
        while position < len(buffer):
            position = self._drain(self._payload, buffer, position) if self._payload else self._scan(buffer, position)
        if len(self._json) > LARGEST_JSON:
            raise ReplyTooLarge("the reply has too many words")

    def close(self) -> bytes:
        if self._payload:
            raise ReplyCut("the reply ends inside a payload")
        return bytes(self._json + self._unread)

    def abort(self) -> None:
        """Close what is open; harmless after `close`."""
        if self._payload:
            self._payload.file.close()
            self._payload = None

    def _scan(self, buffer: bytes, position: int) -> int:
        """Copy JSON as far as the next payload, and open it; tells how far it came."""
        start = _START.search(buffer, position)
        if start is None:
            return self._wait(buffer, position, max(position, len(buffer) - _LONGEST_START))
        if start["words"]:
            return self._scan_words(buffer, position, start)
        end, value = string_end(buffer, start.end()), start.end()
        if end < 0 and len(buffer) - value < _PEEK:
            return self._wait(buffer, position, start.start())
        head = buffer[value : value + _PEEK if end < 0 else min(end, value + _PEEK)]
        if start["blob"] and (prefix := _DATA_URI.match(head)):
            value, head = value + prefix.end(), head[prefix.end() :]
        self._json += buffer[position:value]
        if not start["blob"]:
            if head:
                self._open("text", verbatim, string_end)
        elif is_base64(head[:SHORTEST]):
            self._open("blob", decoded, string_end)
        return value

    def _scan_words(self, buffer: bytes, position: int, start: re.Match[bytes]) -> int:
        value = start.end()
        found = manner(buffer, value)
        if found is None:
            return self._wait(buffer, position, start.start())
        self._json += buffer[position:value]
        codec, find_end = found
        end = find_end(buffer, value)
        if is_base64(buffer[value : value + SHORTEST if end < 0 else min(end, value + SHORTEST)]):
            self._open("blob", codec, find_end)
        return value

    def _wait(self, buffer: bytes, position: int, keep: int) -> int:
        self._json += buffer[position:keep]
        self._unread = buffer[keep:]
        return len(buffer)

    def _open(self, kind: Kind, codec: Codec, end: End) -> None:
        if len(self._files) >= MOST_PAYLOADS:
            raise ReplyTooLarge("the reply has too many payloads")
        token = spool_token(kind, self._fresh)
        self._json += token.encode()
        path = self._files[token] = self._spool / token
        self._payload = _Payload(path.open("xb"), codec, end)

    def _drain(self, payload: _Payload, buffer: bytes, position: int) -> int:
        """Move a payload's text to its file; tells how far it came."""
        end = payload.end(buffer, position)
        data, self._unread = payload.codec(buffer[position : None if end < 0 else end], last=end >= 0)
        payload.file.write(data)
        if end < 0:
            return len(buffer)
        self.abort()
        return end
