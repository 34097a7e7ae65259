"""/models: what there is to choose from."""

from collections.abc import Iterator

from discord import app_commands
from discord.ext import commands
from discord.ui import TextDisplay

from bot.core.catalog import Catalog, Family
from bot.core.workbench import Workbench
from cogs._card import dollars
from cogs._host import Host
from cogs._inbound import Interaction
from cogs._sheet import TEXT_LIMIT, sheet
from cogs._words import cut, plain

MOST = 12


class Models(commands.Cog):
    def __init__(self, bench: Workbench) -> None:
        self._catalog = bench.catalog
        self._default = bench.default_family

    @app_commands.command(description="The models, what they can do and what they cost")
    @app_commands.allowed_contexts(guilds=True, dms=True, private_channels=True)
    async def models(self, interaction: Interaction) -> None:
        texts = _texts(self._catalog, self._default())
        await interaction.response.send_message(view=sheet(*map(TextDisplay, texts)), ephemeral=True)


def _texts(catalog: Catalog, default: str) -> list[str]:
    families = catalog.families[:MOST]
    share = TEXT_LIMIT // max(1, len(families))
    return [cut("\n".join(_about(family, catalog, is_default=family.id == default)), share) for family in families]


def _about(family: Family, catalog: Catalog, *, is_default: bool) -> Iterator[str]:
    yield f"**{plain(family.name)}**{' (taken when nobody chooses)' if is_default else ''} · {plain(family.status)}"
    if family.successor:
        yield f"Instead: {plain(catalog.family(family.successor).name)}"
    prices = " · ".join(f"{size} {dollars(family.price_at(size))}" for size in family.picture_tokens)
    yield f"-# Per picture: {prices} · up to {family.references} pictures in"
    yield f"-# Ratios: {', '.join(family.ratios)}"
    thinking = "at its own pace" if family.thinks and not family.thinking else _listed(family.thinking)
    search = f"{_listed(family.search)}{f' ({dollars(family.per_search)} each)' if family.search else ''}"
    yield f"-# Thinking: {thinking} · search: {search}"


def _listed(values: tuple[str, ...]) -> str:
    return ", ".join(values) or "not offered"


async def setup(bot: Host) -> None:
    await bot.add_cog(Models(bot.bench))
