"""Apps → Edit picture, on any message: it needs neither a mention nor the message-content intent."""

from typing import Any

import discord
from discord import app_commands
from discord.ext import commands

from bot.core.errors import FormExpired, NoPictureThere
from bot.core.memory import Recent
from cogs._acknowledging import in_time
from cogs._failures import Failures
from cogs._host import Host
from cogs._ids import Form, read_form
from cogs._inbound import Attached, Interaction, Wish, pictures_of
from cogs._modals import draw_form, edit_form, entered
from cogs._ordering import Orders
from cogs._shown import find_turn

FORMS_OPEN = 500
"""Forms on messages without a turn that may be open: what these messages held comes with the command, and only then."""


class EditMenu(commands.Cog):
    def __init__(self, bot: Host) -> None:
        self._tree = bot.tree
        self._bench = bot.bench
        self._orders = Orders(bot.bench)
        self._failures = Failures(bot.bench.identify, bot.bench.reception)
        self._open: Recent[tuple[int, int], tuple[Attached, ...]] = Recent(FORMS_OPEN)
        self._menu = app_commands.ContextMenu(
            name="Edit picture",
            callback=self.edit_picture,
            allowed_contexts=app_commands.AppCommandContext(guild=True, dm_channel=True, private_channel=True),
            allowed_installs=app_commands.AppInstallationType(guild=True, user=True),
        )

    async def cog_load(self) -> None:
        self._tree.add_command(self._menu)

    async def cog_unload(self) -> None:
        self._tree.remove_command(self._menu.name, type=self._menu.type)

    async def edit_picture(self, interaction: discord.Interaction[Any], message: discord.Message) -> None:
        me = interaction.client.user
        turn = await in_time(find_turn(self._bench.turns, message.id, message, me.id if me else 0))
        if turn:
            await interaction.response.send_modal(edit_form(turn, self._bench.family_after(turn)))
            return
        pictures = pictures_of(message)
        if not pictures:
            raise NoPictureThere
        self._open.put((interaction.user.id, message.id), pictures)
        family = self._bench.catalog.family(self._bench.default_family())
        await interaction.response.send_modal(draw_form(message.id, family))

    @commands.Cog.listener()
    async def on_interaction(self, interaction: Interaction) -> None:
        if interaction.type is not discord.InteractionType.modal_submit:
            return
        found = read_form(interaction.custom_id or "")
        if found and found[0] is Form.DRAW:
            async with self._failures.answering(interaction):
                await self._orders.serve(interaction, self._wish(interaction, int(found[1])))

    def _wish(self, interaction: Interaction, message: int) -> Wish:
        pictures = self._open.get((interaction.user.id, message))
        if pictures is None:
            raise FormExpired
        form = entered(interaction)
        return Wish(form.words, pictures + form.attached, options=form.options)


async def setup(bot: Host) -> None:
    await bot.add_cog(EditMenu(bot))
