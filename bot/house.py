"""What runs in one process, and what surrounds it."""

import asyncio
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path

import aiohttp

from bot.client import EXTENSIONS, Plantain, create_bot
from bot.core.ports import Clock, Wait
from bot.core.studio import Studio
from bot.core.workbench import Workbench
from bot.jobs.embedded import EmbeddedScheduler
from bot.settings import Settings
from cogs._delivery import DiscordDelivery
from cogs._posting import SECONDS


def utc_now() -> datetime:
    return datetime.now(UTC)


@dataclass(frozen=True, slots=True)
class Surroundings:
    """What a test may put in place of the machine's own: clock, pauses, and the way to Discord.

    Without a `grace` it is the settings'. `posting` is how many seconds an attempt to post may take.
    `file_hosts` and `picture_hosts` ("host:port") are taken for public ones, where attachments and pictures are.
    """

    clock: Clock = utc_now
    wait: Wait = asyncio.sleep
    connector: Callable[[], aiohttp.BaseConnector | None] = lambda: None
    ready_timeout: float = 2.0
    grace: float | None = None
    sweep: float = 60.0
    posting: float = SECONDS
    file_hosts: frozenset[str] = field(default_factory=frozenset)
    picture_hosts: frozenset[str] = field(default_factory=frozenset)


@dataclass(frozen=True, slots=True)
class House:
    """Everything that runs in one process, wired."""

    settings: Settings
    surroundings: Surroundings
    studio: Studio
    scheduler: EmbeddedScheduler
    delivery: DiscordDelivery
    bench: Workbench
    folder: Path

    def bot(self) -> Plantain:
        """A fresh client: discord.py's can be started once only."""
        settings = self.settings
        return create_bot(
            self.bench,
            EXTENSIONS,
            sync_record=self.folder / "commands.json",
            api_url=settings.discord_api_url,
            gateway_url=settings.discord_gateway_url,
            connector=self.surroundings.connector(),
            ready_timeout=self.surroundings.ready_timeout,
        )

    @property
    def grace(self) -> float:
        """Seconds that what runs may take to its end when the process is asked to stop."""
        given = self.surroundings.grace
        return self.settings.plantain_grace if given is None else given

    @property
    def token(self) -> str:
        """The bot's, or nothing."""
        token = self.settings.discord_token
        return token.get_secret_value() if token else ""
