"""Questions to a provider that cost nothing, for who looks whether it serves this bot."""

import secrets
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass
from pathlib import Path

from bot.gemini import sdk
from bot.gemini.exchange import Exchange
from bot.gemini.failures import told
from bot.gemini.model import Provider
from bot.gemini.options import SentOptions, configuration
from bot.gemini.tokens import Token


@dataclass(frozen=True, slots=True)
class Prober:
    """Asks *provider* through *connection*; *spool* is a folder of its own. Raises what a call raises."""

    provider: Provider
    connection: sdk.Connection
    spool: Path

    async def listed(self) -> Sequence[str]:
        """The ids of the models that it shows."""
        async with self._exchange("The list of models") as exchange:
            with exchange.carrying():
                return await sdk.list_models(self.connection)

    async def call_nothing(self, model: str) -> None:
        """Call *model* with no contents at all.

        No provider draws for that, so nothing is charged. RequestRejected is what a good key is answered, since every
        other refusal comes first; see the preset's `key_proof` for where this is needed.
        """
        options = configuration(SentOptions(self.provider.preset.modalities))
        async with self._exchange(model) as exchange:
            await sdk.generate(self.connection, exchange, model, [], options)

    @asynccontextmanager
    async def _exchange(self, family: str) -> AsyncIterator[Exchange]:
        provider = self.provider
        async with Exchange(self.spool, self._locate, lambda: secrets.token_hex(32), provider.dialect) as exchange:
            with told(exchange, family=family, timeout=provider.endpoint.timeout, manners=provider.manners):
                yield exchange

    def _locate(self, token: Token) -> Path:
        return self.spool / token
