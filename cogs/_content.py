"""What a post is made of: a view, and files on their way to Discord."""

from collections.abc import Iterator, Mapping, Sequence
from contextlib import AbstractAsyncContextManager, ExitStack, closing, contextmanager, nullcontext
from dataclasses import dataclass
from pathlib import Path
from typing import Final

import discord
from discord.ui import LayoutView

from bot.core.aside import aside, entered

SLOWEST: Final = 32 * 2**10
"""Bytes of files in a second: what goes up on a slow line has that much more time, so that it is not cut off."""


@dataclass(frozen=True, slots=True)
class Upload:
    """A file that goes up under *name*; `alt` describes it to those who don't see it."""

    path: Path
    name: str
    alt: str | None = None


@dataclass(frozen=True, slots=True)
class Content:
    """What is to be seen. Files are opened anew for every attempt, and streamed: aiohttp reads them in threads."""

    view: LayoutView
    uploads: Sequence[Upload] = ()

    def files(self) -> AbstractAsyncContextManager[list[discord.File]]:
        return opened(self.uploads)

    async def seconds(self) -> float:
        """How long its files may take on a slow line."""
        return sum((await sizes(self.uploads)).values()) / SLOWEST


def opened(uploads: Sequence[Upload]) -> AbstractAsyncContextManager[list[discord.File]]:
    """For discord.py, which would open them on the event loop. Raises OSError."""
    return entered(_opened(uploads)) if uploads else nullcontext([])


async def sizes(uploads: Sequence[Upload]) -> Mapping[Path, int]:
    """Bytes of their files. Raises OSError."""
    paths = {one.path for one in uploads}
    return await aside(lambda: {path: path.stat().st_size for path in paths}) if paths else {}


@contextmanager
def _opened(uploads: Sequence[Upload]) -> Iterator[list[discord.File]]:
    """discord.py closes no file that it did not open: that would wait, on the event loop, for a thread that reads."""
    with ExitStack() as stack:
        files = [stack.enter_context(one.path.open("rb")) for one in uploads]
        yield [
            stack.enter_context(closing(discord.File(file, one.name, description=one.alt)))
            for one, file in zip(uploads, files, strict=True)
        ]
