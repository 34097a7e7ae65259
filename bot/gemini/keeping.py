"""From an answer to a reply: everything that was paid for is fetched, looked at and kept."""

import asyncio
import logging
from collections.abc import Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path

from bot.core.errors import AnswerUnreadable, BadPicture, Cost, LinkBroken, NotAPicture, PictureEmpty
from bot.core.limits import DRAFT_BYTES, DRAFTS
from bot.core.picture import Picture
from bot.core.ports import Inspection, Links, Pictures, Workshop
from bot.core.reply import Maker, RawPart, Reply
from bot.gemini.exchange import Exchange
from bot.gemini.reading import Answer
from bot.gemini.tokens import Token, find_tokens, retoken, spool_token, stored_token

ODD = "something about the picture's file is odd; it is posted as it came"
_log = logging.getLogger(__name__)


def missing(number: int) -> str:
    """What is said of pictures behind broken links when others came."""
    return f"{number} more {'picture was' if number == 1 else 'pictures were'} made and could not be fetched"


@dataclass(frozen=True, slots=True)
class Made:
    """How a reply came about; `seconds` is the time from sending to the last byte.

    `thoughts`: they were asked for, and are kept.
    """

    maker: Maker
    model: str
    sent: Sequence[RawPart]
    seconds: float
    thoughts: bool = False


@dataclass(slots=True)
class _Found:
    """Pictures of a result, by the token of their file; `broken` counts links that gave none."""

    pictures: dict[Token, Inspection] = field(default_factory=dict)
    broken: int = 0


@dataclass(frozen=True, slots=True)
class Keeper:
    """Keeps answers. *links* fetches pictures that an answer only links to."""

    pictures: Pictures
    workshop: Workshop
    links: Links

    async def reply(self, answer: Answer, exchange: Exchange, made: Made) -> Reply:
        """Raises AnswerUnreadable and LinkBroken where no picture is left, StorageFailed.

        Thoughts are kept where they were asked for, and apart from the parts, as they never go back.
        """
        found = await self._found(answer, exchange)
        drafts = await self._drafts(answer, exchange) if made.thoughts else {}
        lasting = [part for part in answer.parts if not part.get("thought")]
        named = list(dict.fromkeys((*find_tokens(lasting), *found.pictures, *drafts)))
        sizes = {token: (await asyncio.to_thread(exchange.files[token].stat)).st_size for token in named}
        stored = {token: stored_token(token.kind, await self.pictures.keep(exchange.files[token])) for token in named}

        def picture(token: Token, seen: Inspection) -> Picture:
            return Picture(stored[token].digest, seen.media_type, seen.width, seen.height, sizes[token])

        return Reply(
            maker=made.maker,
            model=answer.model or made.model,
            sent=tuple(made.sent),
            parts=tuple(retoken(lasting, stored)),
            pictures=tuple(picture(token, seen) for token, seen in found.pictures.items()),
            drafts=tuple(picture(token, seen) for token, seen in drafts.items()),
            thoughts=answer.thoughts if made.thoughts else (),
            texts=answer.texts,
            citations=answer.citations,
            usage=answer.usage,
            finish=answer.finish,
            seconds=made.seconds,
            bytes_kept=sum(sizes[token] for token in dict.fromkeys(find_tokens(lasting))),
            notes=_notes(found),
            request_id=exchange.request_id or None,
        )

    async def _found(self, answer: Answer, exchange: Exchange) -> _Found:
        found = _Found()
        for token, label in _shown(answer):
            found.pictures[token] = await self._inspected(exchange.files[token], label)
        failure: LinkBroken | None = None
        for url in answer.linked:
            token = spool_token("blob", exchange.fresh)
            file = exchange.files[token] = exchange.spool / token
            try:
                found.pictures[token] = await self._fetched(url, file)
            except LinkBroken as error:
                found.broken, failure = found.broken + 1, error
        if failure and not found.pictures:
            raise failure
        return found

    async def _drafts(self, answer: Answer, exchange: Exchange) -> dict[Token, Inspection]:
        """The newest drafts, within bounds; a file that is no picture is no draft, and no reason to lose the result."""
        kept: dict[Token, Inspection] = {}
        room = DRAFT_BYTES
        parts = [answer.parts[position]["inlineData"] for position in answer.drafts[-DRAFTS:]]
        for token in reversed([token for inline in parts for token in find_tokens(inline)]):
            room -= (await asyncio.to_thread(exchange.files[token].stat)).st_size
            if room < 0:
                break
            with suppress(BadPicture):
                kept[token] = await self.workshop.inspect(exchange.files[token])
        return dict(reversed(kept.items()))

    async def _fetched(self, url: str, file: Path) -> Inspection:
        """Raises LinkBroken, also when what is behind the link is no picture."""
        await self.links.fetch(url, file)
        try:
            return await self.workshop.inspect(file)
        except BadPicture as error:
            _log.warning("a picture's link led to something else: %s", error.code)
            raise LinkBroken from error

    async def _inspected(self, file: Path, label: str) -> Inspection:
        """The type that the bytes have, whatever the answer calls them. Raises AnswerUnreadable.

        A picture that was paid for is kept even when something about its file is odd: its pixels are unknown then.
        """
        try:
            return await self.workshop.inspect(file)
        except (NotAPicture, PictureEmpty) as error:
            raise AnswerUnreadable(cost=Cost.CHARGED) from error
        except BadPicture:
            return Inspection(label, 0, 0)


def _notes(found: _Found) -> tuple[str, ...]:
    odd = (ODD,) if any(not seen.width for seen in found.pictures.values()) else ()
    return (*odd, missing(found.broken)) if found.broken else odd


def _shown(answer: Answer) -> list[tuple[Token, str]]:
    """The pictures of the result, with what the answer says they are."""
    shown = [answer.parts[position]["inlineData"] for position in answer.shown]
    labels = {token: str(inline.get("mimeType") or "image/png") for inline in shown for token in find_tokens(inline)}
    return list(labels.items())
