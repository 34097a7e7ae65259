"""The whole bot between two stand-ins: what is real is the bot, its client, its storage, and the wire."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import AsyncExitStack, asynccontextmanager
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from pydantic import SecretStr

from bot import app
from bot.house import House as RealHouse
from bot.house import Surroundings
from bot.playground.gemini import GeminiStandIn
from bot.settings import Settings
from cogs._posting import SECONDS
from tests.scenarios.journal import Journal
from tests.scenarios.people import Person
from tests.scenarios.posts import Picture
from tests.scenarios.world import World
from tests.worlds import ManualClock

CONTRACT = Path(__file__).parents[3] / "shared" / "contracts" / "gemini-generate-content.json"
KEY = "AIzaSy-made-up-for-scenarios"


class House:
    """`async with house.open():` runs the bot; afterwards nothing may have gone wrong that nobody expected.

    `clock` is everybody's; `pauses` are the seconds that the bot would have let pass, in order: none of them does.
    `expected_errors` are parts of messages that this scenario may log as errors. `posting` is how long an attempt to
    post may take, and `picture_hosts` ("host:port") are taken for public ones, from the next start on.
    """

    def __init__(self, world: World, folder: Path, clock: ManualClock, **settings: Any) -> None:
        self.world, self.clock = world, clock
        self.gemini = GeminiStandIn(key=KEY, contract=CONTRACT if CONTRACT.exists() else None)
        self.journal = Journal()
        self.pauses: list[float] = []
        self.expected_errors: list[str] = []
        self.posting = SECONDS
        self.picture_hosts: frozenset[str] = frozenset()
        self.folder = folder
        self._settings = settings
        self._bot = AsyncExitStack()
        self._inside: RealHouse | None = None

    @property
    def ada(self) -> Person:
        return self.person("Ada")

    @property
    def grace(self) -> Person:
        return self.person("Grace")

    def person(self, name: str) -> Person:
        return Person(self.world, self.world.hands(name), self.rest)

    @property
    def secrets(self) -> list[str]:
        return [KEY, self.world.token]

    @asynccontextmanager
    async def open(self) -> AsyncIterator[None]:
        async with AsyncExitStack() as stack:
            stack.enter_context(self.journal.kept("info", self.secrets))
            await stack.enter_async_context(self.gemini)
            await stack.enter_async_context(self.world.open())
            stack.push_async_callback(self.stop)
            await self.start()
            yield
            await self._check()

    async def start(self) -> None:
        async with AsyncExitStack() as stack:
            house = await stack.enter_async_context(app.opened(self._all_settings(), self._surroundings()))
            await stack.enter_async_context(self.world.connected(house))
            self._bot, self._inside = stack.pop_all(), house

    async def stop(self) -> None:
        await self._bot.aclose()

    async def restart(self) -> None:
        """End the bot as its operator would, and start it again on the same data folder."""
        await self.stop()
        await self.start()

    async def rest(self) -> None:
        """Wait until the bot has nothing under way."""
        if self._inside:
            await self._inside.scheduler.idle()

    def stored(self, picture: Picture) -> list[Path]:
        """The files in the data folder that hold this picture."""
        data = picture.data
        return [path for path in self.folder.rglob("*") if path.is_file() and path.read_bytes() == data]

    def kept(self) -> list[str]:
        """Names of all that lies among the stored pictures: the SHA-256 of each file's bytes."""
        return [path.name for path in (self.folder / "pictures").rglob("*") if path.is_file()]

    async def is_asking(self) -> None:
        """Wait until a call of the model has arrived and is not answered yet."""
        await self.gemini.until(lambda record: record.kind == "request" and record.method == "POST")

    async def _check(self) -> None:
        unexpected = [
            error for error in self.journal.errors if not any(known in error for known in self.expected_errors)
        ]
        told = [secret for secret in self.secrets if secret in self.journal.text]
        assert (unexpected, self.world.complaints(), told) == ([], [], []), self.journal.text

    def _all_settings(self) -> Settings:
        """Every one is given, so that nothing of the machine's environment counts."""
        given: dict[str, Any] = {
            "discord_token": SecretStr(self.world.token),
            "discord_api_url": None,
            "discord_gateway_url": None,
            "gemini_provider": "google",
            "gemini_api_key": SecretStr(KEY),
            "gemini_base_url": self.gemini.url,
            "gemini_model": "auto",
            "plantain_data": self.folder,
            "database_url": None,
            "pictures_url": None,
            "plantain_at_once": 4,
            "plantain_timeout": 60,
        }
        return Settings.model_construct(**(given | self._settings))

    def _surroundings(self) -> Surroundings:
        return Surroundings(
            clock=lambda: datetime.fromtimestamp(self.clock(), UTC),
            wait=self._let_pass,
            connector=self.world.connector,
            ready_timeout=0.0,
            grace=10.0,
            posting=self.posting,
            file_hosts=self.world.file_hosts,
            picture_hosts=self.picture_hosts,
        )

    async def _let_pass(self, seconds: float) -> None:
        self.pauses.append(seconds)
        self.clock.advance(seconds)
        await asyncio.sleep(0)


def media_types(house: House) -> list[str]:
    """The pictures of the newest call, as the API was told what they are."""
    request = next(record for record in reversed(house.gemini.records) if record.kind == "request")
    parts = request.body["contents"][-1]["parts"]
    return [part["inlineData"]["mimeType"] for part in parts if "inlineData" in part]
