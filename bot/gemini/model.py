"""The image-model port over google-genai: one call, its pictures and signatures kept, its answer read."""

import asyncio
import hashlib
import secrets
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path

from bot.core.catalog import Family
from bot.core.errors import AnswerUnreadable, BadPicture, Cost, ModelUnavailable, NotAPicture, PictureEmpty
from bot.core.picture import Picture
from bot.core.ports import Call, Inspection, Pictures, Workshop
from bot.core.reply import Maker, RawPart, Reply
from bot.gemini import sdk
from bot.gemini.contents import contents
from bot.gemini.exchange import Exchange
from bot.gemini.failures import told
from bot.gemini.options import configuration
from bot.gemini.patience import Patience
from bot.gemini.reading import Answer, read
from bot.gemini.tokens import Token, find_tokens, retoken, stored_token

ODD = "something about the picture's file is odd; it is posted as it came"


@dataclass(frozen=True, slots=True)
class Provider:
    """An endpoint that speaks the Gemini API. `name` is the catalog's name for it."""

    name: str
    endpoint: sdk.Endpoint

    @property
    def fingerprint(self) -> str:
        """Tells keys apart without telling them."""
        return hashlib.sha256(self.endpoint.key.encode()).hexdigest()[:16]


@dataclass(frozen=True, slots=True)
class GeminiModel:
    """Calls *provider* through *connection*; *spool* is on the pictures' disk, *seconds* a monotonic clock."""

    provider: Provider
    connection: sdk.Connection
    pictures: Pictures
    workshop: Workshop
    spool: Path
    patience: Patience
    seconds: Callable[[], float]
    fresh: Callable[[], str] = field(default=lambda: secrets.token_hex(32))

    def maker(self, family: Family) -> Maker:
        return Maker(self.provider.name, family.id, self.provider.fingerprint)

    async def offered(self) -> Sequence[str]:
        exchange = Exchange(self.spool, self.spool.joinpath, self.fresh)
        with exchange, told(exchange, family="The list of models", timeout=self.provider.endpoint.timeout):
            return await sdk.list_models(self.connection)

    async def generate(self, call: Call) -> Reply:
        return await self.patience.through(lambda: self._once(call))

    async def _once(self, call: Call) -> Reply:
        turns = contents(call.history, call.request)
        began = self.seconds()
        with self._exchange(call) as exchange:
            await sdk.generate(
                self.connection, exchange, self._id(call.family), turns, configuration(call.request.options)
            )
            took = self.seconds() - began
            answer = read(exchange.reply)
            return await self._kept(call, turns[-1]["parts"], answer, exchange, took)

    @contextmanager
    def _exchange(self, call: Call) -> Iterator[Exchange]:
        def locate(token: Token) -> Path:
            return call.files.get(token.digest, self.spool / token)

        exchange = Exchange(self.spool, locate, self.fresh)
        with exchange, told(exchange, family=call.family.name, timeout=self.provider.endpoint.timeout):
            yield exchange

    async def _kept(
        self, call: Call, sent: Sequence[RawPart], answer: Answer, exchange: Exchange, took: float
    ) -> Reply:
        """Keep everything that was paid for, then make the reply of it."""
        pictures = {token: await self._inspected(exchange.files[token], label) for token, label in _shown(answer)}
        named = list(dict.fromkeys(find_tokens(list(answer.parts))))
        sizes = {token: (await asyncio.to_thread(exchange.files[token].stat)).st_size for token in named}
        stored = {token: stored_token(token.kind, await self.pictures.keep(exchange.files[token])) for token in named}
        return Reply(
            maker=self.maker(call.family),
            model=answer.model or self._id(call.family),
            sent=tuple(sent),
            parts=tuple(retoken(list(answer.parts), stored)),
            pictures=tuple(
                Picture(stored[token].digest, found.media_type, found.width, found.height, sizes[token])
                for token, found in pictures.items()
            ),
            texts=answer.texts,
            citations=answer.citations,
            usage=answer.usage,
            finish=answer.finish,
            seconds=took,
            bytes_kept=sum(sizes.values()),
            notes=(ODD,) if any(not found.width for found in pictures.values()) else (),
            request_id=exchange.request_id or None,
        )

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

    def _id(self, family: Family) -> str:
        """Raises ModelUnavailable when the provider has no name for *family*."""
        ids = family.ids.get(self.provider.name)
        if not ids:
            raise ModelUnavailable(family.name)
        return ids[0]


def _shown(answer: Answer) -> list[tuple[Token, str]]:
    """The pictures of the result, with what the answer says they are."""
    shown = [answer.parts[position]["inlineData"] for position in answer.shown]
    labels = {token: str(inline.get("mimeType") or "image/png") for inline in shown for token in find_tokens(inline)}
    return list(labels.items())
