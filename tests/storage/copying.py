"""A data folder with turns and pictures in it, and copies of it."""

import asyncio
import tarfile
from collections.abc import AsyncIterator, Callable, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass, field, replace
from io import BytesIO
from pathlib import Path

from bot.core.picture import Picture
from bot.core.turn import State, Turn
from bot.storage.backup import Hooks, Progress, Source, back_up
from bot.storage.database import Database
from bot.storage.folder import DataFolder
from bot.storage.migrating import migrate
from bot.storage.pictures import StoredPictures
from bot.storage.turns import SqlTurns
from tests.storage.samples import NOW, REPLY, a_turn


@dataclass
class Told:
    """Hooks that remember what they were told; stopped after so many pictures."""

    stop_after: int = 1_000_000
    progress: list[Progress] = field(default_factory=list)

    @property
    def hooks(self) -> Hooks:
        return Hooks(self.progress.append, lambda: len(self.progress) >= self.stop_after)


@dataclass
class Shelf:
    """An open data folder, as a running bot has it."""

    folder: DataFolder
    turns: SqlTurns
    pictures: StoredPictures

    async def painted(self, content: bytes) -> Turn:
        """A turn with one picture, delivered."""
        file = self.folder.spool / f"painted-{content.hex()[:40]}"
        await asyncio.to_thread(file.write_bytes, content)
        picture = Picture(await self.pictures.keep(file), "image/png", 8, 8, len(content))
        turn = await self.turns.accept(a_turn())
        part = {"inlineData": {"mimeType": "image/png", "data": f"blob{picture.sha256}"}}
        made = turn.starting(None, NOW).generated(replace(REPLY, parts=(part,), pictures=(picture,)))
        done = made.delivered(post=len(content) + 1000, now=NOW)
        await self.turns.save(made, was=State.ACCEPTED)
        await self.turns.save(done, was=State.GENERATED, as_head=True)
        return done


@asynccontextmanager
async def shelf(root: Path) -> AsyncIterator[Shelf]:
    with DataFolder(root) as folder:
        await migrate(folder.database_url)
        database = Database(folder.database_url)
        try:
            yield Shelf(folder, SqlTurns(database), StoredPictures.at(str(folder.pictures), folder.spool))
        finally:
            await database.close()


def copied(root: Path, target: Path, told: Told | None = None) -> Progress:
    """What a backup of the data folder at *root* told in the end."""
    return back_up(Source.of(root), target, NOW, (told or Told()).hooks)[1]


def members(archive: Path) -> dict[str, bytes]:
    with tarfile.open(archive, "r:") as tar:
        return {entry.name: _content(tar, entry) for entry in tar}


def packed(archive: Path, content: Sequence[tuple[str, bytes]], change: Callable[[tarfile.TarInfo], None]) -> Path:
    """A tar with these members, each changed by *change* before it is written."""
    with tarfile.open(archive, "w", format=tarfile.PAX_FORMAT) as tar:
        for name, data in content:
            entry = tarfile.TarInfo(name)
            entry.size = len(data)
            change(entry)
            tar.addfile(entry, BytesIO(data) if entry.size else None)
    return archive


def _content(tar: tarfile.TarFile, entry: tarfile.TarInfo) -> bytes:
    opened = tar.extractfile(entry)
    assert opened is not None
    return opened.read()
