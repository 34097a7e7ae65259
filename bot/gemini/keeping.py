"""From an answer to a reply: everything that was paid for is fetched, looked at and kept."""

import asyncio
import logging
from collections.abc import Iterable, Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from functools import partial
from pathlib import Path

from bot.core.errors import (
    AnswerTooLarge,
    AnswerUnreadable,
    BadPicture,
    Cost,
    LinkBroken,
    NotAPicture,
    PictureEmpty,
    PictureTooLarge,
    PictureTooManyPixels,
    PlantainError,
)
from bot.core.file_ports import Inspection, Links, Workshop
from bot.core.insistence import Insistence
from bot.core.limits import DRAFT_BYTES, DRAFTS
from bot.core.picture import Picture
from bot.core.ports import Pictures
from bot.core.reply import Maker, RawPart, Reply
from bot.gemini.addresses import without_secrets
from bot.gemini.exchange import Exchange
from bot.gemini.reading import Answer
from bot.gemini.spoken import silenced
from bot.gemini.tokens import Token, find_tokens, retoken, spool_token, stored_token

ODD = "something about the picture's file is odd; it is posted as it came"
ONLY_A_DRAFT = "this is the last draft: the model gave no other picture"
_GUESSING_SECONDS = 60
"""For all addresses in words together that nothing says to be pictures: most often they are none."""
_TOO_LARGE = (PictureTooManyPixels, PictureTooLarge)
_log = logging.getLogger(__name__)


def unreadable(number: int) -> str:
    """What is said of pictures that came and are none when others came."""
    return f"{number} more {'picture' if number == 1 else 'pictures'} came and can't be read"


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
    """Pictures of a result, by the token of their file, and files that are none.

    `urls` led to pictures, those that are `broken` did not.
    """

    pictures: dict[Token, Inspection] = field(default_factory=dict)
    unreadable: dict[Token, BadPicture] = field(default_factory=dict)
    urls: set[str] = field(default_factory=set)
    broken: list[LinkBroken] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class Keeper:
    """Keeps answers. *links* fetches pictures that an answer only links to.

    *public* fetches those whose addresses are in words, which anybody may have put into the model's mouth: it reaches
    nothing that is not everybody's.
    """

    pictures: Pictures
    workshop: Workshop
    links: Links
    public: Links
    insistence: Insistence = field(default_factory=lambda: Insistence(asyncio.sleep))

    async def reply(self, answer: Answer, exchange: Exchange, made: Made) -> Reply:
        """Raises AnswerUnreadable, LinkBroken and WordsOnly where no picture is left, StorageFailed.

        Thoughts are kept where they were asked for, and apart from the parts, as they never go back.
        """
        found = await self._found(answer, exchange)
        texts, cited = silenced(answer.texts, answer.citations, [at for at in answer.spoken if at.url in found.urls])
        drafts = await self._drafts(answer, exchange) if made.thoughts else {}
        lasting = [part for part in answer.parts if not part.get("thought")]
        named = list(dict.fromkeys((*find_tokens(lasting), *found.pictures, *drafts)))
        sizes = {token: (await asyncio.to_thread(exchange.files[token].stat)).st_size for token in named}
        stored = {token: stored_token(token.kind, await self._kept(exchange.files[token])) for token in named}

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
            texts=texts,
            citations=cited,
            usage=answer.usage,
            finish=answer.finish,
            seconds=made.seconds,
            bytes_kept=sum(sizes[token] for token in dict.fromkeys(find_tokens(lasting))),
            notes=_notes(answer, found),
            request_id=exchange.request_id or None,
        )

    async def _kept(self, file: Path) -> str:
        """The address. While storage fails, what is paid for waits in its file. Raises StorageFailed in the end."""
        return await self.insistence.through("a picture", partial(self.pictures.keep, file))

    async def _found(self, answer: Answer, exchange: Exchange) -> _Found:
        found = _Found()
        for token in _shown(answer):
            try:
                found.pictures[token] = await self.workshop.inspect(exchange.files[token])
            except BadPicture as error:
                found.unreadable[token] = error
        await self._follow(self.links, answer.linked, found, exchange, sure=True)
        with suppress(TimeoutError):
            async with asyncio.timeout(_GUESSING_SECONDS if answer.guesses else None):
                spoken = dict.fromkeys(link.url for link in answer.spoken)
                await self._follow(self.public, spoken, found, exchange, sure=not answer.guesses)
        if not found.pictures:
            await self._put_aside(found, exchange)
            raise _nothing(answer, found)
        return found

    async def _follow(
        self, links: Links, urls: Iterable[str], found: _Found, exchange: Exchange, *, sure: bool
    ) -> None:
        """Where one that is *sure* was waited for in vain, the others are not waited for as long."""
        for url in urls:
            token = spool_token("blob", exchange.fresh)
            file = exchange.files[token] = exchange.spool / token
            try:
                await links.fetch(url, file, sure=sure and not found.broken)
                found.pictures[token] = await self._fetched(file)
                found.urls.add(url)
            except LinkBroken as error:
                found.broken.append(error)
                if sure:
                    number = exchange.request_id or "unknown"
                    _log.warning("no picture came from %s (request id %s)", without_secrets(url), number)

    async def _put_aside(self, found: _Found, exchange: Exchange) -> None:
        """Keep what was paid for although nobody can show it; the log tells where it is."""
        for token, error in found.unreadable.items():
            address = await self.pictures.keep(exchange.files[token])
            number = exchange.request_id or "unknown"
            _log.warning("what came as a picture is none (%s): kept as %s (request id %s)", error.code, address, number)

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

    async def _fetched(self, file: Path) -> Inspection:
        """Raises LinkBroken when what was behind the link is no picture."""
        try:
            seen = await self.workshop.inspect(file)
        except BadPicture as error:
            _log.warning("a picture's link led to something else: %s", error.code)
            raise LinkBroken(final=isinstance(error, _TOO_LARGE)) from error
        if seen.damaged:
            _log.warning("a picture's link led to a part of it")
            raise LinkBroken
        return seen


def _nothing(answer: Answer, found: _Found) -> PlantainError:
    """Words labelled as a picture are charged like one; what a damaged file costs, nobody knows."""
    if answer.refusal:
        return answer.refusal
    if found.broken:
        return next((error for error in found.broken if not error.final), found.broken[0])
    error = next(iter(found.unreadable.values()))
    if isinstance(error, _TOO_LARGE):
        return AnswerTooLarge()
    return AnswerUnreadable(cost=Cost.CHARGED if isinstance(error, NotAPicture | PictureEmpty) else None)


def _notes(answer: Answer, found: _Found) -> tuple[str, ...]:
    draft = ONLY_A_DRAFT if any(answer.parts[position].get("thought") for position in answer.shown) else None
    odd = ODD if any(seen.damaged for seen in found.pictures.values()) else None
    none = unreadable(len(found.unreadable)) if found.unreadable else None
    gone = missing(len(found.broken)) if found.broken and not answer.guesses else None
    return tuple(filter(None, (draft, odd, none, gone)))


def _shown(answer: Answer) -> dict[Token, None]:
    """The pictures of the result, each once."""
    return dict.fromkeys(find_tokens([answer.parts[position]["inlineData"] for position in answer.shown]))
