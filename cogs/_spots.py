"""Where in Discord a turn is shown: in one spot, whatever the clock, a restart or a closed channel does."""

import asyncio
import logging
from datetime import timedelta

from bot.core.errors import PostFailed, StorageFailed
from bot.core.ports import Clock, Turns
from bot.core.reception import Asked
from bot.core.turn import Turn
from cogs._content import Content
from cogs._posting import Poster
from cogs._refusals import is_closed_to_us
from cogs._sheet import mishap

_log = logging.getLogger(__name__)

TOKEN_LIFE = timedelta(minutes=14)
"""An interaction's token lives 15 minutes (Discord docs); the margin is for uploads and for clocks that differ."""

WENT_HOME = "I may not post this picture here any more, so I sent it to {} alone."
_PLACEHOLDER_PAUSES = (1.0,)


class _Closed(Exception):
    """The turn had its end while it was being posted."""


class Spots:
    """Finds the spot of each turn: the answer of its interaction, the post that is there, a new one, or a DM."""

    def __init__(self, poster: Poster, turns: Turns, clock: Clock) -> None:
        self._poster, self._turns, self._clock = poster, turns, clock
        self._placeholders: dict[str, asyncio.Future[int | None]] = {}

    async def take(self, turn: Turn, content: Content) -> int | None:
        """Put the first sign where the card will be; the post's id, or None if that could not be done."""
        placed = self._placeholders[turn.id] = asyncio.get_running_loop().create_future()
        post = None
        try:
            post = await self._placeholder(turn, content)
        except PostFailed as error:
            _log.warning("turn %s could not be acknowledged: %s", turn.id, type(error.__cause__).__name__)
        finally:
            placed.set_result(post)
        return post

    async def _placeholder(self, turn: Turn, content: Content) -> int | None:
        if turn.origin.token:
            return await self._poster.answer(turn.origin, content)
        return await self._poster.send(
            turn.place.id, content, f"p{turn.id}", answers=turn.origin.message, shows=turn, pauses=_PLACEHOLDER_PAUSES
        )

    async def update(self, turn: Turn, content: Content) -> None:
        """Show what is soon out of date where the card will be: in one attempt, and nowhere else."""
        post = await self._placed(turn, keep=True) or turn.post
        if self._has_answer(turn):
            shown = await self._poster.answer(turn.origin, content, pauses=())
            if shown and shown != post:
                await self._note_post(turn, shown)
        elif post:
            await self._poster.edit(turn.place.id, post, content, pauses=())

    async def show(self, turn: Turn, content: Content) -> int | None:
        """Show how *turn* ended, once, however often this is called; the post's id. Raises PostFailed.

        None where it was closed meanwhile, as by somebody who deleted what nobody knew to be there.
        """
        try:
            return await self._shown(turn, content)
        except _Closed:
            return None

    async def _shown(self, turn: Turn, content: Content) -> int:
        known = await self._placed(turn) or turn.post
        later = await self._sent_before(turn, known)
        for way in (self._once_more,) if later else (self._answer, self._post):
            try:
                if shown := await way(turn, content, later or known):
                    break
            except PostFailed as error:
                if not is_closed_to_us(error, to_words=not content.uploads):
                    raise
        else:
            return await self._send_home(turn, content, known)
        if later:
            await self._step_back(turn, content, known)
        return shown

    async def excuse(self, asked: Asked, content: Content) -> None:
        """Show what became of something that no turn was made of, once. Raises PostFailed."""
        try:
            if asked.origin.message:
                if not await self._poster.find_reply(asked.place, asked.origin.message):
                    await self._poster.send(asked.place, content, f"a{asked.origin.id}", answers=asked.origin.message)
            elif self._clock() - asked.at < TOKEN_LIFE:
                await self._poster.answer(asked.origin, content)
        except PostFailed as error:
            raise PostFailed(final=is_closed_to_us(error, to_words=True)) from error.__cause__

    async def _answer(self, turn: Turn, content: Content, _known: int | None) -> int | None:
        return await self._poster.answer(turn.origin, content) if self._has_answer(turn) else None

    async def _post(self, turn: Turn, content: Content, known: int | None) -> int | None:
        """Show it without the interaction: in the post that is there already, else in a new one.

        None for what only its person may see.
        """
        return None if turn.request.private else await self._put(turn, turn.place.id, content, known)

    async def _once_more(self, turn: Turn, content: Content, later: int | None) -> int | None:
        """Show it where the new post is that an earlier attempt sent, and nowhere else."""
        return await self._put(turn, turn.sent_to or turn.place.id, content, later)

    async def _sent_before(self, turn: Turn, known: int | None) -> int | None:
        """The new post that an earlier attempt sent: it may have come through without anybody knowing."""
        return await self._poster.find(turn.sent_to, turn, besides=known) if turn.sent_to else None

    async def _step_back(self, turn: Turn, content: Content, known: int | None) -> None:
        """The turn is shown in a new post: what was there before shall promise nothing any more."""
        if turn.went_home:
            await self._leave_word(turn, content, known, WENT_HOME.format(turn.person.name))
        elif known:
            await self._clear_away(turn, turn.place.id, known)

    async def _send_home(self, turn: Turn, content: Content, stale: int | None) -> int:
        """The channel is gone, forbidden or locked: to the person's DM, and if that is closed too, nowhere."""
        try:
            home = await self._poster.direct(turn.person.id)
            sent = await self._put(turn, home, content)
        except PostFailed as error:
            if final := is_closed_to_us(error, to_words=not content.uploads):
                await self._leave_word(turn, content, stale, PostFailed().told)
            raise PostFailed(final=final) from error.__cause__
        await self._leave_word(turn, content, stale, WENT_HOME.format(turn.person.name))
        return sent

    async def _leave_word(self, turn: Turn, instead_of: Content, stale: int | None, words: str) -> None:
        """Where pictures are forbidden words may not be: the placeholder shall not promise what never comes."""
        if not instead_of.uploads:
            return
        content = Content(mishap(turn.id, turn.request.told, words, kept=True))
        try:
            answered = self._has_answer(turn) and await self._poster.answer(turn.origin, content, pauses=())
            if stale and not answered and not turn.request.private:
                await self._poster.edit(turn.place.id, stale, content, pauses=())
        except PostFailed:
            _log.debug("turn %s: its placeholder can't be reached any more", turn.id)

    async def _put(self, turn: Turn, channel: int, content: Content, known: int | None = None) -> int:
        """Show it in *channel*: in the post *known*, or in the first sign that nobody noted, else in a new one."""
        if known is None and _may_have_a_sign(turn, channel):
            known = await self._poster.find(channel, turn)
        if known and (shown := await self._poster.edit(channel, known, content)):
            if turn.sent_to not in (None, channel):
                await self._note_sending(turn, channel)
            return shown
        answers, nonce = (turn.origin.message, f"c{turn.id}") if channel == turn.place.id else (None, f"d{turn.id}")
        await self._check_open(turn, channel)
        sent = await self._poster.send(channel, content, nonce, answers=answers, shows=turn, instead_of=known)
        if known and known != sent:
            await self._clear_away(turn, channel, known)
        try:
            await self._check_open(turn, channel)
        except _Closed:  # between two attempts, of which the first had got through
            await self._clear_away(turn, channel, sent)
            raise
        return sent

    async def _clear_away(self, turn: Turn, channel: int, stale: int) -> None:
        """Another post shows the turn, which may have opened an archived thread, or nobody wants it: this one goes."""
        try:
            await self._poster.remove(channel, stale)
        except PostFailed:
            _log.debug("turn %s: its placeholder is gone, or can't be reached any more", turn.id)

    async def _check_open(self, turn: Turn, channel: int) -> None:
        """What nobody wants any more is not sent to *channel*; what is sent, is noted. Raises _Closed."""
        if not await self._note_sending(turn, channel):
            raise _Closed

    async def _note_sending(self, turn: Turn, channel: int) -> bool:
        """Whoever tries next looks there first. If it can't be written, what guards the post is its nonce alone."""
        try:
            return await self._turns.note_sending(turn.id, channel)
        except StorageFailed:
            _log.warning("turn %s: that it is being posted could not be noted", turn.id, exc_info=True)
            return True

    async def _note_post(self, turn: Turn, post: int) -> None:
        """From now on it can be edited without a token, and found where the bot may not read what was posted."""
        self._placeholders[turn.id] = noted = asyncio.get_running_loop().create_future()
        noted.set_result(post)
        try:
            await self._turns.note_post(turn.id, post)
        except StorageFailed:
            _log.warning("turn %s: its post %d could not be noted", turn.id, post, exc_info=True)

    async def _placed(self, turn: Turn, *, keep: bool = False) -> int | None:
        """The placeholder of this process, once it is there: the turn may be quicker than its acknowledgement."""
        placed = self._placeholders.get(turn.id)
        if placed is None:
            return None
        post = await asyncio.shield(placed)
        if not keep:
            self._placeholders.pop(turn.id, None)
        return post

    def _has_answer(self, turn: Turn) -> bool:
        """Whether the answer of its interaction can still be edited."""
        return turn.origin.token is not None and self._clock() - turn.created_at < TOKEN_LIFE


def _may_have_a_sign(turn: Turn, channel: int) -> bool:
    """Whether the first sign may be there; a batch's turn has none. Where a new post was sent was looked already."""
    return channel == turn.place.id != turn.sent_to and not turn.origin.is_batch
