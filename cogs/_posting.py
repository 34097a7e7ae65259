"""Putting something before people by Discord's REST: every deed may be repeated without showing anything twice."""

import asyncio
import logging
from collections.abc import Awaitable, Callable, Iterator, Sequence
from contextlib import contextmanager
from itertools import count
from typing import Any, Final, TypeVar

import discord

from bot.core.batch import Batch
from bot.core.errors import MissingPermission, PostFailed
from bot.core.ports import Wait
from bot.core.turn import Origin, Turn
from cogs._content import Content
from cogs._permissions import check_place
from cogs._refusals import UNANSWERED, can_be_replaced, has_thread, is_closed_to_us, may_pass
from cogs._seeking import seek, seek_reply, seek_summary

_T = TypeVar("_T")
_log = logging.getLogger(__name__)

PAUSES = (1.0, 3.0, 9.0)
"""Seconds between attempts; discord.py itself tries again after most of the 5xx within each."""

SECONDS: Final = 30.0
"""How long an attempt may take. discord.py sleeps through whatever rate limit it is told, be it a day."""

_A_WEEK: Final = 10080


class Poster:
    """Works through whichever client is bound; while there is none, it waits for one.

    *wait* lets seconds pass; *seconds* bounds each attempt. What was cut off is tried again by who comes next.
    """

    def __init__(self, wait: Wait, seconds: float = SECONDS) -> None:
        self._wait, self._seconds = wait, seconds
        self._client: discord.Client | None = None
        self._bound = asyncio.Event()

    def bind(self, client: discord.Client) -> None:
        """From now on use *client*, which is logged in."""
        self._client = client
        self._bound.set()

    def unbind(self) -> None:
        self._client = None
        self._bound.clear()

    async def answer(self, origin: Origin, content: Content, *, pauses: Sequence[float] = PAUSES) -> int | None:
        """Edit the original answer of an interaction.

        None when its token is over, somebody deleted the answer, or its thread is archived.
        """

        async def deed(client: discord.Client) -> int:
            webhook = discord.Webhook.partial(origin.application, origin.token or "", client=client)
            original: Any = "@original"  # a message id to Discord, though not to discord.py's types
            async with content.files() as files:
                sent = await webhook.edit_message(
                    original, view=content.view, attachments=files, allowed_mentions=_nobody()
                )
            return sent.id

        return await self._unless_gone(deed, pauses, content)

    async def edit(self, channel: int, post: int, content: Content, *, pauses: Sequence[float] = PAUSES) -> int | None:
        """Edit a post of ours; None when it is gone, or its thread is archived."""

        async def deed(client: discord.Client) -> int:
            partial = client.get_partial_messageable(channel).get_partial_message(post)
            async with content.files() as files:
                edited = await partial.edit(view=content.view, attachments=files, allowed_mentions=_nobody())
            return edited.id

        return await self._unless_gone(deed, pauses, content)

    async def send(self, channel: int, content: Content, nonce: str, *, answers: int | None = None,
                   shows: Turn | None = None, instead_of: int | None = None,
                   pauses: Sequence[float] = PAUSES) -> int:  # fmt: skip
        """Post once, however often it is tried: Discord gives back the post that already has the nonce.

        It does so for some minutes only (Discord docs, Create Message): what *shows* a turn is looked for as well,
        from the second attempt on, and *instead_of*, which can't be edited any more, is not it. *answers* is the
        message that this replies to, if it still exists. Raises PostFailed.
        """
        attempts = count()

        async def deed(client: discord.Client) -> int:
            found = await seek(client, channel, shows, besides=instead_of) if next(attempts) and shows else None
            if found:
                return found
            reference: Any = None
            if answers:
                reference = discord.MessageReference(message_id=answers, channel_id=channel, fail_if_not_exists=False)
            async with content.files() as files:
                sent = await client.get_partial_messageable(channel).send(
                    view=content.view,
                    files=files,
                    nonce=nonce,
                    reference=reference,
                    mention_author=False,
                    silent=True,
                    allowed_mentions=_nobody(),
                )
            return sent.id

        return await self._insist(deed, pauses, content)

    async def remove(self, channel: int, post: int) -> None:
        """Delete a post of ours, in one attempt. Raises PostFailed."""

        async def deed(client: discord.Client) -> None:
            await client.get_partial_messageable(channel).get_partial_message(post).delete()

        await self._insist(deed, pauses=())

    async def thread(self, channel: int, post: int, name: str) -> None:
        """See to it that a post in a server's channel has a thread, whose id is the post's. Raises PostFailed."""

        async def deed(client: discord.Client) -> None:
            parent = await client.fetch_channel(channel)
            if isinstance(parent, discord.TextChannel):
                await parent.get_partial_message(post).create_thread(name=name, auto_archive_duration=_A_WEEK)

        try:
            await self._insist(deed)
        except PostFailed as error:
            if not has_thread(error):
                raise

    async def direct(self, person: int) -> int:
        """The channel of the DM with somebody. Raises PostFailed."""

        async def deed(client: discord.Client) -> int:
            return (await client.create_dm(discord.Object(person))).id

        return await self._insist(deed)

    async def check(self, turn: Turn) -> None:
        """Raises MissingPermission where its picture could not be posted now, as far as anybody can tell at once."""
        if self._client is None:
            return
        try:
            await self._insist(lambda client: check_place(client, turn), pauses=())
        except PostFailed as error:
            if is_closed_to_us(error):
                raise MissingPermission(["view this channel"]) from error

    async def find(self, channel: int, turn: Turn, *, besides: int | None = None) -> int | None:
        """A post of ours, not *besides*, that shows *turn*; None if there is none. Raises PostFailed."""
        return await self._insist(lambda client: seek(client, channel, turn, besides=besides))

    async def find_reply(self, channel: int, to: int) -> int | None:
        """The same for a post of ours that replies to the message *to*."""
        return await self._insist(lambda client: seek_reply(client, channel, to))

    async def find_summary(self, channel: int, batch: Batch) -> int | None:
        """The same for the post that sums *batch* up."""
        return await self._insist(lambda client: seek_summary(client, channel, batch))

    async def _unless_gone(
        self, deed: Callable[[discord.Client], Awaitable[int]], pauses: Sequence[float], content: Content
    ) -> int | None:
        try:
            return await self._insist(deed, pauses, content)
        except PostFailed as error:
            if can_be_replaced(error):
                return None
            raise

    async def _insist(
        self,
        deed: Callable[[discord.Client], Awaitable[_T]],
        pauses: Sequence[float] = PAUSES,
        content: Content | None = None,
    ) -> _T:
        """Do it, again where what failed may pass. Raises PostFailed from the last error, and when it takes long."""
        for pause in (*pauses, None):
            client = await self._ready()
            limit = asyncio.timeout(None)
            try:
                async with limit:
                    limit.reschedule(_from_now(self._seconds + (await content.seconds() if content else 0.0)))
                    with _others_let_through(client):
                        return await deed(client)
            except (discord.HTTPException, RuntimeError, *UNANSWERED) as error:
                if pause is None or limit.expired() or not may_pass(error, client):
                    raise PostFailed from error
                _log.info("posting failed (%s), again in %s s", type(error).__name__, pause)
            await self._wait(pause)
        raise AssertionError("the last pause ends the loop")

    async def _ready(self) -> discord.Client:
        while self._client is None:
            await self._bound.wait()
        return self._client


def _from_now(seconds: float) -> float:
    return asyncio.get_running_loop().time() + seconds


@contextmanager
def _others_let_through(client: discord.Client) -> Iterator[None]:
    """discord.py 2.7 holds all requests back while one sits out a global limit: for ever, if that one is cut off."""
    try:
        yield
    except asyncio.CancelledError:
        client.http._global_over.set()  # noqa: SLF001 - there is no other way to it
        raise


def _nobody() -> discord.AllowedMentions:
    return discord.AllowedMentions.none()
