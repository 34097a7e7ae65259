"""Stream a JSON document whose tokens become payloads while it is sent."""

import asyncio
import re
from collections.abc import AsyncIterator, Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import pybase64

from bot.gemini.faults import PictureChanged, PictureMissing, PictureUnreadable
from bot.gemini.tokens import Token

_TOKEN = re.compile(rb'"(?:data":\s*"(?=blob)|thoughtSignature":\s*"(?=text))([a-z]{4}[0-9a-f]{64})"')
_STEP = 192 * 1024  # a multiple of 3, so that base64 needs no padding before the end


@dataclass(frozen=True, slots=True)
class _Piece:
    """JSON, then the payload that follows it."""

    json: bytes
    path: Path
    size: int
    verbatim: bool

    @property
    def length(self) -> int:
        return len(self.json) + (self.size if self.verbatim else (self.size + 2) // 3 * 4)


class Expansion:
    """The body of a request: `size` is its Content-Length, iterating gives its bytes, once.

    *locate* tells the file of a token, *places* where tokens count: its first group is the token.
    Making it blocks. That and sending it raise PictureMissing and PictureUnreadable, and sending PictureChanged when a
    file is not as long as it was.
    """

    def __init__(self, document: bytes, locate: Callable[[Token], Path], places: re.Pattern[bytes] = _TOKEN) -> None:
        self.begun = False
        self._pieces: list[_Piece] = []
        position = 0
        for match in places.finditer(document):
            token = Token.parse(match[1].decode())
            assert token  # noqa: S101  # the pattern is narrower than the one of a token
            path = locate(token)
            json = document[position : match.start(1)]
            with _read():
                size = path.stat().st_size
            self._pieces.append(_Piece(json, path, size, token.kind == "text"))
            position = match.end(1)
        self._tail = document[position:]
        self.size = sum(piece.length for piece in self._pieces) + len(self._tail)

    async def __aiter__(self) -> AsyncIterator[bytes]:
        self.begun = True
        for piece in self._pieces:
            yield piece.json
            async for chunk in _payload(piece):
                yield chunk
        yield self._tail


async def _payload(piece: _Piece) -> AsyncIterator[bytes]:
    left = piece.size
    with _read(), piece.path.open("rb", buffering=0) as file:
        while data := file.read(_STEP):
            left -= len(data)
            if left < 0:
                break
            yield data if piece.verbatim else pybase64.b64encode(data)
            await asyncio.sleep(0)  # a socket that takes everything at once must not keep the loop
    if left:
        raise PictureChanged("a picture's file changed while it was sent")


@contextmanager
def _read() -> Iterator[None]:
    """A file is read inside. What fails is ours then, and not the connection's, which has OSErrors of its own."""
    try:
        yield
    except FileNotFoundError as error:
        raise PictureMissing("a file that is to be sent is not there") from error
    except OSError as error:
        raise PictureUnreadable("a file that is to be sent can't be read") from error
