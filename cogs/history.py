"""/history, /undo and /reset."""

from collections.abc import Iterator, Sequence

from discord import app_commands
from discord.ext import commands

from bot.core.turn import Turn
from bot.core.workbench import Workbench
from cogs._host import Host
from cogs._inbound import Interaction, place_of
from cogs._sheet import TEXT_LIMIT, WISH_SHOWN, notice
from cogs._words import cut, jump, link, one_line, plain

SHOWN = 15
_EMPTY = "There are no pictures here yet: start with /imagine."

everywhere = app_commands.allowed_contexts(guilds=True, dms=True, private_channels=True)


class History(commands.Cog):
    def __init__(self, bench: Workbench) -> None:
        self._studio = bench.studio

    @app_commands.command(description="The newest pictures of this place, with links to their posts")
    @everywhere
    async def history(self, interaction: Interaction) -> None:
        place = place_of(interaction)
        turns, head = await self._studio.recent(place, SHOWN), await self._studio.head(place)
        seen = [turn for turn in turns if not turn.request.private or turn.person.id == interaction.user.id]
        await interaction.response.send_message(
            view=notice(_list(seen, head.id if head else None) or _EMPTY), ephemeral=True
        )

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


def _list(turns: Sequence[Turn], head: str | None) -> str:
    lines: list[str] = []
    room = TEXT_LIMIT
    for turn in turns:
        line = f"- {_named(turn)}\n-# {' · '.join(_facts(turn, head))}"
        room -= len(line) + 1
        if room < 0:
            break
        lines.append(line)
    return "\n".join(lines)


def _facts(turn: Turn, head: str | None) -> Iterator[str]:
    yield f"{cut(turn.person.name, 40, plain)}, <t:{int(turn.created_at.timestamp())}:R>"
    if turn.post is None:
        yield "post deleted"
    if turn.id == head:
        yield "the next edit goes on from here"


def _named(turn: Turn) -> str:
    """What was asked for, as a link to the post where everybody can see that."""
    words = f"“{cut(one_line(turn.request.told), WISH_SHOWN // 2, plain) or 'no words'}”"
    if turn.post is None or turn.request.private:
        return words
    return link(words, jump(turn.place.guild, turn.place.id, turn.post))


async def setup(bot: Host) -> None:
    await bot.add_cog(History(bot.bench))
