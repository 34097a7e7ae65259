"""A provider on the loopback, a connection to it, and folders for what comes and goes."""

import hashlib
import secrets
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any

import pytest

from bot.gemini.exchange import Exchange
from bot.gemini.sdk import Connection, Endpoint, connect
from bot.gemini.tokens import Token, retoken, stored_token
from tests.gemini.provider import Provider

KEY = "AIzaSy-a-made-up-key"


def fresh() -> str:
    return secrets.token_hex(32)


class Desk:
    """A spool and a store of one test."""

    def __init__(self, folder: Path) -> None:
        self.spool, self.store = folder / "spool", folder / "store"
        self.spool.mkdir()
        self.store.mkdir()

    def exchange(self, **options: Any) -> Exchange:
        return Exchange(self.spool, self.path, fresh, **options)

    @asynccontextmanager
    async def carrying(self, **options: Any) -> AsyncIterator[Exchange]:
        """An exchange that the calls made inside of this belong to."""
        async with self.exchange(**options) as exchange:
            with exchange.carrying():
                yield exchange

    def path(self, token: Token) -> Path:
        return self.store / token

    def put(self, data: bytes) -> Token:
        """Store a picture, as if it had come earlier."""
        token = stored_token("blob", hashlib.sha256(data).hexdigest())
        (self.store / token).write_bytes(data)
        return token

    def adopt(self, exchange: Exchange) -> Any:
        """Move the files of a reply to the store, and give the reply as history keeps it."""
        names = {}
        for token, file in exchange.files.items():
            names[token] = stored_token(token.kind, hashlib.sha256(file.read_bytes()).hexdigest())
            file.rename(self.store / names[token])
        return retoken(exchange.reply, names)

    def spooled(self) -> list[Path]:
        return list(self.spool.iterdir())


@pytest.fixture
def desk(tmp_path: Path) -> Desk:
    return Desk(tmp_path)


@pytest.fixture
async def provider() -> AsyncIterator[Provider]:
    async with Provider().serving() as serving:
        yield serving


@pytest.fixture
async def connection(provider: Provider) -> AsyncIterator[Connection]:
    async with connect(Endpoint(KEY, provider.url, timeout=20)) as connection:
        yield connection
