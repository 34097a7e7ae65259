"""Leads the command tree's errors into the funnel; the other doors call it themselves."""

from discord.app_commands import AppCommandError
from discord.ext import commands

from cogs._failures import Failures
from cogs._host import Host
from cogs._inbound import Interaction


class CommandFailures(commands.Cog):
    def __init__(self, bot: Host) -> None:
        self._tree = bot.tree
        self._failures = Failures(bot.bench.identify)

    async def cog_load(self) -> None:
        self._tree.error(self._on_error)

    async def _on_error(self, interaction: Interaction, error: AppCommandError) -> None:
        await self._failures.tell(interaction, error)


async def setup(bot: Host) -> None:
    await bot.add_cog(CommandFailures(bot))
