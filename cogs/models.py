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
        texts = told(self._catalog, self._default())
        await interaction.response.send_message(view=sheet(*map(TextDisplay, texts)), ephemeral=True)


def told(catalog: Catalog, default: str) -> list[str]:
    """A text for each family, together no more than a post may hold; *default* draws when nobody chooses."""
    families = catalog.families[:MOST]
    share = TEXT_LIMIT // max(1, len(families))
    return [cut("\n".join(_about(family, catalog, is_default=family.id == default)), share) for family in families]


def _about(family: Family, catalog: Catalog, *, is_default: bool) -> Iterator[str]:
    state = " · ".join(filter(None, [family.status, _doubt(family, catalog)]))
    yield f"**{plain(family.name)}**{' (taken when nobody chooses)' if is_default else ''} · {plain(state)}"
    if heir := catalog.heir(family):
        yield f"Instead: {plain(heir.name)}"
    yield f"-# {' · '.join(_sizes(family))}"
    yield f"-# {_price(family)} · up to {family.references} pictures in"
    yield f"-# Ratios: {', '.join(family.ratios)}"
    yield f"-# Thinking: {_thinking(family)} · search: {_search(family)}"
    yield f"-# Asked for as {plain(', else '.join(model for ids in family.ids.values() for model in ids))}"


def _doubt(family: Family, catalog: Catalog) -> str:
    title = catalog.offer.title if catalog.offer else "the provider"
    if catalog.is_missing(family):
        return f"{title} does not list it"
    return f"nobody has told whether {title} has it" if family.unsure and not catalog.is_listed(family) else ""


def _sizes(family: Family) -> Iterator[str]:
    """What a person may choose, with the pixels of a square; where each size has a price of its own, with that."""
    ratio = "1:1" if "1:1" in family.ratios else family.ratios[0]
    for size in family.choosable_sizes:
        width, height = family.dimensions(ratio, size)
        smaller = f" scaled down from {family.usual_size}" if family.shrink(size) > 1 else ""
        price = f" {dollars(family.price_at(size))}" if family.per_picture is None else ""
        yield f"{size} {width}×{height}{smaller}{price}"  # noqa: RUF001 - the sign for sizes


def _price(family: Family) -> str:
    if family.per_picture is not None:
        return f"{dollars(family.per_picture)} a picture of any size"
    sizes = family.sizes or (family.usual_size,)
    return f"Tokens of a picture: {', '.join(f'{size} {family.picture_tokens[size]:,}' for size in sizes)}"


def _thinking(family: Family) -> str:
    if family.thinks and not family.thinking:
        return "at its own pace"
    usual = f" ({family.thinking_default} when nobody chooses)" if family.thinking and family.thinking_default else ""
    return _listed(family.thinking) + usual


def _search(family: Family) -> str:
    extra = f" ({dollars(family.per_search)} each)" if family.search and family.per_picture is None else ""
    return _listed(family.search) + extra


def _listed(values: tuple[str, ...]) -> str:
    return ", ".join(values) or "not offered"


async def setup(bot: Host) -> None:
    await bot.add_cog(Models(bot.bench))
