"""One host name that leads to a port of this machine; every other is refused."""

import socket

from aiohttp.abc import AbstractResolver, ResolveResult


class OneHost(AbstractResolver):
    def __init__(self, name: str, port: int) -> None:
        self._name, self._port = name, port

    async def resolve(
        self, host: str, port: int = 0, family: socket.AddressFamily = socket.AF_INET
    ) -> list[ResolveResult]:
        if host != self._name:
            raise OSError(f"{host}:{port} is not {self._name}")
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
