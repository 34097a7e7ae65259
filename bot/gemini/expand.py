"""Stream a JSON document whose tokens become payloads while it is sent."""

import asyncio
import os
import re
import sys
from collections.abc import AsyncIterator, Callable, Iterator, Sequence
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from io import FileIO
from pathlib import Path

import pybase64

from bot.core.aside import aside, entered
from bot.gemini.faults import PictureChanged, PictureMissing, PictureUnreadable
from bot.gemini.tokens import Token

_TOKEN = re.compile(rb'"(?:data":\s*"(?=blob)|thoughtSignature":\s*"(?=text))([a-z]{4}[0-9a-f]{64})"')
_STEP = 192 * 1024  # a multiple of 3, so that base64 needs no padding before the end
_PART = 2 * _STEP
"""Bytes that are read at a time."""
_OPEN = 16
"""Files of a request that are open at a time."""
_CHANGED = "a picture's file changed while it was sent"


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
        buffer = memoryview(bytearray(_PART))
        for start in range(0, len(self._pieces), _OPEN):
            pieces = self._pieces[start : start + _OPEN]
            async with entered(_opened(pieces)) as files:
                for piece, file in zip(pieces, files, strict=True):
                    yield piece.json
                    async for chunk in _payload(piece, file, buffer):
                        yield chunk
        yield self._tail


@contextmanager
def _opened(pieces: Sequence[_Piece]) -> Iterator[Sequence[FileIO]]:
    """Their files. Raises PictureChanged when one is not as long as it was."""
    with ExitStack() as stack:
        with _read():
            files = [stack.enter_context(piece.path.open("rb", buffering=0)) for piece in pieces]
            sizes = [os.fstat(file.fileno()).st_size for file in files]
        if sizes != [piece.size for piece in pieces]:
            raise PictureChanged(_CHANGED)
        yield files


async def _payload(piece: _Piece, file: FileIO, buffer: memoryview) -> AsyncIterator[bytes]:
    for start in range(0, piece.size, len(buffer)):
        part = buffer[: piece.size - start]
        await _fill(part, file)
        for at in range(0, len(part), _STEP):
            data = part[at : at + _STEP]
            yield bytes(data) if piece.verbatim else pybase64.b64encode(data)
            await asyncio.sleep(0)  # a socket that takes everything at once must not keep the loop


async def _fill(part: memoryview, file: FileIO) -> None:
    """What the system has in memory is copied at once, which costs less than a thread; a disk may keep one waiting."""
    if rest := part[_copied(part, file) :]:
        await aside(_complete, rest, file)


def _copied(part: memoryview, file: FileIO) -> int:
    """Bytes of *file* that came to *part* without waiting; where the system or its disk can't tell, none."""
    if sys.platform != "linux":
        return 0
    try:
        copied = os.preadv(file.fileno(), [part], file.tell(), os.RWF_NOWAIT)
    except OSError:  # it would wait, or can't tell; if something is wrong with the file, reading it tells
        return 0
    file.seek(copied, os.SEEK_CUR)
    return copied


def _complete(part: memoryview, file: FileIO) -> None:
    while part:
        with _read():
            count = file.readinto(part)
        if not count:
            raise PictureChanged(_CHANGED)
        part = part[count:]


@contextmanager
def _read() -> Iterator[None]:
    """A file is read inside. What fails is ours then, and not the connection's, which has OSErrors of its own."""
    try:
        yield
    except FileNotFoundError as error:
        raise PictureMissing("a file that is to be sent is not there") from error
    except OSError as error:
        raise PictureUnreadable("a file that is to be sent can't be read") from error
