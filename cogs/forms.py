"""Submitted forms about a turn: *Edit* and *Resize*."""

from dataclasses import replace

import discord
from discord.ext import commands

from bot.core.errors import NothingToResize
from bot.core.turn import Turn
from bot.core.workbench import Workbench
from cogs._acknowledging import in_time
from cogs._failures import Failures
from cogs._host import Host
from cogs._ids import Form, read_form
from cogs._inbound import Interaction, Wish
from cogs._modals import entered
from cogs._ordering import Orders, after


class Forms(commands.Cog):
    def __init__(self, bench: Workbench) -> None:
        self._bench = bench
        self._orders = Orders(bench)
        self._failures = Failures(bench.identify, bench.reception)

    @commands.Cog.listener()
    async def on_interaction(self, interaction: Interaction) -> None:
        if interaction.type is not discord.InteractionType.modal_submit:
            return
        found = read_form(interaction.custom_id or "")
        if found and found[0] in (Form.EDIT, Form.RESIZE):
            async with self._failures.answering(interaction):
                turn = await in_time(self._bench.studio.find(found[1]))
                await self._orders.serve(interaction, self._wish(interaction, turn, found[0]), after(turn))

    def _wish(self, interaction: Interaction, turn: Turn, kind: Form) -> Wish:
        """Raises NothingToResize for a *Resize* that changes nothing."""
        form, before = entered(interaction), turn.request
        resized = kind is Form.RESIZE
        usual = self._bench.family_after(turn).usual_size
        if resized and form.options.ratio is None and form.options.size in (None, before.options.size or usual):
            raise NothingToResize
        words = "" if resized else form.words
        plain = Wish(words, form.attached, None, form.options, before.spoiler, before.private, resized)
        return replace(plain, like=turn.family)


async def setup(bot: Host) -> None:
    await bot.add_cog(Forms(bot.bench))
