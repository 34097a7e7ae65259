"""A model port at a loopback provider in any preset's manner."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from pathlib import Path

from bot.core.catalog import Catalog
from bot.core.conversation import History
from bot.core.errors import LinkBroken
from bot.core.file_ports import Inspection
from bot.core.ports import Call
from bot.core.reply import Reply
from bot.core.request import Request
from bot.gemini.addresses import base_address
from bot.gemini.experience import Experience
from bot.gemini.keeping import Keeper
from bot.gemini.model import GeminiModel, Provider
from bot.gemini.patience import Patience
from bot.gemini.presets import Preset
from bot.gemini.providers import load_presets
from bot.gemini.sdk import Endpoint, connect
from bot.media.workshop import Workshop
from bot.storage.pictures import StoredPictures
from tests.fakes import CATALOG, Waits, request

PRESETS = load_presets([family.id for family in CATALOG.families])
KEY = "sk-very-secret-made-up-key"


class LazyWorkshop(Workshop):
    """Takes every file for a picture of one megapixel."""

    async def inspect(self, _: Path) -> Inspection:
        return Inspection("image/png", 1024, 1024)


@dataclass
class CannedLinks:
    """Gives the same bytes for every link, or breaks."""

    data: bytes | None = field(default=None, repr=False)
    asked: list[str] = field(default_factory=list)

    async def fetch(self, url: str, into: Path, *, sure: bool = True) -> int:
        self.asked.append(url)
        if self.data is None:
            raise LinkBroken
        return await asyncio.to_thread(into.write_bytes, self.data)


class Asker:
    """No dataclass: hypothesis would print all of it."""

    def __init__(self, model: GeminiModel, catalog: Catalog, links: CannedLinks, waits: Waits) -> None:
        self.model, self.catalog, self.links, self.waits = model, catalog, links, waits

    async def ask(self, wish: Request | None = None, family: str = "nano-banana-2") -> Reply:
        wish = wish or request(family=family)
        return await self.model.generate(Call(self.catalog.family(wish.family), History(), wish, {}))

    @property
    def spooled(self) -> list[Path]:
        return list(self.model.spool.iterdir())


@asynccontextmanager
async def asking(folder: Path, url: str, preset: Preset | str, *, foreign_key: str = "") -> AsyncIterator[Asker]:
    preset = PRESETS[preset] if isinstance(preset, str) else preset
    spool = folder / "spool"
    spool.mkdir(exist_ok=True)
    workshop, links, waits = LazyWorkshop(), CannedLinks(), Waits()
    express = preset.account == "google-cloud"
    endpoint = Endpoint(KEY, base_address(url, preset.prefix), preset.api_version, 20, express=express)
    try:
        async with connect(endpoint) as connection:
            model = GeminiModel(
                provider=Provider(preset.name, endpoint, preset, foreign_key),
                connection=connection,
                keeper=Keeper(StoredPictures.at(str(folder / "pictures"), spool), workshop, links, links),
                spool=spool,
                patience=Patience(waits, lambda: 0.0, pauses=(1,)),
                seconds=lambda: 0.0,
                experience=Experience(lambda: 0.0),
            )
            yield Asker(model, CATALOG.at(preset.offer), links, waits)
    finally:
        await workshop.close()
