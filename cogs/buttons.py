"""The buttons on cards: they work on posts of any age, whatever process made them."""

from discord import InteractionType
from discord.ext import commands

from bot.core.workbench import Workbench
from cogs._deeds import Deeds
from cogs._host import Host
from cogs._ids import read_deed
from cogs._inbound import Interaction, carries


class Buttons(commands.Cog):
    """Reads presses itself: discord.py's dynamic items make a view of the post first, and drop what fails there."""

    def __init__(self, bench: Workbench) -> None:
        self._deeds = Deeds(bench)

    @commands.Cog.listener()
    async def on_interaction(self, interaction: Interaction) -> None:
        if interaction.type is not InteractionType.component:
            return
        custom_id = interaction.custom_id or ""
        found = read_deed(custom_id)
        if found and carries(interaction.message, custom_id):
            await self._deeds.do(*found, interaction)


async def setup(bot: Host) -> None:
    await bot.add_cog(Buttons(bot.bench))
