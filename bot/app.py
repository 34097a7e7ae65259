"""The composition root: the only place where real things are chosen and wired."""

import asyncio
import secrets
from collections.abc import AsyncIterator
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import dataclass

import aiohttp

from bot.core.batching import Batching
from bot.core.catalog import Catalog
from bot.core.charge import DOLLAR
from bot.core.limits import REFERENCE_BYTES
from bot.core.ports import Identify
from bot.core.reception import Reception
from bot.core.studio import Studio
from bot.core.workbench import Workbench
from bot.gemini.batches import GeminiBatches
from bot.gemini.tasks import TaskModel
from bot.house import House, Surroundings
from bot.identify import Identifier
from bot.image_model import hosts_of, image_model, informed
from bot.jobs.embedded import EmbeddedScheduler
from bot.logs import hide
from bot.media.fetch import DISCORD_HOSTS, Fetcher
from bot.media.workshop import Workshop
from bot.providing import account_needed, supply
from bot.serving import serve
from bot.settings import Settings
from bot.storage.asked import SqlAsked
from bot.storage.batches import SqlBatches
from bot.storage.database import Database
from bot.storage.folder import DataFolder, held
from bot.storage.migrating import migrate
from bot.storage.pictures import StoredPictures
from bot.storage.turns import SqlTurns
from cogs._batch_board import DiscordBatchBoard
from cogs._delivery import DiscordDelivery

_FETCH_SECONDS = 60
_PLACING_SECONDS = 3.0


@dataclass(frozen=True, slots=True)
class Kept:
    """Where everything is kept, and who works on its pictures."""

    folder: DataFolder
    database: Database
    turns: SqlTurns
    pictures: StoredPictures
    workshop: Workshop


@asynccontextmanager
async def opened(settings: Settings, surroundings: Surroundings | None = None) -> AsyncIterator[House]:
    """Open and wire everything but the client. Raises SettingsWrong, StartFailed, StorageRefused, StorageFailed."""
    around, supplied = surroundings or Surroundings(), supply(settings)
    hide(supplied.provider.preset.headers.values())
    async with AsyncExitStack() as stack:
        kept = await _kept(settings, stack)
        own = hosts_of(supplied.own_address)
        model = await stack.enter_async_context(
            image_model(supplied.provider, around, kept.pictures, kept.workshop, kept.folder.spool, own=own)
        )
        scheduler = EmbeddedScheduler(at_once=settings.plantain_at_once)
        catalog = await informed(settings, supplied, model, around.clock().date())
        wiring = _Wiring(settings, around, kept, model=model, scheduler=scheduler, catalog=catalog)
        delivery, studio = wiring.delivery, wiring.studio
        batching = wiring.batching()
        scheduler.bind(batching.advance)
        files = await stack.enter_async_context(aiohttp.ClientSession(connector=around.connector(), trust_env=False))
        fetcher = Fetcher(files, DISCORD_HOSTS | _file_hosts(settings, around), REFERENCE_BYTES, _FETCH_SECONDS)
        bench = wiring.bench(fetcher, batching)
        house = House(settings, around, studio, scheduler, delivery, bench, kept.folder.root)
        stack.push_async_callback(scheduler.close, house.grace)
        stack.push_async_callback(batching.close, min(house.grace, _PLACING_SECONDS))
        yield house


async def run(settings: Settings, stop: asyncio.Event, surroundings: Surroundings | None = None) -> None:
    """Run until *stop* is set. Raises StartFailed and what `opened` raises."""
    settings.needed("discord_token")
    account_needed(settings)
    async with opened(settings, surroundings) as house:
        await serve(house, stop)


async def _kept(settings: Settings, stack: AsyncExitStack) -> Kept:
    folder = stack.enter_context(DataFolder(settings.plantain_data))
    url = settings.database_url or folder.database_url
    stack.enter_context(held(url))
    await migrate(url, folder.pictures)
    database = Database(url)
    stack.push_async_callback(database.close)
    pictures = StoredPictures.at(settings.pictures_url or str(folder.pictures), folder.spool)
    workshop = Workshop()
    stack.push_async_callback(workshop.close)
    return Kept(folder, database, SqlTurns(database), pictures, workshop)


class _Wiring:
    """Puts the core's parts together from what is open."""

    def __init__(
        self,
        settings: Settings,
        around: Surroundings,
        kept: Kept,
        *,
        model: TaskModel,
        scheduler: EmbeddedScheduler,
        catalog: Catalog,
    ) -> None:
        self._around, self._kept, self._model, self._scheduler = around, kept, model, scheduler
        self._budget = _micro(settings.plantain_daily_budget)
        self._identify: Identify = Identifier(around.clock, lambda: secrets.randbits(16))
        self.delivery = DiscordDelivery(
            catalog=catalog,
            turns=kept.turns,
            pictures=kept.pictures,
            workshop=kept.workshop,
            spool=kept.folder.spool,
            clock=around.clock,
            wait=around.wait,
            seconds=around.posting,
        )
        self.studio = Studio(
            catalog=catalog,
            turns=kept.turns,
            pictures=kept.pictures,
            workshop=kept.workshop,
            spool=kept.folder.spool,
            model=model,
            delivery=self.delivery,
            scheduler=scheduler,
            clock=around.clock,
            identify=self._identify,
            wait=around.wait,
            daily_budget=self._budget,
        )

    def batching(self) -> Batching:
        kept, around = self._kept, self._around
        board = DiscordBatchBoard(
            poster=self.delivery.poster, pictures=kept.pictures, sheets=kept.workshop, spool=kept.folder.spool
        )
        return Batching(
            studio=self.studio,
            batches=SqlBatches(kept.database),
            model=GeminiBatches(self._model.model),
            board=board,
            scheduler=self._scheduler,
            clock=around.clock,
            identify=self._identify,
            wait=around.wait,
            daily_budget=self._budget,
        )

    def bench(self, fetcher: Fetcher, batching: Batching) -> Workbench:
        kept, around = self._kept, self._around
        return Workbench(
            studio=self.studio,
            workshop=kept.workshop,
            attachments=fetcher,
            spool=kept.folder.spool,
            clock=around.clock,
            identify=self._identify,
            default_family=lambda: self.studio.catalog.default,
            reception=Reception(SqlAsked(kept.database), self.delivery, around.clock),
            wait=around.wait,
            batching=batching,
        )


def _micro(dollars: float | None) -> int | None:
    return None if dollars is None else round(dollars * DOLLAR)


def _file_hosts(settings: Settings, around: Surroundings) -> frozenset[str]:
    """Where Discord's files come from when Discord itself is elsewhere: there, too."""
    return around.file_hosts | hosts_of(settings.discord_api_url)
