"""Pictures made ready to go up: byte for byte where they fit, else as the best that fits."""

import asyncio
from collections.abc import AsyncIterator, Iterator, Mapping, Sequence
from contextlib import AsyncExitStack, asynccontextmanager, contextmanager
from dataclasses import dataclass
from pathlib import Path

from bot.core.errors import BadPicture, PictureLost, StorageFailed
from bot.core.file_ports import Workshop
from bot.core.picture import Picture
from bot.core.ports import Pictures
from cogs._attachments import scratch
from cogs._content import Upload

REQUEST_BYTES = 25 * 2**20
"""Bytes of all files of one post, unless the place allows a larger single file (Discord docs, Uploading Files)."""

UNFIT = "a picture could not be made small enough to be posted here"


@dataclass(frozen=True, slots=True)
class Ready:
    """Files to send, and what had to be done to them."""

    uploads: tuple[Upload, ...]
    notes: tuple[str, ...]


@asynccontextmanager
async def at_hand(stored: Pictures, pictures: Sequence[Picture]) -> AsyncIterator[Mapping[str, Path]]:
    """The files of *pictures* by address. Raises PictureLost, also when one is taken away while it is worked on."""
    async with stored.at_hand({picture.sha256 for picture in pictures}) as files:
        try:
            yield files
        except FileNotFoundError as error:
            raise PictureLost from error


class Packer:
    """Makes pictures ready; *spool* is a folder for the files that this takes."""

    def __init__(self, pictures: Pictures, workshop: Workshop, spool: Path) -> None:
        self._pictures, self._workshop, self._spool = pictures, workshop, spool

    @asynccontextmanager
    async def ready(
        self, pictures: Sequence[Picture], name: str, limit: int, alt: str | None = None, *, shrink: int = 1
    ) -> AsyncIterator[Ready]:
        """Files called *name* and a number, of at most *limit* bytes each, while the context is open.

        *shrink*: by how much the pictures are to be scaled down before.

        Raises PictureLost and StorageFailed on entering; the latter may pass, as a full disk does.
        """
        share = min(limit, max(limit, REQUEST_BYTES) // max(1, len(pictures)))
        async with AsyncExitStack() as stack:
            with _written():
                folder = await stack.enter_async_context(scratch(self._spool))
            files = await stack.enter_async_context(at_hand(self._pictures, pictures))
            fitted = await asyncio.gather(
                *(self._fit(picture, files[picture.sha256], share, folder, shrink) for picture in pictures)
            )
            uploads = [
                Upload(path, f"{name}-{number}{_suffix(path, files[picture.sha256], picture)}", alt)
                for number, (picture, (path, _)) in enumerate(zip(pictures, fitted, strict=True), start=1)
                if path
            ]
            yield Ready(tuple(uploads), tuple(dict.fromkeys(note for _, note in fitted if note)))

    async def _fit(
        self, picture: Picture, file: Path, limit: int, folder: Path, shrink: int
    ) -> tuple[Path | None, str | None]:
        try:
            with _written(file):
                return await self._workshop.fit(picture, await self._scaled(file, folder, shrink), limit, folder)
        except BadPicture:
            return None, UNFIT

    async def _scaled(self, file: Path, folder: Path, shrink: int) -> Path:
        """What cannot be scaled goes up as it is: it was paid for."""
        try:
            return await self._workshop.scale(file, shrink, folder) if shrink > 1 else file
        except BadPicture:
            return file


@contextmanager
def _written(stored: Path | None = None) -> Iterator[None]:
    """What the disk refuses inside raises StorageFailed; that the file *stored* is gone stays what it is."""
    try:
        yield
    except OSError as error:
        if stored and isinstance(error, FileNotFoundError) and error.filename == str(stored):
            raise
        raise StorageFailed from error


def _suffix(path: Path, original: Path, picture: Picture) -> str:
    return picture.suffix if path == original else path.suffix
