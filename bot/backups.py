"""`plantain backup` and `plantain restore`."""

import asyncio
import sys
from pathlib import Path
from typing import TextIO

from bot.house import utc_now
from bot.settings import Settings
from bot.storage.archive import BackupRefused
from bot.storage.backup import Hooks, Progress, Source, back_up
from bot.storage.restore import restore

_EVERY = 100
"""Pictures between two lines of progress where these are not written over each other."""


async def make_backup(settings: Settings, target: Path, stop: asyncio.Event, out: TextIO = sys.stderr) -> None:
    """Copy everything into one tar at *target*. Raises StorageRefused."""
    source = Source.of(settings.plantain_data, settings.database_url, settings.pictures_url)
    hooks = Hooks(_Line(out).tell, stop.is_set)
    file, copied = await asyncio.to_thread(back_up, source, target, utc_now(), hooks)
    out.write(f"{file}: {_said(copied)}.\n")


async def restore_backup(settings: Settings, archive: Path, stop: asyncio.Event, out: TextIO = sys.stderr) -> None:
    """Fill the empty data folder from *archive*. Raises StorageRefused."""
    if settings.database_url or settings.pictures_url:
        raise BackupRefused(
            "A backup is put back into the data folder: please leave DATABASE_URL and PICTURES_URL unset for it."
        )
    hooks = Hooks(_Line(out).tell, stop.is_set)
    copied = await restore(archive, settings.plantain_data, utc_now(), hooks)
    out.write(f"{settings.plantain_data}: {_said(copied)}.\n")


class _Line:
    """One line that grows, on a terminal; a line now and then in a log."""

    def __init__(self, out: TextIO) -> None:
        self._out, self._terminal = out, out.isatty()

    def tell(self, progress: Progress) -> None:
        if self._terminal:
            self._out.write(f"\r{_said(progress)} …" + ("\r\033[K" if progress.done == progress.total else ""))
        elif progress.done % _EVERY == 0:
            self._out.write(f"{_said(progress)} …\n")
        self._out.flush()


def _said(progress: Progress) -> str:
    lost = f", {progress.lost:,} of them missing or damaged" if progress.lost else ""
    pictures = f"{progress.done:,} of {progress.total:,}" if progress.done < progress.total else f"{progress.total:,}"
    return f"{pictures} pictures{lost}, {progress.size / 2**20:,.1f} MiB"
