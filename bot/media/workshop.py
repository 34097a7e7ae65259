"""Where work on picture files is done: a few patient threads beside the event loop."""

import asyncio
import os
import sys
import threading
from collections.abc import Callable, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from functools import partial
from pathlib import Path
from typing import TypeVar

from bot.core.aside import aside
from bot.core.errors import PictureBroken
from bot.core.file_ports import Inspection
from bot.core.picture import Picture, Pieces
from bot.media.contact_sheet import contact_sheet, thumbnail
from bot.media.convert import Converted, convert
from bot.media.decode import glance, hush
from bot.media.fit import Fitted, fit
from bot.media.inspect import inspect
from bot.media.kinds import HEAD, media_type
from bot.media.limits import ANSWERS, REFERENCES, Limits
from bot.media.pieces import pieces
from bot.media.scale import scale

_NICENESS = 10
_T = TypeVar("_T")
_Made = TypeVar("_Made", Converted, Fitted)


class Workshop:
    """Inspects, converts and fits picture files, at most *threads* at once and at a lower priority than all else.

    Threads cannot be stopped, so each job is bounded by bytes and pixels instead of by time. When the one who waits
    for a job is cancelled, the job is dropped if it has not begun; else it ends, and the file that it made is
    removed.
    """

    def __init__(self, *, references: Limits = REFERENCES, answers: Limits = ANSWERS, threads: int = 2) -> None:
        hush()
        self._references = references
        self._answers = answers
        self._cutting = asyncio.Lock()
        self._pool = ThreadPoolExecutor(threads, "workshop", _step_back)

    async def inspect(self, file: Path) -> Inspection:
        """What a picture of a model really is, whatever its label says. Raises BadPicture.

        One that is damaged was paid for all the same: what its header tells is enough.
        """
        return await self._do(partial(_inspected, file, self._answers))

    async def receive(self, file: Path) -> tuple[Inspection, str | None]:
        """Make a person's file fit for the model, in place where it must be converted; with a note when it was.

        Raises BadPicture; the file is then as it was.
        """
        converted = await self._do(partial(_received, file, self._references), _made_beside(file))
        if converted.path != file:
            await aside(converted.path.replace, file)
        return Inspection(converted.media_type, converted.width, converted.height), converted.note

    async def fit(self, picture: Picture, file: Path, limit: int, into: Path) -> tuple[Path, str | None]:
        """*file* if it has at most *limit* bytes, else the best JPEG or WebP that has, with a note.

        WebP is for pictures in which something is transparent. *into* is the folder for the new file.
        Raises BadPicture when the file cannot be read, or not even its smallest form fits.
        """
        fitted = await self._do(partial(fit, file, picture.media_type, limit, into, self._answers), _made_beside(file))
        return fitted.path, fitted.note

    async def pieces(self, file: Path, limit: int, into: Path, most: int) -> Pieces:
        """Every pixel of the picture in new PNGs of at most *limit* bytes in the folder *into*, at most *most* of them.

        One picture is cut at a time: this takes long, and what is to be posted needs the other thread.
        Raises BadPicture when the file cannot be read without loss, or so many do not suffice.
        """
        async with self._cutting:
            return await self._do(partial(pieces, file, limit, into, most, self._answers), _unlink_pieces)

    async def scale(self, file: Path, factor: int, into: Path) -> Path:
        """A new PNG in the folder *into* with *factor* times fewer pixels each way. Raises BadPicture."""
        return await self._do(partial(scale, file, factor, into, self._answers), _unlink_made)

    async def thumbnail(self, file: Path, into: Path) -> Path:
        """A small copy of a picture, as a new file in the folder *into*. Raises BadPicture."""
        return await self._do(partial(thumbnail, file, into, self._answers), _unlink_made)

    async def contact_sheet(self, tiles: Sequence[tuple[int, Path | None]], into: Path) -> Path:
        """A sheet of numbered thumbnails, as a new file in the folder *into*; None stands for what was not made."""
        return await self._do(partial(contact_sheet, tiles, into), _unlink_made)

    async def close(self) -> None:
        """Drop what has not begun, and wait for what has."""
        await asyncio.to_thread(self._pool.shutdown, cancel_futures=True)

    async def _do(self, job: Callable[[], _T], clear: Callable[[Future[_T]], None] | None = None) -> _T:
        future = self._pool.submit(job)
        try:
            return await asyncio.wrap_future(future)
        except asyncio.CancelledError:
            if clear is not None:
                await aside(future.add_done_callback, clear)  # which calls it at once where the job has just ended
            raise


def _inspected(file: Path, limits: Limits) -> Inspection:
    try:
        return inspect(file, limits)
    except PictureBroken:
        with file.open("rb") as opened:
            kind = media_type(opened.read(HEAD))
        return Inspection(kind, *glance(file, kind, limits.pixels), damaged=True)


def _received(file: Path, limits: Limits) -> Converted:
    return convert(file, inspect(file, limits), file.parent, limits)


def _made_beside(file: Path) -> Callable[[Future[_Made]], None]:
    """What removes the file that a job made, if it made one beside *file*."""

    def clear(job: Future[_Made]) -> None:
        if not job.cancelled() and job.exception() is None and job.result().path != file:
            job.result().path.unlink(missing_ok=True)

    return clear


def _unlink_made(job: Future[Path]) -> None:
    if not job.cancelled() and job.exception() is None:
        job.result().unlink(missing_ok=True)


def _unlink_pieces(job: Future[Pieces]) -> None:
    if not job.cancelled() and job.exception() is None:
        for file in job.result().files:
            file.unlink(missing_ok=True)


def _step_back() -> None:
    """Lower the calling thread's priority. Linux keeps one for each thread, other systems one for the process."""
    if sys.platform == "linux":
        os.setpriority(os.PRIO_PROCESS, threading.get_native_id(), _NICENESS)
