"""The discord.py client class. It gets everything it needs as arguments and decides nothing about pictures."""

import asyncio
from collections.abc import Awaitable, Callable, Sequence
from contextlib import ExitStack
from pathlib import Path
from typing import Any

import aiohttp
import discord
from aiohttp import BaseConnector
from discord.ext import commands

from bot.core.workbench import Workbench
from bot.pointing import pointed_at
from bot.screening import ScreenedTree, screen
from bot.supervise import ClientDied
from bot.syncing import FileMarks, SyncMarks, sync_if_changed, synced_beside

EXTENSIONS = (
    "cogs.failures",
    "cogs.imagine",
    "cogs.chat",
    "cogs.edit_menu",
    "cogs.details_menu",
    "cogs.buttons",
    "cogs.forms",
    "cogs.history",
    "cogs.models",
    "cogs.batch",
)


_ANSWERING = ("discord-ui-", "discord.py: on_", "CommandTree-")


class Plantain(commands.Bot):
    """A client for one life: when it is closed, or its first connection fails, its owner makes a new one.

    `bench` is what the extensions build on. `on_login` is called once it is logged in and they are loaded, and
    `on_listening` whenever Discord has told it its places. Without `marks` the commands that Discord knows stay.
    """

    def __init__(
        self,
        *,
        bench: Workbench,
        extensions: Sequence[str],
        marks: SyncMarks | None = None,
        api_url: str | None = None,
        gateway_url: str | None = None,
        **options: Any,
    ) -> None:
        discord.VoiceClient.warn_nacl = discord.VoiceClient.warn_dave = False  # Plantain never speaks
        super().__init__(
            command_prefix=commands.when_mentioned,
            help_command=None,
            tree_cls=ScreenedTree,
            intents=intents(),
            allowed_mentions=discord.AllowedMentions.none(),
            max_messages=None,
            **options,
        )
        self.bench = bench
        self.on_login: Callable[[Plantain], Awaitable[None]] | None = None
        self.on_listening: Callable[[], None] | None = None
        self._wanted = tuple(extensions)
        self._marks = marks
        self._addresses = api_url, gateway_url
        self._pointing = ExitStack()
        screen(self, bench.interactions)

    async def login(self, token: str) -> None:
        self._pointing.enter_context(pointed_at(*self._addresses))
        await super().login(token)

    async def connect(self, *, reconnect: bool = True) -> None:
        """Raises ClientDied where discord.py does not know what to do, and what only the operator can mend."""
        try:
            async with synced_beside(self.sync_commands, self.bench.wait):
                await super().connect(reconnect=reconnect)
        except (discord.DiscordException, aiohttp.ClientError, OSError):
            raise
        except Exception as error:
            raise ClientDied from error

    async def setup_hook(self) -> None:
        """Runs once, logged in and before the gateway is open."""
        for extension in self._wanted:
            await self.load_extension(extension)
        if self.on_login:
            await self.on_login(self)

    async def sync_commands(self) -> bool:
        """Send Discord the commands, once logged in, unless it has them; whether they were sent.

        Raises what discord.py raises, and OSError.
        """
        if not self._marks or not self.application_id:
            return False
        return await sync_if_changed(self.tree, self.application_id, self._marks)

    async def on_ready(self) -> None:
        """Comes again after every new session."""
        if self.on_listening:
            self.on_listening()

    async def on_message(self, message: discord.Message, /) -> None:
        """Messages are read by the extensions; there are no prefix commands to look for."""

    async def close(self) -> None:
        await super().close()
        self._pointing.close()


def answering() -> set[asyncio.Task[Any]]:
    """The tasks in which clients answer what came from Discord, as discord.py 2.7 names them."""
    return {task for task in asyncio.all_tasks() if task.get_name().startswith(_ANSWERING)}


def intents() -> discord.Intents:
    """None is privileged: content comes with mentions, with DMs and with the target of a message command."""
    return discord.Intents(guilds=True, guild_messages=True, dm_messages=True)


def create_bot(
    bench: Workbench,
    extensions: Sequence[str] = EXTENSIONS,
    *,
    sync_record: Path | None = None,
    api_url: str | None = None,
    gateway_url: str | None = None,
    connector: BaseConnector | None = None,
    ready_timeout: float = 2.0,
) -> Plantain:
    """Make a client that is not connected yet; cheap and without side effects, so that it can be done again.

    `sync_record` is the file that remembers which commands Discord has; `ready_timeout` is how many seconds the
    client waits for another server before it calls itself ready.
    """
    return Plantain(
        bench=bench,
        extensions=extensions,
        marks=FileMarks(sync_record) if sync_record else None,
        api_url=api_url,
        gateway_url=gateway_url,
        connector=connector,
        guild_ready_timeout=ready_timeout,
    )
