"""The image model of the provider that the settings name, opened; and the family that draws where nobody chose one."""

import asyncio
import logging
import random
import time
from collections.abc import AsyncIterator, Mapping, Sequence
from contextlib import asynccontextmanager
from dataclasses import replace
from datetime import date
from pathlib import Path
from urllib.parse import urlsplit

from bot.core.catalog import Catalog
from bot.core.errors import (
    KeyOfAnotherProvider,
    KeyRefused,
    PlantainError,
    TokenRefused,
    WrongAddress,
    WrongDomain,
)
from bot.core.insistence import Insistence
from bot.core.ports import ImageModel
from bot.gemini.experience import Experience
from bot.gemini.keeping import Keeper
from bot.gemini.model import GeminiModel, Provider
from bot.gemini.patience import Patience
from bot.gemini.sdk import connect
from bot.gemini.task_wire import TaskWire
from bot.gemini.tasks import TaskModel
from bot.house import Surroundings
from bot.media.links import open_links
from bot.media.workshop import Workshop
from bot.providing import Supply
from bot.settings import Settings
from bot.storage.pictures import StoredPictures
from bot.supervise import StartFailed

_log = logging.getLogger(__name__)
_LIST_SECONDS = 10
"""The list of models only chooses a default: a provider that is slow to tell it does not hold up the start."""

_HOPELESS: Mapping[type[PlantainError], str] = {
    TokenRefused: "cannot be asked, as Google Cloud gives no token: check PLANTAIN_VERTEX_CREDENTIALS",
    KeyRefused: "does not accept the key: copy GEMINI_API_KEY anew",
    KeyOfAnotherProvider: "refuses the key, which looks like another's: GEMINI_API_KEY must fit GEMINI_PROVIDER",
    WrongDomain: "refuses the key, maybe as one of another of its sites: check GEMINI_API_KEY and GEMINI_BASE_URL",
    WrongAddress: "is not at {address}, where it is asked: check GEMINI_BASE_URL",
}
"""What only the operator can mend, where the list of models proves it."""


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
    """*own*: hosts of the operator's own, which may be private. What the model says in words leads to none of them."""
    endpoint = provider.endpoint
    async with (
        connect(endpoint) as connection,
        open_links(around.wait, allowed=own) as links,
        open_links(around.wait, allowed=around.picture_hosts) as public,
    ):
        calls = GeminiModel(
            provider=provider,
            connection=connection,
            keeper=Keeper(pictures, workshop, links, public, Insistence(around.wait)),
            spool=spool,
            patience=Patience(around.wait, random.random),
            seconds=time.monotonic,
            experience=Experience(time.monotonic),
        )
        wire = TaskWire(connection.http, connection.gate, endpoint.base_url or "", endpoint.account)
        yield TaskModel(calls, wire, around.wait)


async def informed(settings: Settings, supplied: Supply, model: ImageModel, today: date) -> Catalog:
    """The catalog with what the provider's list of models tells, and with the family that draws where nobody chose one.

    Raises StartFailed where the list shows that the provider will serve nothing.
    """
    provider, offered = supplied.provider, await _offered(model, supplied.provider)
    catalog = supplied.catalog.listing(offered)
    if settings.gemini_model.lower() != "auto":
        family = catalog.family(settings.gemini_model)
    else:
        family = catalog.first_offered(provider.name, offered, today)
    _log.info("default model: %s at %s", family.name, provider.preset.title)
    for gone in catalog.switched_off(family, today):
        _log.warning("Google switched %s off on %s; a gateway may still have it", gone, family.ended[gone])
    return replace(catalog, default=family.id)


async def _offered(model: ImageModel, provider: Provider) -> Sequence[str]:
    preset = provider.preset
    try:
        async with asyncio.timeout(_LIST_SECONDS):
            return await model.offered()
    except (PlantainError, TimeoutError) as error:
        if preset.key_proof == "list" and isinstance(error, tuple(_HOPELESS)):
            why = next(why for kind, why in _HOPELESS.items() if isinstance(error, kind))
            why = why.format(address=provider.endpoint.base_url)
            raise StartFailed(f"{preset.title} {why}; plantain doctor tells more.") from error
        _log.warning("the provider's list of models is not to be had (%s)", type(error).__name__)
        return []


def hosts_of(address: str | None) -> frozenset[str]:
    """The host and port of an address that the operator named: it may be on a private network and without TLS."""
    if address is None:
        return frozenset()
    parts = urlsplit(address)
    return frozenset({f"{parts.hostname}:{parts.port or (443 if parts.scheme == 'https' else 80)}"})
