"""The delivery port over Discord: everything is done from the turn alone, by any process, as often as needed."""

import asyncio
import logging
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import timedelta
from pathlib import Path

import discord

from bot.core.catalog import Catalog, Family
from bot.core.errors import PictureLost, PostFailed, ResultLost, StorageFailed, UnknownFamily
from bot.core.ports import Clock, Pictures, Turns, Wait, Workshop
from bot.core.reception import Asked
from bot.core.turn import Turn
from cogs._card import PICTURES, alt, card
from cogs._posting import Content, Poster, is_closed_to_us
from cogs._sheet import mishap, notice, painting, pausing, waiting
from cogs._uploads import Packer
from cogs._words import jump, plain

_log = logging.getLogger(__name__)

TOKEN_LIFE = timedelta(minutes=14)
"""An interaction's token lives 15 minutes (Discord docs); the margin is for uploads and for clocks that differ."""

SURE_LIMIT = 8 * 2**20
"""Bytes that every place takes, whatever it said: a server may lose its boosts while a picture is painted."""

_PLACEHOLDER_PAUSES = (1.0,)
_UNACCEPTABLE = (400, 413)


class DiscordDelivery:
    """Shows turns in Discord through the client that is bound to it; until one is, it waits."""

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
    ) -> None:
        self._catalog, self._turns, self._clock = catalog, turns, clock
        self._packer = Packer(pictures, workshop, spool)
        self._poster = Poster(wait)
        self._placeholders: dict[str, asyncio.Future[int | None]] = {}

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
        placed = self._placeholders[turn.id] = asyncio.get_running_loop().create_future()
        post = None
        try:
            post = await self._placeholder(turn, ahead)
        except PostFailed as error:
            _log.warning("turn %s could not be acknowledged: %s", turn.id, type(error.__cause__).__name__)
        finally:
            placed.set_result(post)
        return post

    async def position(self, turn: Turn, ahead: int) -> None:
        await self._show_once(turn, Content(waiting(turn.id, ahead)))

    async def progress(self, turn: Turn, part: float) -> None:
        await self._show_once(turn, Content(painting(turn.id, part)))

    async def pausing(self, turn: Turn) -> None:
        await self._show_once(turn, Content(pausing(turn.id, begun=turn.called_at is not None)))

    async def deliver(self, turn: Turn) -> int:
        limit = turn.place.upload_limit
        for bytes_each in dict.fromkeys((limit, min(limit, SURE_LIMIT))):
            try:
                return await self._deliver(turn, bytes_each)
            except PostFailed as error:
                if not _is_unacceptable(error):
                    raise
                _log.warning("turn %s: Discord does not take its card", turn.id, exc_info=error.__cause__)
        told = mishap(turn.id, turn.request.told, PostFailed().told, kept=True)
        return await self._show(turn, Content(told))

    async def excuse(self, asked: Asked, words: str) -> None:
        origin, content = asked.origin, Content(notice(plain(words)))
        if origin.token is None:
            await self._poster.send(asked.place, content, f"a{origin.id}", answers=origin.message)
        elif self._clock() - asked.at < TOKEN_LIFE:
            await self._poster.answer(origin, content)

    async def tell(self, turn: Turn) -> int | None:
        told = turn.failure.told if turn.failure else ""
        return await self._show(turn, Content(mishap(turn.id, turn.request.told, told)))

    async def _deliver(self, turn: Turn, limit: int) -> int:
        try:
            async with self._finished(turn, limit) as content:
                return await self._show(turn, content)
        except PictureLost:
            _log.exception("turn %s: a picture of its reply is not to be had", turn.id)
            return await self._show(turn, Content(mishap(turn.id, turn.request.told, ResultLost().told)))
        except StorageFailed as error:
            raise PostFailed from error

    async def _placeholder(self, turn: Turn, ahead: int) -> int | None:
        content = Content(waiting(turn.id, ahead))
        if turn.origin.token:
            return await self._poster.answer(turn.origin, content)
        return await self._poster.send(
            turn.place.id, content, f"p{turn.id}", answers=turn.origin.message, shows=turn, pauses=_PLACEHOLDER_PAUSES
        )

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

    async def _show_once(self, turn: Turn, content: Content) -> None:
        """Show what is soon out of date where the card will be: in one attempt, and nowhere else."""
        post = await self._placed(turn, keep=True) or turn.post
        if turn.origin.token and self._clock() - turn.created_at < TOKEN_LIFE:
            await self._poster.answer(turn.origin, content, pauses=())
        elif post:
            await self._poster.edit(turn.place.id, post, content, pauses=())

    async def _show(self, turn: Turn, content: Content) -> int:
        placeholder = await self._placed(turn)
        if turn.origin.token and self._clock() - turn.created_at < TOKEN_LIFE:
            answered = await self._poster.answer(turn.origin, content)
            if answered is not None:
                return answered
        return await self._post(turn, content, placeholder or turn.post)

    async def _post(self, turn: Turn, content: Content, known: int | None) -> int:
        """Show it without the interaction: in the post that is there already, else in a new one."""
        if turn.request.private:  # the answer that only the person saw cannot be reached any more
            return await self._send_home(turn, content)
        if posted := await self._posted_elsewhere(turn, content):
            return posted
        try:
            return await self._put(turn, turn.place.id, content, f"c{turn.id}", known)
        except PostFailed as error:
            if not is_closed_to_us(error):
                raise
        return await self._send_home(turn, content)

    async def _send_home(self, turn: Turn, content: Content) -> int:
        """The channel is gone or forbidden: to the person's DM, and if that is closed too, nowhere."""
        try:
            return await self._put(turn, await self._poster.direct(turn.person.id), content, f"d{turn.id}")
        except PostFailed as error:
            raise PostFailed(final=is_closed_to_us(error)) from error

    async def _put(self, turn: Turn, channel: int, content: Content, nonce: str, known: int | None = None) -> int:
        """Show it in *channel*: in the post *known*, or in one that an earlier attempt left there, else in a new one.

        Where there was no earlier attempt nothing is looked for, which would cost a request.
        """
        if known is None and _may_be_in(turn, channel):
            known = await self._poster.find(channel, turn)
        if known and (shown := await self._poster.edit(channel, known, content)):
            if turn.sent_to:
                await self._note_sending(turn, channel)
            return shown
        await self._note_sending(turn, channel)
        answers = turn.origin.message if channel == turn.place.id else None
        return await self._poster.send(channel, content, nonce, answers=answers, shows=turn)

    async def _posted_elsewhere(self, turn: Turn, content: Content) -> int | None:
        """An earlier attempt went to the person's DM and may have come through, without anybody knowing."""
        if turn.sent_to in (None, turn.place.id):
            return None
        found = await self._poster.find(turn.sent_to, turn)
        return await self._poster.edit(turn.sent_to, found, content) if found else None

    async def _note_sending(self, turn: Turn, channel: int) -> None:
        """Whoever tries next looks there first. If it can't be written, what guards the post is its nonce alone."""
        if turn.sent_to == channel:
            return
        try:
            await self._turns.note_sending(turn.id, channel)
        except StorageFailed:
            _log.warning("turn %s: that it is being posted could not be noted", turn.id, exc_info=True)

    async def _placed(self, turn: Turn, *, keep: bool = False) -> int | None:
        """The placeholder of this process, once it is there: the turn may be quicker than its acknowledgement."""
        placed = self._placeholders.get(turn.id)
        if placed is None:
            return None
        post = await asyncio.shield(placed)
        if not keep:
            self._placeholders.pop(turn.id, None)
        return post

    async def _parent(self, turn: Turn) -> str | None:
        parent = await self._turns.get(turn.parent) if turn.parent else None
        if parent is None or parent.post is None or parent.request.private:
            return None
        return jump(parent.place.guild, parent.place.id, parent.post)

    def _family(self, turn: Turn) -> Family | None:
        """None for a family that has left the catalog since."""
        try:
            return self._catalog.family(turn.reply.maker.family if turn.reply else turn.request.family)
        except UnknownFamily:
            return None


def _may_be_in(turn: Turn, channel: int) -> bool:
    """Whether an earlier attempt may have left a post there: that is noted, and the place has the first sign anyway.

    A batch's turn has no sign that something is under way.
    """
    return turn.sent_to == channel or (channel == turn.place.id and not turn.origin.is_batch)


def _is_unacceptable(error: PostFailed) -> bool:
    """Whether Discord will never take that: too large (Discord docs, JSON Error Codes: 40005), or against its rules."""
    cause = error.__cause__
    return isinstance(cause, discord.HTTPException) and cause.status in _UNACCEPTABLE
