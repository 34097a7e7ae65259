"""/history, /undo and /reset."""

from collections.abc import AsyncIterator, Iterator, Sequence
from contextlib import asynccontextmanager
from typing import Any

from discord import app_commands
from discord.ext import commands
from discord.ui import Item, LayoutView, TextDisplay

from bot.core.turn import Turn
from bot.core.workbench import Workbench
from cogs._acknowledging import in_time
from cogs._host import Host
from cogs._ids import Deed
from cogs._inbound import Interaction, place_of
from cogs._receiving import acknowledged, ended_by_shutdown
from cogs._sheet import TEXT_LIMIT, WISH_SHOWN, notice, row, sheet
from cogs._shown import post_address
from cogs._words import cut, link, one_line, plain

SHOWN = 15
UNPOSTED = 5
"""How many pictures that could not be posted are offered; each takes a line and a button."""

_AFRESH = "The next wish here starts afresh. Replies to older pictures still go on from these."
_EMPTY = "There are no pictures here yet: start with /imagine."

everywhere = app_commands.allowed_contexts(guilds=True, dms=True, private_channels=True)


class History(commands.Cog):
    def __init__(self, bench: Workbench) -> None:
        self._bench = bench
        self._studio, self._turns = bench.studio, bench.turns

    @app_commands.command(description="The newest pictures of this place, with links to their posts")
    @everywhere
    async def history(self, interaction: Interaction) -> None:
        view = await in_time(self._shown(place_of(interaction), interaction.user.id))
        await interaction.response.send_message(view=view, ephemeral=True)

    @app_commands.command(description="Go back to the picture before the newest one")
    @everywhere
    async def undo(self, interaction: Interaction) -> None:
        async with self._in_turn(interaction) as place:
            taken, head = await self._studio.undo(place)
            now = f"the next edit goes on from {_named(head)}" if head else "the next wish starts afresh"
            await interaction.edit_original_response(view=notice(f"↩ Took back {_named(taken)}: {now}."))

    @app_commands.command(description="Start afresh here; replies to old posts still work")
    @everywhere
    async def reset(self, interaction: Interaction) -> None:
        async with self._in_turn(interaction) as place:
            await self._studio.reset(place)
            await interaction.edit_original_response(view=notice(_AFRESH))

    @asynccontextmanager
    async def _in_turn(self, interaction: Interaction) -> AsyncIterator[int]:
        """The place, once what was asked for there before is accepted; acknowledged, for writing may take long."""
        place = place_of(interaction)
        with self._bench.arrivals.came(place) as arrival:
            async with acknowledged(self._bench, interaction, private=False):
                with ended_by_shutdown(self._studio):
                    await arrival.turn()
                yield place

    async def _shown(self, place: int, viewer: int) -> LayoutView:
        turns, head = await self._studio.recent(place, SHOWN), await self._studio.head(place)
        offered = await self._turns.unposted(viewer, UNPOSTED)
        known = {turn.id for turn in offered}
        seen = [turn for turn in turns if turn.id not in known and (not turn.request.private or _is_of(turn, viewer))]
        return _page(offered, seen, head.id if head else None, viewer)


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
