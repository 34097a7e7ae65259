"""A server with TLS that sends its whole answer at once and is gone."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

import aiohttp

from bot.playground.discord.certificate import HOSTS, contexts

LONG = 30.0
HEAD = b"HTTP/1.1 200 OK\r\nConnection: close\r\n"
CHUNKED = HEAD + b"Transfer-Encoding: chunked\r\n\r\n%x\r\n%b\r\n0\r\n\r\n"
COUNTED = HEAD + b"Content-Length: %d\r\n\r\n%b"


@asynccontextmanager
async def hasty(http: aiohttp.ClientSession, answer: bytes) -> AsyncIterator[aiohttp.ClientResponse]:
    """The response of a server that has sent *answer* and closed the connection."""
    gone = asyncio.Event()

    async def serve(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        await reader.readuntil(b"\r\n\r\n")
        writer.write(answer)
        writer.close()
        gone.set()

    server_side, client_side = contexts()
    server = await asyncio.start_server(serve, "127.0.0.1", 0, ssl=server_side)
    url = f"https://127.0.0.1:{server.sockets[0].getsockname()[1]}"
    async with (
        asyncio.timeout(LONG),
        server,
        http.get(url, ssl=client_side, server_hostname=HOSTS[0]) as response,
    ):
        await gone.wait()
        yield response
