"""Mentions, replies and direct messages."""

from dataclasses import replace
from datetime import timedelta

import discord
from discord.ext import commands

from bot.core.errors import MessageHidden
from bot.core.memory import Repeats, Seldom
from bot.core.workbench import Workbench
from cogs import _inline
from cogs._failures import Failures
from cogs._host import Host
from cogs._inbound import Wish, attached, message_asker, pictures_of, words_of
from cogs._ordering import AFRESH, FROM_HEAD, Orders, Start, after
from cogs._permissions import check_message
from cogs._shown import find_turn

HINT = (
    "I can't see what you wrote: please reply with the ping (@ on) left on, "
    "or use Apps → Edit picture in the menu of that post."
)
HINT_EVERY = timedelta(hours=1)

_READ = (discord.MessageType.default, discord.MessageType.reply)


class Chat(commands.Cog):
    def __init__(self, bot: Host) -> None:
        self._bot = bot
        self._bench: Workbench = bot.bench
        self._orders = Orders(bot.bench)
        self._failures = Failures(bot.bench.identify, bot.bench.reception)
        self._heard = Repeats()
        self._hints = Seldom(bot.bench.clock, HINT_EVERY)

    @commands.Cog.listener()
    async def on_message(self, message: discord.Message) -> None:
        me = self._bot.user
        if me is None or message.author.bot or message.webhook_id or message.type not in _READ:
            return
        if message.guild and _is_unreadable_reply(message, me.id):
            await self._hint(message, me.id)
        elif isinstance(message.channel, discord.DMChannel) or me in message.mentions:
            if self._heard.has(message.id):  # what was told about it was told already
                return
            async with self._failures.replying(message):
                await self._order(message, me)

    async def _order(self, message: discord.Message, me: discord.ClientUser) -> None:
        check_message(message)
        asked = message_asker(message, self._bot.application_id or me.id)
        wish = _inline.read(words_of(message, me.id), self._orders.knows)
        with self._bench.arrivals.came(asked.place.id) as arrival:
            async with self._bench.reception.noted(asked.place.id, asked.origin):
                wish, start = await self._started(message, me.id, wish)
                await self._orders.place(await self._orders.check(wish, asked, start), arrival)

    async def _started(self, message: discord.Message, me: int, wish: Wish) -> tuple[Wish, Start]:
        """The wish with its pictures, and where it starts: the turn in the post that it replies to, else afresh.

        Pictures at hand, in the message replied to and in its own, are what it is about; without any it is the head.
        Raises MessageHidden when it replies to what only Discord can see.
        """
        replied, target, own = _replied(message), _target(message), attached(message.attachments)
        turn = await find_turn(self._bench.turns, replied, target, me) if replied else None
        if turn:
            return replace(wish, attached=own), after(turn)
        pictures = (pictures_of(target) if replied and target else ()) + own
        if replied and target and not pictures and _is_hidden(target, me):
            raise MessageHidden
        return replace(wish, attached=pictures), AFRESH if pictures else FROM_HEAD

    async def _hint(self, message: discord.Message, me: int) -> None:
        turn = await find_turn(self._bench.turns, _replied(message) or 0, _target(message), me)
        if turn and self._hints.may(message.author.id):
            await self._failures.say(message, HINT)


def _replied(message: discord.Message) -> int | None:
    """The message that this one replies to; a forwarded one is no reply."""
    reference = message.reference
    if reference is None or reference.type is not discord.MessageReferenceType.reply:
        return None
    return reference.message_id


def _target(message: discord.Message) -> discord.Message | None:
    """What it replies to, if that still exists and Discord sent it along."""
    target = message.reference.resolved if message.reference else None
    return target if isinstance(target, discord.Message) else None


def _is_hidden(target: discord.Message, me: int) -> bool:
    """Whether what somebody else wrote comes empty, as it does without the message-content intent."""
    return target.author.id != me and not target.content and not target.attachments


def _is_unreadable_reply(message: discord.Message, me: int) -> bool:
    """A reply to a post of ours that comes empty, as it does without the message-content intent when its ping is off.

    Discord has also held words back from pinging replies to answers of interactions (discord-api-docs, issue 5395).
    """
    target = _target(message)
    return target is not None and target.author.id == me and not message.content and not message.attachments


async def setup(bot: Host) -> None:
    await bot.add_cog(Chat(bot))
