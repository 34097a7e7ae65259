"""What an extension asks of the client that loads it."""

from typing import Any, Protocol

import discord
from discord import app_commands
from discord.ext import commands

from bot.core.workbench import Workbench


class Host(Protocol):
    """A `commands.Bot` that carries the workbench."""

    bench: Workbench

    @property
    def tree(self) -> app_commands.CommandTree[Any]: ...

    @property
    def user(self) -> discord.ClientUser | None: ...

    @property
    def application_id(self) -> int | None: ...

    async def add_cog(self, cog: commands.Cog, /) -> None: ...
