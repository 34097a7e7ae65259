"""Leading the real discord.py here, in two ways: by its class attributes, or by a connector that patches nothing."""

import errno
import socket
from collections.abc import Iterator
from contextlib import contextmanager

import aiohttp
from aiohttp.abc import AbstractResolver, ResolveResult
from yarl import URL

from bot.playground.discord.certificate import HOSTS, contexts


@contextmanager
def class_attributes(api_url: str, gateway_url: str) -> Iterator[None]:
    """Point every discord.py client of this process to these addresses until the block ends.

    The attributes are global: no second stand-in, and no bot on the real Discord, at the same time.
    """
    from discord.gateway import DiscordWebSocket  # noqa: PLC0415 - not needed to serve
    from discord.http import Route  # noqa: PLC0415 - the same

    kept = Route.BASE, DiscordWebSocket.DEFAULT_GATEWAY
    Route.BASE, DiscordWebSocket.DEFAULT_GATEWAY = api_url, URL(gateway_url)
    try:
        yield
    finally:
        Route.BASE, DiscordWebSocket.DEFAULT_GATEWAY = kept


class LoopbackResolver(AbstractResolver):
    """Resolves Discord's host names to one loopback port and refuses every other name."""

    def __init__(self, port: int) -> None:
        self._port = port

    async def resolve(
        self,
        host: str,
        port: int = 0,
        family: socket.AddressFamily = socket.AF_INET,  # noqa: ARG002 - the signature is aiohttp's
    ) -> list[ResolveResult]:
        """Aiohttp connects to the port of the answer, whatever port was asked for."""
        if host not in HOSTS:
            raise OSError(errno.EHOSTUNREACH, f"{host}:{port} is not Discord; the stand-in knows no other name")
        return [
            ResolveResult(
                hostname=host,
                host="127.0.0.1",
                port=self._port,
                family=socket.AF_INET,
                proto=0,
                flags=socket.AI_NUMERICHOST,
            )
        ]

    async def close(self) -> None: ...


def connector(port: int) -> aiohttp.TCPConnector:
    """For `discord.Client(connector=…)`: Discord's own names over TLS end at the stand-in on that port."""
    _, client = contexts()
    return aiohttp.TCPConnector(ssl=client, resolver=LoopbackResolver(port), limit=0)
