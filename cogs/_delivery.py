"""The delivery port over Discord: everything is done from the turn alone, by any process, as often as needed."""

import asyncio
import logging
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Final

import discord

from bot.core.catalog import Catalog, Family
from bot.core.errors import PictureLost, PostFailed, ResultLost, StorageFailed, UnknownFamily
from bot.core.file_ports import Workshop
from bot.core.ports import Clock, Pictures, Turns, Wait
from bot.core.reception import Asked
from bot.core.turn import Turn
from cogs._card import PICTURES, alt, card
from cogs._content import Content
from cogs._posting import SECONDS, Poster
from cogs._refusals import is_unacceptable
from cogs._sheet import mishap, notice, painting, pausing, waiting
from cogs._shown import post_address
from cogs._spots import Spots
from cogs._uploads import Packer
from cogs._words import plain

_log = logging.getLogger(__name__)

SURE_LIMIT = 8 * 2**20
"""Bytes that every place takes, whatever it said: a server may lose its boosts while a picture is painted."""

AT_ONCE: Final = 16
"""Cards that are made and posted side by side: each may take long where Discord is in trouble, and holds files."""


class DiscordDelivery:
    """Shows turns in Discord through the client that is bound to it; until one is, it waits.

    *seconds* bounds each attempt, beyond what its files take.
    """

    def __init__(
        self,
        *,
        catalog: Catalog,
        turns: Turns,
        pictures: Pictures,
        workshop: Workshop,
        spool: Path,
        clock: Clock,
        wait: Wait,
        seconds: float = SECONDS,
    ) -> None:
        self._catalog, self._turns = catalog, turns
        self._packer = Packer(pictures, workshop, spool)
        self._poster = Poster(wait, seconds)
        self._room = asyncio.Semaphore(AT_ONCE)
        self._spots = Spots(self._poster, turns, clock)

    @property
    def poster(self) -> Poster:
        """What works through the client that is bound."""
        return self._poster

    def bind(self, client: discord.Client) -> None:
        self._poster.bind(client)

    def unbind(self) -> None:
        self._poster.unbind()

    async def acknowledge(self, turn: Turn, ahead: int) -> int | None:
        """A deferred interaction shows already that it works; a message gets a reply that becomes the card."""
        if turn.origin.token and not ahead:
            return None
        return await self._spots.take(turn, Content(waiting(turn.id, ahead)))

    async def check(self, turn: Turn) -> None:
        await self._poster.check(turn)

    async def position(self, turn: Turn, ahead: int) -> None:
        await self._spots.update(turn, Content(waiting(turn.id, ahead)))

    async def progress(self, turn: Turn, part: float) -> None:
        await self._spots.update(turn, Content(painting(turn.id, part)))

    async def pausing(self, turn: Turn) -> None:
        await self._spots.update(turn, Content(pausing(turn.id, begun=turn.called_at is not None)))

    async def deliver(self, turn: Turn) -> int | None:
        async with self._room:
            return await self._fitted(turn, turn.place.upload_limit)

    async def excuse(self, asked: Asked, words: str) -> None:
        await self._spots.excuse(asked, Content(notice(plain(words))))

    async def tell(self, turn: Turn) -> int | None:
        told = turn.failure.told if turn.failure else ""
        cited = turn.failure.citations if turn.failure else None
        kept = turn.reply is not None
        return await self._spots.show(turn, Content(mishap(turn.id, turn.request.told, told, kept=kept, cited=cited)))

    async def _fitted(self, turn: Turn, limit: int) -> int | None:
        """Post it within *limit*, in bytes a file, or within less where Discord does not take that."""
        for bytes_each in dict.fromkeys((limit, min(limit, SURE_LIMIT))):
            try:
                return await self._deliver(turn, bytes_each)
            except PostFailed as error:
                if error.final or not is_unacceptable(error):
                    raise
                _log.warning("turn %s: Discord does not take its card", turn.id, exc_info=error.__cause__)
        told = mishap(turn.id, turn.request.told, PostFailed().told, kept=True)
        return await self._spots.show(turn, Content(told))

    async def _deliver(self, turn: Turn, limit: int) -> int | None:
        try:
            async with self._finished(turn, limit) as content:
                return await self._spots.show(turn, content)
        except PictureLost:
            _log.exception("turn %s: a picture of its reply is not to be had", turn.id)
            return await self._spots.show(turn, Content(mishap(turn.id, turn.request.told, ResultLost().told)))
        except StorageFailed as error:
            raise PostFailed from error

    @asynccontextmanager
    async def _finished(self, turn: Turn, limit: int) -> AsyncIterator[Content]:
        """The card and its files. Raises PictureLost on entering."""
        reply = turn.reply
        if reply is None:
            raise PostFailed
        parent = await self._parent(turn)
        pictures, name = reply.pictures[:PICTURES], f"plantain-{turn.id}"
        async with self._packer.ready(pictures, name, limit, alt(turn), shrink=reply.shrink) as ready:
            names = [upload.name for upload in ready.uploads]
            view = card(turn, reply, self._family(turn), names, parent=parent, notes=ready.notes)
            yield Content(view, ready.uploads)

    async def _parent(self, turn: Turn) -> str | None:
        parent = await self._turns.get(turn.parent) if turn.parent else None
        return post_address(parent) if parent else None

    def _family(self, turn: Turn) -> Family | None:
        """None for a family that has left the catalog since."""
        try:
            return self._catalog.family(turn.reply.maker.family if turn.reply else turn.request.family)
        except UnknownFamily:
            return None
