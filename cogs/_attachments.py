"""Attachments become references: fetched to files, looked at, made fit. All of it within bounds."""

import asyncio
import shutil
import tempfile
from collections.abc import AsyncIterator, Mapping, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from pathlib import Path

from bot.core.errors import OneOfSeveral, PictureEmpty, PictureTooLarge, Refused
from bot.core.limits import REFERENCE_BYTES
from bot.core.picture import Picture
from bot.core.workbench import Workbench
from cogs._inbound import Attached


@dataclass(frozen=True, slots=True)
class References:
    """What became of the attachments, in their order; `notes` tell what had to be changed; `files` by address."""

    pictures: tuple[Picture, ...] = ()
    notes: tuple[str, ...] = ()
    files: Mapping[str, Path] = field(default_factory=dict)


class Desk:
    """Where attachments are handed in."""

    def __init__(self, bench: Workbench) -> None:
        self._bench = bench

    async def take(self, attached: Sequence[Attached], folder: Path) -> References:
        """Bring them all into *folder*. Raises the first one's `Refused`, which says which one it is of several."""
        files = [folder / f"{number}" for number in range(len(attached))]
        taken = await asyncio.gather(*map(self._take_one, attached, files), return_exceptions=True)
        good: list[tuple[Picture, str | None]] = []
        for number, result in enumerate(taken, start=1):
            if isinstance(result, BaseException):
                raise _named(result, number, len(taken)) from result
            good.append(result)
        return References(
            tuple(picture for picture, _ in good),
            tuple(dict.fromkeys(note for _, note in good if note)),
            {picture.sha256: file for (picture, _), file in zip(good, files, strict=True)},
        )

    async def _take_one(self, one: Attached, file: Path) -> tuple[Picture, str | None]:
        async with self._bench.intake.files:
            if await self._bench.attachments.fetch(one.url, file) == 0:
                raise PictureEmpty
            seen, note = await self._bench.workshop.receive(file)
            size = (await asyncio.to_thread(file.stat)).st_size
            address = await self._bench.pictures.address(file)
        return Picture(address, seen.media_type, seen.width, seen.height, size), note


def check_sizes(attached: Sequence[Attached]) -> None:
    """Refuse by what Discord declares, before anything is fetched. Raises a `Refused`."""
    for number, one in enumerate(attached, start=1):
        if one.size == 0:
            raise _named(PictureEmpty(), number, len(attached))
        if one.size > REFERENCE_BYTES:
            raise _named(PictureTooLarge(REFERENCE_BYTES), number, len(attached))


@asynccontextmanager
async def scratch(spool: Path) -> AsyncIterator[Path]:
    """A folder below *spool* that is gone afterwards, with all that is in it."""
    folder = Path(await asyncio.to_thread(tempfile.mkdtemp, dir=spool))
    try:
        yield folder
    finally:
        await asyncio.to_thread(shutil.rmtree, folder, ignore_errors=True)


def _named(error: BaseException, number: int, of: int) -> BaseException:
    return OneOfSeveral(number, of, error) if of > 1 and isinstance(error, Refused) else error
