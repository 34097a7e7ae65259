"""A bot in a process of its own before a stand-in for Discord in this one, which keeps the time of what arrives."""

import asyncio
import os
import sys
import time
from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from pathlib import Path

from aiohttp import web
from aiohttp.typedefs import Handler

from bot.playground.discord.invocations import Invocation
from bot.playground.discord.server import StandIn
from tests.benchmarks.stage import ROOT
from tests.connecting import PATIENCE, expecting

CROWD = 10
"""Channels with one person each."""
ROOMY = "roomy"
"""A channel that takes files of 100 MiB; the others take Discord's 10 MiB."""
_SETTINGS = ("DISCORD_", "GEMINI_", "PLANTAIN_", "LOG_", "DATABASE_", "PICTURES_")


@dataclass
class Door:
    """Where a bot is asked. `uploads` are the times when a post's files had arrived completely.

    Without `posts_all` the bot does no more than acknowledge what begins with `ONLY`.
    """

    discord: StandIn
    posts_all: bool
    uploads: list[float] = field(default_factory=list)

    async def ask(self, words: str, channel: str = "pictures", size: str = "1K", *, person: str = "Ada") -> Invocation:
        wish = {"prompt": words, "size": size}
        return await self.discord.person(person).slash(self.discord.channel(channel), "imagine", wish)

    async def ask_in_crowd(self, words: str, number: int, size: str = "1K") -> Invocation:
        """Ask in the *number*th of CROWD channels, by somebody of its own: places and people have limits."""
        return await self.ask(words, f"channel{number % CROWD}", size, person=f"Person {number % CROWD}")

    async def acknowledged(self, asked: Invocation) -> float:
        """Seconds from the interaction to its answer."""
        state = await asked.acknowledged(PATIENCE)
        return (state.answered_at or 0) - state.created_at

    async def posted(self, *asked: Invocation) -> None:
        """Wait until all of these show their picture."""

        def done() -> bool:
            return all(one.original and one.original.attachments for one in asked)

        await self.discord.world.until(done, PATIENCE)

    async def settled(self, *asked: Invocation) -> None:
        """Wait until the bot has nothing left to do for these."""
        if self.posts_all:
            await self.posted(*asked)

    @web.middleware
    async def timing(self, request: web.Request, handler: Handler) -> web.StreamResponse:
        if request.method == "PATCH" and request.content_type.startswith("multipart/"):
            request.content.on_eof(lambda: self.uploads.append(time.time()))
        return await handler(request)


@asynccontextmanager
async def door(
    folder: Path, module: str, *arguments: str, posts_all: bool, settings: Mapping[str, str]
) -> AsyncIterator[Door]:
    """A stand-in and, connected to it, the bot that `python -m MODULE` runs with these settings."""
    discord = StandIn(folder / "discord")
    found = Door(discord, posts_all)
    _furnish(discord)
    discord.add_routes([], found.timing)
    async with discord:
        with expecting(discord) as connected:
            async with process(module, *arguments, environment=_environment(discord, settings)) as bot:
                ended = asyncio.create_task(bot.wait())
                await connected(ended)
                yield found


@asynccontextmanager
async def process(
    module: str, *arguments: str, environment: Mapping[str, str] | None = None
) -> AsyncIterator[asyncio.subprocess.Process]:
    """A Python process, until the block ends."""
    started = await asyncio.create_subprocess_exec(
        sys.executable, "-m", module, *arguments, cwd=ROOT, env=environment, stdout=asyncio.subprocess.PIPE
    )
    try:
        yield started
    finally:
        if started.returncode is None:
            started.terminate()
        await started.communicate()


def _furnish(discord: StandIn) -> None:
    world = discord.world
    people = [world.add_user(f"Person {number}") for number in range(CROWD)]
    crowd = world.add_guild("Crowd", *people)
    for number in range(CROWD):
        world.add_channel(crowd, f"channel{number}")
    world.add_channel(world.add_guild("Boosted", world.user("Ada"), upload_limit=100 * 2**20), ROOMY)


def _environment(discord: StandIn, more: Mapping[str, str]) -> dict[str, str]:
    inherited = {name: value for name, value in os.environ.items() if not name.startswith(_SETTINGS)}
    return {
        **inherited,
        "DISCORD_TOKEN": discord.token,
        "DISCORD_API_URL": discord.api_url,
        "DISCORD_GATEWAY_URL": discord.gateway_url,
        **more,
    }
