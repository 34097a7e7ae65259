"""Request bodies: JSON, or multipart with `payload_json` and `files[n]` (Discord docs, Uploading files)."""

import json
import re
from collections.abc import AsyncIterator
from dataclasses import dataclass, field
from typing import Any, Final

from aiohttp import BodyPartReader, web

from bot.playground.discord.blobs import CHUNK, Blob, BlobStore, TooLarge
from bot.playground.discord.records import Json
from bot.playground.discord.rules import Violation, demand, refuse

REQUEST_LIMIT: Final = 25 * 1024 * 1024
JSON_LIMIT: Final = 1024 * 1024
_FILE: Final = re.compile(r"files\[(\d+)\]")


@dataclass(frozen=True, slots=True)
class Part:
    name: str
    blob: Blob


@dataclass(frozen=True, slots=True)
class Form:
    """`files` by the n of `files[n]`."""

    body: Json
    files: dict[int, Part] = field(default_factory=dict)
    multipart: bool = False

    def inner(self) -> "Form":
        """The message inside an interaction callback: its `data`, with the same files."""
        return Form(self.body.get("data") or {}, self.files, self.multipart)


async def read_json(request: web.Request) -> Any:
    """The JSON body, {} when there is none."""
    raw = await request.read()
    return _parse(raw) if raw else {}


async def read_form(request: web.Request, blobs: BlobStore, file_limit: int) -> Form:
    """Read a message body; files go to the blob store as they come. Refused when a file or the whole is too large."""
    if (request.content_length or 0) > REQUEST_LIMIT:
        raise refuse("too large")
    if not request.content_type.startswith("multipart/"):
        return Form(_object(await read_json(request)))
    body: Json = {}
    files: dict[int, Part] = {}
    try:
        async for part in await request.multipart():
            if not isinstance(part, BodyPartReader):
                raise refuse("not json")
            if found := _FILE.fullmatch(part.name or ""):
                blob = await blobs.add(_chunks(part), file_limit)
                files[int(found[1])] = Part(part.filename or "file", blob)
            else:
                body = _object(_parse(await part.read()))
    except TooLarge:
        raise refuse("too large") from None
    return Form(body, files, multipart=True)


async def _chunks(part: BodyPartReader) -> AsyncIterator[bytes]:
    while chunk := await part.read_chunk(CHUNK):
        yield chunk


def _parse(raw: bytes | bytearray) -> Any:
    if len(raw) > JSON_LIMIT:
        raise refuse("too large")
    try:
        return json.loads(raw)
    except ValueError:
        raise refuse("not json") from None


def _object(value: Any) -> Json:
    if not isinstance(value, dict):
        demand([Violation((), "DICT_TYPE_CONVERT", "Only dictionaries may be used in a DictType")])
    return value  # type: ignore[no-any-return] # a dict, or demand has raised
