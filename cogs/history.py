"""/history, /undo and /reset."""

from collections.abc import Iterator, Sequence
from typing import Any

from discord import app_commands
from discord.ext import commands
from discord.ui import Item, LayoutView, TextDisplay

from bot.core.turn import Turn
from bot.core.workbench import Workbench
from cogs._host import Host
from cogs._ids import Deed
from cogs._inbound import Interaction, place_of
from cogs._sheet import TEXT_LIMIT, WISH_SHOWN, notice, row, sheet
from cogs._shown import post_address
from cogs._words import cut, link, one_line, plain

SHOWN = 15
UNPOSTED = 5
"""How many pictures that could not be posted are offered; each takes a line and a button."""

_EMPTY = "There are no pictures here yet: start with /imagine."

everywhere = app_commands.allowed_contexts(guilds=True, dms=True, private_channels=True)


class History(commands.Cog):
    def __init__(self, bench: Workbench) -> None:
        self._studio, self._turns = bench.studio, bench.turns

    @app_commands.command(description="The newest pictures of this place, with links to their posts")
    @everywhere
    async def history(self, interaction: Interaction) -> None:
        place, viewer = place_of(interaction), interaction.user.id
        turns, head = await self._studio.recent(place, SHOWN), await self._studio.head(place)
        offered = await self._turns.unposted(viewer, UNPOSTED)
        known = {turn.id for turn in offered}
        seen = [turn for turn in turns if turn.id not in known and (not turn.request.private or _is_of(turn, viewer))]
        view = _page(offered, seen, head.id if head else None, viewer)
        await interaction.response.send_message(view=view, ephemeral=True)

    @app_commands.command(description="Go back to the picture before the newest one")
    @everywhere
    async def undo(self, interaction: Interaction) -> None:
        taken, head = await self._studio.undo(place_of(interaction))
        now = f"the next edit goes on from {_named(head)}" if head else "the next wish starts afresh"
        await interaction.response.send_message(view=notice(f"↩ Took back {_named(taken)}: {now}."))

    @app_commands.command(description="Start afresh here; replies to old posts still work")
    @everywhere
    async def reset(self, interaction: Interaction) -> None:
        await self._studio.reset(place_of(interaction))
        await interaction.response.send_message(
            view=notice("The next wish here starts afresh. Replies to older pictures still go on from these.")
        )


def _is_of(turn: Turn, person: int) -> bool:
    return turn.person.id == person


def _page(offered: Sequence[Turn], turns: Sequence[Turn], head: str | None, viewer: int) -> LayoutView:
    """What could not be posted, wherever it was asked for, each with a way to have it; then what is in this place."""
    items: list[Item[Any]] = []
    room = TEXT_LIMIT
    for turn in offered:
        line = _line(turn, head, viewer)
        room -= len(line)
        items += (TextDisplay(line), row(turn.id, Deed.ORIGINAL))
    if listed := _list(turns, head, viewer, room) or ("" if items else _EMPTY):
        items.append(TextDisplay(listed))
    return sheet(*items)


def _list(turns: Sequence[Turn], head: str | None, viewer: int, room: int) -> str:
    """As many lines as have *room*, in characters."""
    lines: list[str] = []
    for turn in turns:
        line = _line(turn, head, viewer)
        room -= len(line) + 1
        if room < 0:
            break
        lines.append(line)
    return "\n".join(lines)


def _line(turn: Turn, head: str | None, viewer: int) -> str:
    return f"- {_named(turn, viewer)}\n-# {' · '.join(_facts(turn, head))}"


def _facts(turn: Turn, head: str | None) -> Iterator[str]:
    yield f"{cut(turn.person.name, 40, plain)}, <t:{int(turn.created_at.timestamp())}:R>"
    if turn.unposted:
        yield "could not be posted"
    elif turn.post is None:
        yield "post deleted"
    elif turn.went_home:
        yield "sent to the person alone"
    if turn.id == head:
        yield "the next edit goes on from here"


def _named(turn: Turn, viewer: int | None = None) -> str:
    """What was asked for, as a link to the post where *viewer*, or without one everybody, can see that."""
    words = f"“{cut(one_line(turn.request.told), WISH_SHOWN // 2, plain) or 'no words'}”"
    address = post_address(turn, viewer)
    return link(words, address) if address else words


async def setup(bot: Host) -> None:
    await bot.add_cog(History(bot.bench))
