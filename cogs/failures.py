"""Leads the command tree's errors into the funnel, and what no other door takes; the other doors call it themselves."""

from discord import InteractionType
from discord.app_commands import AppCommandError
from discord.ext import commands

from bot.core.errors.door import ButtonOutdated, EventUnreadable
from cogs._failures import Failures
from cogs._host import Host
from cogs._ids import read_batch_button, read_deed, read_form
from cogs._inbound import Interaction, carries


class CommandFailures(commands.Cog):
    def __init__(self, bot: Host) -> None:
        self._tree = bot.tree
        self._failures = Failures(bot.bench.identify, bot.bench.reception)
        self._batches = bot.bench.batching is not None

    async def cog_load(self) -> None:
        self._tree.error(self._on_error)

    async def _on_error(self, interaction: Interaction, error: AppCommandError) -> None:
        await self._failures.tell(interaction, error)

    @commands.Cog.listener()
    async def on_unreadable_interaction(self, interaction: Interaction) -> None:
        """Nothing of it can be used but its answer (see `bot.screening`)."""
        await self._failures.tell(interaction, EventUnreadable())

    @commands.Cog.listener()
    async def on_interaction(self, interaction: Interaction) -> None:
        """Buttons and forms of other versions, and ids that were not there to be pressed, are led nowhere else."""
        if not self._is_led(interaction):
            await self._failures.tell(interaction, ButtonOutdated())

    def _is_led(self, interaction: Interaction) -> bool:
        """Whether some other door takes it."""
        custom_id = interaction.custom_id or ""
        if interaction.type is InteractionType.component:
            known = read_deed(custom_id) or (self._batches and read_batch_button(custom_id))
            return bool(known) and carries(interaction.message, custom_id)
        return interaction.type is not InteractionType.modal_submit or read_form(custom_id) is not None


async def setup(bot: Host) -> None:
    await bot.add_cog(CommandFailures(bot))
