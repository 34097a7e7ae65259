"""A reply on its way from the socket."""

from collections.abc import AsyncGenerator

import aiohttp

from bot.core import chunks
from bot.core.chunks import Chunks


def chunked(answer: aiohttp.ClientResponse) -> AsyncGenerator[Chunks, None]:
    """The body; nothing more of it comes while chunks are out. Raises aiohttp's ClientErrors."""
    return chunks.chunked(_chunks(answer), answer)


async def _chunks(answer: aiohttp.ClientResponse) -> AsyncGenerator[bytes, None]:
    try:
        async for chunk in answer.content.iter_any():
            yield chunk
    except RuntimeError as error:  # aiohttp's, for a compressed body whose sender closed while its parser was paused
        raise aiohttp.ClientPayloadError("the body ends too early") from error
