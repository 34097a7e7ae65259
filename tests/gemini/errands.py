"""A model that works by tasks, against any address."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import msgspec

from bot.core.conversation import History
from bot.core.errors import StorageFailed
from bot.core.picture import Picture
from bot.core.ports import Call
from bot.core.reply import Reply
from bot.core.request import Request
from bot.gemini.experience import Experience
from bot.gemini.keeping import Keeper
from bot.gemini.model import GeminiModel, Provider
from bot.gemini.patience import Patience
from bot.gemini.presets import Preset
from bot.gemini.providers import load_presets
from bot.gemini.sdk import Endpoint, connect
from bot.gemini.task_errand import Errand
from bot.gemini.task_wire import TaskWire
from bot.gemini.tasks import TaskModel
from bot.media.links import open_links
from bot.media.workshop import Workshop
from bot.storage.pictures import StoredPictures
from tests.fakes import CATALOG, Waits, request

FAMILIES = [family.id for family in CATALOG.families]
KEY = "sk-a-made-up-key-of-12ai"


def preset(way: str = "task", name: str = "12ai") -> Preset:
    return msgspec.structs.replace(load_presets(FAMILIES)[name], way=way)


@dataclass
class Studio:
    """`notes` is what was noted for the call; `refusing` answers to notes with a full disk."""

    tasks: TaskModel
    pictures: StoredPictures
    spool: Path
    waits: Waits
    notes: list[str] = field(default_factory=list)
    refusing: int = 0

    async def note(self, task: str) -> None:
        if self.refusing:
            self.refusing -= 1
            raise StorageFailed
        self.notes.append(task)

    def call(self, wish: Request, past: History | None = None, files: Any = None, task: str | None = None) -> Call:
        offer = self.tasks.model.provider.preset.offer
        family = offer.narrowed(CATALOG.family(wish.family))
        assert family
        return Call(family, past or History(), wish, files or {}, task, self.note)

    async def ask(self, wish: Request | None = None, past: History | None = None, task: str | None = None) -> Reply:
        wish = wish or request(family="nano-banana-2")
        named = {picture.sha256 for picture in (*(past.pictures if past else ()), *wish.references)}
        async with self.pictures.at_hand(named) as files:
            return await self.tasks.generate(self.call(wish, past, files, task))

    async def stored(self, data: bytes, width: int = 8, height: int = 8) -> Picture:
        file = self.spool / "reference"
        file.write_bytes(data)
        return Picture(await self.pictures.keep(file), "image/png", width, height, len(data))

    def errand(self, generation: str = "B", wish: Request | None = None) -> Errand:
        call = self.call(wish or request(family="nano-banana-2"))
        model = self.tasks.model
        return Errand(model, self.tasks.wire, call, generation, model.provider.preset.tasks[generation])


@asynccontextmanager
async def studio(
    folder: Path, url: str, *, key: str = KEY, of: Preset | None = None, seconds: float = 20
) -> AsyncIterator[Studio]:
    """Everything fresh but what is in *folder*, as after a restart."""
    spool = folder / "spool"
    spool.mkdir(exist_ok=True)
    pictures, waits, workshop = StoredPictures.at(str(folder / "pictures"), spool), Waits(), Workshop()
    endpoint = Endpoint(key, url, timeout=seconds)
    allowed = frozenset({url.removeprefix("http://")})
    of = of or preset()
    async with connect(endpoint) as connection, open_links(waits, allowed=allowed) as links:
        model = GeminiModel(
            provider=Provider(of.name, endpoint, of),
            connection=connection,
            keeper=Keeper(pictures, workshop, links, links),
            spool=spool,
            patience=Patience(waits, lambda: 0.0),
            seconds=lambda: 0.0,
            experience=Experience(lambda: 0.0),
        )
        tasks = TaskModel(model, TaskWire(connection.http, connection.gate, url, key), waits)
        yield Studio(tasks, pictures, spool, waits)
    await workshop.close()
