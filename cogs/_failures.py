"""The one funnel for errors of all four doors: commands, components, forms and listeners."""

import logging
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager, suppress

import aiohttp
import discord
from discord import InteractionType, app_commands

from bot.core.errors import CommandOutdated, NotAcknowledged, PlantainError, Unexpected
from bot.core.errors.door import EventUnreadable
from bot.core.ports import Identify
from bot.core.reception import Reception
from cogs._acknowledging import LOST, is_deferred, is_lost, passes, withdraw
from cogs._inbound import Interaction
from cogs._sheet import notice
from cogs._words import plain

_log = logging.getLogger(__name__)

_MORE_ATTEMPTS = 2
UNANSWERABLE = (
    discord.HTTPException, discord.InteractionResponded, aiohttp.ClientError, OSError, TimeoutError, RuntimeError,
)  # fmt: skip
"""The last is what a client's session says that is closed."""


class Failures:
    """Tells the person who asked, in one sentence, what went wrong; what was not foreseen is logged with an id.

    Who is noted by *reception* and can't be told by their own client, which may have ended, is told by another.
    """

    def __init__(self, identify: Identify, reception: Reception) -> None:
        self._identify, self._reception = identify, reception

    @asynccontextmanager
    async def answering(self, interaction: Interaction) -> AsyncIterator[None]:
        """What fails inside is told to the person who started *interaction*."""
        try:
            yield
        except Exception as error:  # noqa: BLE001 - this is the funnel
            await self.tell(interaction, error)

    @asynccontextmanager
    async def replying(self, message: discord.Message) -> AsyncIterator[None]:
        """What fails inside is told in a reply to *message*, or to its author alone where the bot may not write."""
        try:
            yield
        except Exception as error:  # noqa: BLE001 - this is the funnel
            words = self._told(error)
            if await self._said(message, words):
                await self._reception.answered(message.id)
            else:
                await self._reception.tell(message.id, words)

    async def tell(self, interaction: Interaction, error: Exception) -> None:
        words = self._told(error, closed=interaction.client.is_closed())
        if await self._answered(interaction, words):
            await self._reception.answered(interaction.id)
        else:
            await self._reception.tell(interaction.id, words)

    async def say(self, message: discord.Message, words: str) -> None:
        """One sentence in reply to *message*, or to its author alone where the bot may not write."""
        await self._said(message, words)

    async def _answered(self, interaction: Interaction, words: str) -> bool:
        if interaction.client.is_closed():  # its session is, too: another client has taken its place, or will
            _log.warning("interaction %s could not be answered: its client ended", interaction.id)
            return False
        if interaction.channel is None:  # discord.py 2.7 reads its id when it takes the receipt for a post
            interaction.channel = interaction.client.get_partial_messageable(0)
        view = notice(plain(words))
        try:
            await _insisting(lambda: _answer(interaction, view))
        except UNANSWERABLE as unanswerable:
            _log.warning("interaction %s could not be answered: %s", interaction.id, type(unanswerable).__name__)
            return False
        return True

    async def _said(self, message: discord.Message, words: str) -> bool:
        view = notice(plain(words))
        try:
            # The nonce of an excuse as well: Discord takes but one of them (Discord docs, Create Message).
            await _insisting(
                lambda: message.reply(view=view, mention_author=False, silent=True, nonce=f"a{message.id}")
            )
        except UNANSWERABLE as error:
            if self._reception.has(message.id) and _may_pass(error):
                return False  # the reception tells it there, and has more patience
            try:
                await message.author.send(view=view)
            except UNANSWERABLE as unanswerable:
                _log.warning("message %s could not be answered: %s", message.id, type(unanswerable).__name__)
                return False
        return True

    def _told(self, error: Exception, *, closed: bool = False) -> str:
        """*closed*: the client is, so that a RuntimeError is what its session says to whatever is asked of it."""
        if isinstance(error, app_commands.CommandInvokeError):
            error = error.original
        if isinstance(error, app_commands.CommandNotFound | app_commands.CommandSignatureMismatch):
            error = CommandOutdated()
        elif type(error) is app_commands.AppCommandError:  # discord.py raises this itself for malformed data alone
            error = EventUnreadable()
        elif is_lost(error) or (closed and isinstance(error, RuntimeError)):
            _log.warning("Discord did not take an answer", exc_info=error)
            error = NotAcknowledged()
        if isinstance(error, PlantainError):
            _log.info("told %s", error.code)
            return error.told
        unexpected = Unexpected(self._identify())
        _log.error("%s", unexpected, exc_info=error)
        return unexpected.told


async def _answer(interaction: Interaction, view: discord.ui.LayoutView) -> None:
    if interaction.type is InteractionType.autocomplete:
        await interaction.response.autocomplete([])
    elif not interaction.response.is_done() and not is_deferred(interaction):
        await interaction.response.send_message(view=view, ephemeral=True)
    else:
        if is_deferred(interaction):
            # What comes first after a deferral takes its place, seen by all: so that has to go before.
            await withdraw(interaction)
        await interaction.followup.send(view=view, ephemeral=True)


def _may_pass(error: Exception) -> bool:
    """Whether it says nothing about where the bot may write."""
    return passes(error) if isinstance(error, discord.HTTPException) else isinstance(error, LOST)


async def _insisting(answer: Callable[[], Awaitable[object]]) -> None:
    """A connection that breaks does so mostly for what came before: the same on a new one goes through.

    A sentence that somebody may see twice is better than one that nobody sees.
    """
    for _ in range(_MORE_ATTEMPTS):
        with suppress(*LOST):
            await answer()
            return
    await answer()
