"""The image-model port over google-genai: one call, its pictures and signatures kept, its answer read."""

import hashlib
import secrets
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path

from bot.core.catalog import Family
from bot.core.errors import ModelUnavailable
from bot.core.ports import Call
from bot.core.reply import Maker, Reply
from bot.gemini import sdk
from bot.gemini.contents import contents
from bot.gemini.exchange import Exchange
from bot.gemini.failures import told
from bot.gemini.keeping import Keeper, Made
from bot.gemini.options import configuration
from bot.gemini.patience import Patience
from bot.gemini.reading import read
from bot.gemini.tokens import Token


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
    keeper: Keeper
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
            made = Made(self.maker(call.family), self._id(call.family), turns[-1]["parts"], took)
            return await self.keeper.reply(read(exchange.reply), exchange, made)

    @contextmanager
    def _exchange(self, call: Call) -> Iterator[Exchange]:
        def locate(token: Token) -> Path:
            return call.files.get(token.digest, self.spool / token)

        exchange = Exchange(self.spool, locate, self.fresh)
        with exchange, told(exchange, family=call.family.name, timeout=self.provider.endpoint.timeout):
            yield exchange

    def _id(self, family: Family) -> str:
        """Raises ModelUnavailable when the provider has no name for *family*."""
        ids = family.ids.get(self.provider.name)
        if not ids:
            raise ModelUnavailable(family.name)
        return ids[0]
