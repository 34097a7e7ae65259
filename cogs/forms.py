"""Submitted forms about a turn: *Edit* and *Resize*."""

import discord
from discord.ext import commands

from bot.core.turn import Turn
from bot.core.workbench import Workbench
from cogs._failures import Failures
from cogs._host import Host
from cogs._ids import Form, read_form
from cogs._inbound import Interaction, Wish
from cogs._modals import entered
from cogs._ordering import Counter, after

SAME = (
    "The same picture in this format: keep what it shows and its style, "
    "and extend or crop the scene in a natural way where the shape asks for it."
)


class Forms(commands.Cog):
    def __init__(self, bench: Workbench) -> None:
        self._studio = bench.studio
        self._counter = Counter(bench)
        self._failures = Failures(bench.identify)

    @commands.Cog.listener()
    async def on_interaction(self, interaction: Interaction) -> None:
        if interaction.type is not discord.InteractionType.modal_submit:
            return
        found = read_form(interaction.custom_id or "")
        if found and found[0] in (Form.EDIT, Form.RESIZE):
            async with self._failures.answering(interaction):
                turn = await self._studio.find(found[1])
                await self._counter.serve(interaction, _wish(interaction, turn, found[0]), after(turn))


def _wish(interaction: Interaction, turn: Turn, kind: Form) -> Wish:
    form, before = entered(interaction), turn.request
    words = form.words if kind is Form.EDIT else SAME
    return Wish(words, form.attached, before.family, form.options, before.spoiler, before.private)


async def setup(bot: Host) -> None:
    await bot.add_cog(Forms(bot.bench))
