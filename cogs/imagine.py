"""/imagine and /edit."""

import discord
from discord import app_commands
from discord.app_commands import Choice
from discord.ext import commands

from bot.core.workbench import Workbench
from cogs._choices import Words, drawing, families, options
from cogs._host import Host
from cogs._inbound import Interaction, Wish, attached
from cogs._ordering import AFRESH, CHANGING_HEAD, Orders

File = discord.Attachment


class Imagine(commands.Cog):
    def __init__(self, bench: Workbench) -> None:
        self._catalog = bench.catalog
        self._orders = Orders(bench)

    @app_commands.command(description="Draw a new picture")
    @drawing
    async def imagine(  # noqa: PLR0917 - discord.py reads the options from the signature
        self,
        interaction: Interaction,
        prompt: Words,
        image: File | None = None,
        image2: File | None = None,
        image3: File | None = None,
        ratio: str | None = None,
        size: str | None = None,
        thinking: str | None = None,
        thoughts: bool = False,
        model: str | None = None,
        search: str | None = None,
        spoiler: bool = False,
        private: bool = False,
    ) -> None:
        chosen = options(ratio, size, thinking, search, thoughts=thoughts)
        wish = Wish(prompt, attached([image, image2, image3]), model, chosen, spoiler, private)
        await self._orders.serve(interaction, wish, AFRESH)

    @app_commands.command(description="Change the newest picture of this place")
    @drawing
    async def edit(  # noqa: PLR0917 - discord.py reads the options from the signature
        self,
        interaction: Interaction,
        prompt: Words,
        image: File | None = None,
        image2: File | None = None,
        image3: File | None = None,
        ratio: str | None = None,
        size: str | None = None,
        thinking: str | None = None,
        thoughts: bool = False,
        model: str | None = None,
        search: str | None = None,
        spoiler: bool = False,
        private: bool = False,
    ) -> None:
        chosen = options(ratio, size, thinking, search, thoughts=thoughts)
        wish = Wish(prompt, attached([image, image2, image3]), model, chosen, spoiler, private)
        await self._orders.serve(interaction, wish, CHANGING_HEAD)

    @imagine.autocomplete("model")
    @edit.autocomplete("model")
    async def suggest(self, _interaction: Interaction, typed: str) -> list[Choice[str]]:
        return families(self._catalog, typed)


async def setup(bot: Host) -> None:
    await bot.add_cog(Imagine(bot.bench))
