"""Apps → Picture details, on any post of the bot: the same as the button on its cards."""

from typing import Any

import discord
from discord import app_commands
from discord.ext import commands

from bot.core.errors import NotAPostOfOurs
from cogs._acknowledging import in_time
from cogs._dossier import Dossier
from cogs._host import Host
from cogs._shown import find_turn


class DetailsMenu(commands.Cog):
    def __init__(self, bot: Host) -> None:
        self._tree = bot.tree
        self._turns = bot.bench.turns
        self._dossier = Dossier(bot.bench)
        self._menu = app_commands.ContextMenu(
            name="Picture details",
            callback=self.picture_details,
            allowed_contexts=app_commands.AppCommandContext(guild=True, dm_channel=True, private_channel=True),
            allowed_installs=app_commands.AppInstallationType(guild=True, user=True),
        )

    async def cog_load(self) -> None:
        self._tree.add_command(self._menu)

    async def cog_unload(self) -> None:
        self._tree.remove_command(self._menu.name, type=self._menu.type)

    async def picture_details(self, interaction: discord.Interaction[Any], message: discord.Message) -> None:
        me = interaction.client.user
        turn = await in_time(find_turn(self._turns, message.id, message, me.id if me else 0))
        if turn is None:
            raise NotAPostOfOurs
        await self._dossier.show(interaction, turn)


async def setup(bot: Host) -> None:
    await bot.add_cog(DetailsMenu(bot))
