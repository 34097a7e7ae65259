"""The composition root: the only place where real things are chosen and wired."""

import asyncio
import logging
import random
import secrets
import time
from collections.abc import AsyncIterator, Sequence
from contextlib import AsyncExitStack, asynccontextmanager
from datetime import date
from pathlib import Path
from urllib.parse import urlsplit

import aiohttp

from bot.core.batching import Batching
from bot.core.catalog import Catalog
from bot.core.charge import DOLLAR
from bot.core.errors import PlantainError
from bot.core.limits import REFERENCE_BYTES
from bot.core.ports import ImageModel
from bot.core.studio import Studio
from bot.core.workbench import Workbench
from bot.gemini.batches import GeminiBatches
from bot.gemini.experience import Experience
from bot.gemini.keeping import Keeper
from bot.gemini.model import GeminiModel, Provider
from bot.gemini.patience import Patience
from bot.gemini.sdk import connect
from bot.gemini.task_wire import TaskWire
from bot.gemini.tasks import TaskModel
from bot.house import House, Surroundings
from bot.identify import Identifier
from bot.jobs.embedded import EmbeddedScheduler
from bot.media.fetch import DISCORD_HOSTS, Fetcher
from bot.media.links import open_links
from bot.media.workshop import Workshop
from bot.providing import Supply, account_needed, supply
from bot.serving import serve
from bot.settings import Settings
from bot.storage.batches import SqlBatches
from bot.storage.database import Database
from bot.storage.folder import DataFolder
from bot.storage.migrating import migrate
from bot.storage.pictures import StoredPictures
from bot.storage.turns import SqlTurns
from cogs._batch_board import DiscordBatchBoard
from cogs._delivery import DiscordDelivery

_log = logging.getLogger(__name__)
_FETCH_SECONDS = 60
_PLACING_SECONDS = 3.0
_LIST_SECONDS = 10
"""The list of models only chooses a default: a provider that is slow to tell it does not hold up the start."""


@asynccontextmanager
async def opened(settings: Settings, surroundings: Surroundings | None = None) -> AsyncIterator[House]:
    """Open and wire everything but the client. Raises SettingsWrong, StorageRefused, StorageFailed."""
    around = surroundings or Surroundings()
    supplied = supply(settings)
    async with AsyncExitStack() as stack:
        folder = stack.enter_context(DataFolder(settings.plantain_data))
        database = await _migrated(settings.database_url or folder.database_url)
        stack.push_async_callback(database.close)
        turns = SqlTurns(database)
        pictures = StoredPictures.at(settings.pictures_url or str(folder.pictures), folder.spool)
        workshop = Workshop()
        stack.push_async_callback(workshop.close)
        catalog = supplied.catalog
        model = await stack.enter_async_context(
            image_model(
                supplied.provider, around, pictures, workshop, folder.spool, own=hosts_of(settings.gemini_base_url)
            )
        )
        delivery = _delivery(catalog, turns, pictures, workshop, folder.spool, around)
        scheduler = EmbeddedScheduler(at_once=settings.plantain_at_once)
        identify = Identifier(around.clock, lambda: secrets.randbits(16))
        studio = Studio(
            catalog=catalog,
            turns=turns,
            pictures=pictures,
            model=model,
            delivery=delivery,
            scheduler=scheduler,
            clock=around.clock,
            identify=identify,
            wait=around.wait,
            daily_budget=_micro(settings.plantain_daily_budget),
        )
        batching = _batching(
            studio, database, model, delivery, workshop, scheduler, identify, folder.spool, around, settings
        )
        scheduler.bind(batching.advance)
        family = await _default_family(settings, supplied, model, around.clock().date())
        files = await stack.enter_async_context(aiohttp.ClientSession(connector=around.connector(), trust_env=False))
        fetcher = Fetcher(files, DISCORD_HOSTS | _file_hosts(settings, around), REFERENCE_BYTES, _FETCH_SECONDS)
        bench = Workbench(
            studio, workshop, fetcher, folder.spool, around.clock, identify, lambda: family, around.wait, batching
        )
        house = House(settings, around, studio, scheduler, delivery, bench, folder.root)
        stack.push_async_callback(scheduler.close, house.grace)
        stack.push_async_callback(batching.close, min(house.grace, _PLACING_SECONDS))
        yield house


async def run(settings: Settings, stop: asyncio.Event, surroundings: Surroundings | None = None) -> None:
    """Run until *stop* is set. Raises StartFailed and what `opened` raises."""
    settings.needed("discord_token")
    account_needed(settings)
    async with opened(settings, surroundings) as house:
        await serve(house, stop)


@asynccontextmanager
async def image_model(
    provider: Provider,
    around: Surroundings,
    pictures: StoredPictures,
    workshop: Workshop,
    spool: Path,
    *,
    own: frozenset[str],
) -> AsyncIterator[TaskModel]:
    """*own*: hosts of the operator's own, which may be private."""
    endpoint = provider.endpoint
    async with connect(endpoint) as connection, open_links(around.wait, allowed=own) as links:
        calls = GeminiModel(
            provider=provider,
            connection=connection,
            keeper=Keeper(pictures, workshop, links),
            spool=spool,
            patience=Patience(around.wait, random.random),
            seconds=time.monotonic,
            experience=Experience(time.monotonic),
        )
        wire = TaskWire(connection.http, connection.gate, endpoint.base_url or "", endpoint.account)
        yield TaskModel(calls, wire, around.wait)


async def _migrated(url: str) -> Database:
    await migrate(url)
    return Database(url)


def _delivery(  # noqa: PLR0917 - one call, just above
    catalog: Catalog, turns: SqlTurns, pictures: StoredPictures, workshop: Workshop, spool: Path, around: Surroundings
) -> DiscordDelivery:
    return DiscordDelivery(
        catalog=catalog,
        turns=turns,
        pictures=pictures,
        workshop=workshop,
        spool=spool,
        clock=around.clock,
        wait=around.wait,
    )


def _batching(  # noqa: PLR0917 - one call, just above
    house: Studio, database: Database, model: TaskModel, delivery: DiscordDelivery, workshop: Workshop,
    scheduler: EmbeddedScheduler, identify: Identifier, spool: Path, around: Surroundings, settings: Settings,
) -> Batching:  # fmt: skip
    return Batching(
        studio=house,
        batches=SqlBatches(database),
        model=GeminiBatches(model.model),
        board=DiscordBatchBoard(poster=delivery.poster, pictures=house.pictures, sheets=workshop, spool=spool),
        scheduler=scheduler,
        clock=around.clock,
        identify=identify,
        wait=around.wait,
        daily_budget=_micro(settings.plantain_daily_budget),
    )


def _micro(dollars: float | None) -> int | None:
    return None if dollars is None else round(dollars * DOLLAR)


async def _default_family(settings: Settings, supplied: Supply, model: ImageModel, today: date) -> str:
    catalog, provider = supplied.catalog, supplied.provider
    if settings.gemini_model.lower() != "auto":
        family = catalog.family(settings.gemini_model)
    else:
        family = catalog.first_offered(provider.name, await _offered(model))
    _log.info("default model: %s at %s", family.name, provider.preset.title)
    for gone in catalog.switched_off(family, today):
        _log.warning("Google switched %s off on %s; a gateway may still have it", gone, family.ended[gone])
    return family.id


async def _offered(model: ImageModel) -> Sequence[str]:
    try:
        async with asyncio.timeout(_LIST_SECONDS):
            return await model.offered()
    except (PlantainError, TimeoutError) as error:
        _log.warning("the provider's list of models is not to be had (%s)", type(error).__name__)
        return []


def _file_hosts(settings: Settings, around: Surroundings) -> frozenset[str]:
    """Where Discord's files come from when Discord itself is elsewhere: there, too."""
    return around.file_hosts | hosts_of(settings.discord_api_url)


def hosts_of(address: str | None) -> frozenset[str]:
    """The host and port of an address that the operator named: it may be on a private network and without TLS."""
    if address is None:
        return frozenset()
    parts = urlsplit(address)
    return frozenset({f"{parts.hostname}:{parts.port or (443 if parts.scheme == 'https' else 80)}"})
