"""The whole bot in the test's process, between stand-ins."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from pydantic import SecretStr

from bot import app
from bot.house import Surroundings
from bot.playground.discord.records import Message
from bot.playground.discord.server import StandIn
from bot.playground.gemini import GeminiStandIn
from bot.settings import Settings
from tests.connecting import PATIENCE, expecting

SOON = Surroundings(ready_timeout=0, grace=5)


@dataclass
class Whole:
    """Both stand-ins and the settings that lead to them, whatever the machine's own environment says."""

    discord: StandIn
    gemini: GeminiStandIn
    settings: Settings

    @asynccontextmanager
    async def running(self, surroundings: Surroundings = SOON) -> AsyncIterator[None]:
        """The whole bot, connected, until the block ends; then it must end in good order."""
        stop = asyncio.Event()
        with expecting(self.discord) as connected:
            task = asyncio.create_task(app.run(self.settings, stop, surroundings))
            try:
                await connected(task)
                yield
            finally:
                stop.set()
                await task

    def posts(self) -> list[Message]:
        return self.discord.world.posts(self.discord.channel("pictures"))

    async def picture(self) -> Message:
        """Wait for the first post with a picture."""
        return await self.discord.world.until(lambda: next((p for p in self.posts() if p.attachments), None), PATIENCE)


@asynccontextmanager
async def whole(folder: Path) -> AsyncIterator[Whole]:
    async with StandIn(folder / "discord") as discord, GeminiStandIn() as gemini:
        found: dict[str, Any] = {
            "discord_token": SecretStr(discord.token),
            "discord_api_url": discord.api_url,
            "discord_gateway_url": discord.gateway_url,
            "gemini_api_key": SecretStr(gemini.key),
            "gemini_base_url": gemini.url,
            "plantain_data": folder / "data",
            "plantain_at_once": 2,
            "plantain_timeout": 30.0,
        }
        try:
            yield Whole(discord, gemini, Settings.model_construct(**found))
        finally:
            gemini.release()
    assert discord.unknown_routes == []
