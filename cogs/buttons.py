"""The buttons on cards: they work on posts of any age, whatever process made them."""

import re
from typing import Any, Self

from discord.ext import commands
from discord.ui import Button, DynamicItem, Item

from cogs._deeds import Deeds
from cogs._host import Host
from cogs._ids import BUTTON, Deed
from cogs._inbound import Interaction


def card_button(deeds: Deeds) -> type[DynamicItem[Button[Any]]]:
    """The class that discord.py makes anew for every press, from the custom id alone."""

    class CardButton(DynamicItem[Button[Any]], template=BUTTON):
        def __init__(self, item: Button[Any], deed: Deed, turn_id: str) -> None:
            super().__init__(item)
            self._deed, self._turn_id = deed, turn_id

        @classmethod
        async def from_custom_id(cls, _interaction: Interaction, item: Item[Any], found: re.Match[str], /) -> Self:
            assert isinstance(item, Button)  # noqa: S101 - the id is a button's
            return cls(item, Deed(found["deed"]), found["turn"])

        async def callback(self, interaction: Interaction) -> None:
            await deeds.do(self._deed, self._turn_id, interaction)

    return CardButton


class Buttons(commands.Cog):
    def __init__(self, bot: Host) -> None:
        self._bot = bot
        self._item = card_button(Deeds(bot.bench))

    async def cog_load(self) -> None:
        self._bot.add_dynamic_items(self._item)

    async def cog_unload(self) -> None:
        self._bot.remove_dynamic_items(self._item)


async def setup(bot: Host) -> None:
    await bot.add_cog(Buttons(bot))
