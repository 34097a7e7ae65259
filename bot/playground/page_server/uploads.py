"""What the browser sends: one small JSON part, then files, streamed to a folder with every size bounded."""

import asyncio
import contextlib
import json
import tempfile
from collections.abc import AsyncIterator
from dataclasses import dataclass, field
from pathlib import Path, PurePosixPath
from typing import Final

from aiohttp import BodyPartReader, web
from aiohttp.http_exceptions import HttpProcessingError

from bot.playground.discord.blobs import CHUNK, Upload
from bot.playground.discord.records import Json

MOST_BYTES: Final = 64 * 1024 * 1024
MOST_FILES: Final = 20
MOST_JSON: Final = 256 * 1024
_LONGEST_NAME: Final = 120


class Refused(Exception):
    """The body is not what the page sends, or too much of it. The sentence is for the person."""


@dataclass(frozen=True, slots=True)
class Sent:
    """`said` is the JSON part; `files` go by the field that they were put in (an option, a form's input)."""

    said: Json
    files: dict[str, list[Upload]] = field(default_factory=dict)


@contextlib.asynccontextmanager
async def receive(request: web.Request) -> AsyncIterator[Sent]:
    """Read a form of the page; its files lie in a folder that is gone when the block ends. Raises Refused."""
    if not request.content_type.startswith("multipart/form-data"):
        raise Refused("The page sends forms only.")
    folder = await asyncio.to_thread(tempfile.TemporaryDirectory, prefix="page-")
    try:
        yield await _read(request, Path(folder.name))
    finally:
        await asyncio.to_thread(folder.cleanup)


async def _read(request: web.Request, folder: Path) -> Sent:
    sent: Sent | None = None
    left, count = MOST_BYTES, 0
    try:
        reader = await request.multipart()
        while (part := await reader.next()) is not None:
            if not isinstance(part, BodyPartReader):
                raise Refused("A form inside a form.")
            if sent is None:
                sent = Sent(await _read_json(part))
                continue
            count += 1
            if count > MOST_FILES:
                raise Refused(f"More than {MOST_FILES} files at once.")
            path = folder / str(count)
            left -= await _save(part, path, left)
            sent.files.setdefault(part.name or "", []).append(Upload(_name(part.filename), path))
    except (ValueError, HttpProcessingError) as broken:
        raise Refused("The form could not be read.") from broken
    if sent is None:
        raise Refused("The form is empty.")
    return sent


async def _read_json(part: BodyPartReader) -> Json:
    body = bytearray()
    while chunk := await part.read_chunk(CHUNK):
        body += chunk
        if len(body) > MOST_JSON:
            raise Refused("Too many words.")
    said = json.loads(body)
    if not isinstance(said, dict):
        raise Refused("The form could not be read.")
    return said


async def _save(part: BodyPartReader, path: Path, limit: int) -> int:
    """Write one file and tell its size in bytes."""
    size = 0
    file = await asyncio.to_thread(path.open, "wb")
    try:
        while chunk := await part.read_chunk(CHUNK):
            size += len(chunk)
            if size > limit:
                raise Refused(f"More than {MOST_BYTES // 1024 // 1024} MiB at once.")
            await asyncio.to_thread(file.write, chunk)
    finally:
        await asyncio.to_thread(file.close)
    return size


def _name(given: str | None) -> str:
    """A bare file name, whatever path or control characters came."""
    name = PurePosixPath((given or "").replace("\\", "/")).name
    shown = "".join(letter for letter in name if letter.isprintable())[-_LONGEST_NAME:]
    return shown if shown.strip(".") else "file"
