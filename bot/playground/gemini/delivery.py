"""Puts an answer on the wire, whole or spoilt."""

import asyncio
from collections.abc import Mapping
from contextlib import suppress
from types import MappingProxyType

from aiohttp import web

from bot.playground.gemini.failures import Wire

HEADERS: Mapping[str, str] = {
    "Content-Type": "application/json; charset=UTF-8",
    "Vary": "Origin, X-Origin, Referer",
    "Server": "scaffolding on HTTPServer2",
    "X-Content-Type-Options": "nosniff",
}
NONE: Mapping[str, str] = MappingProxyType({})
_STEP = 64 * 1024
_FLOOD_STEP = b"A" * _STEP


async def send(request: web.Request, status: int, body: bytes, extra: Mapping[str, str] = NONE) -> web.StreamResponse:
    """Chunked and without a length, as Google answers."""
    response = web.StreamResponse(status=status, headers={**HEADERS, **extra})
    response.enable_chunked_encoding()
    await response.prepare(request)
    await _write(response, memoryview(body))
    await response.write_eof()
    return response


async def spoil(request: web.Request, body: bytes, wire: Wire) -> web.StreamResponse:
    if wire.kind == "cut":
        return await _cut(request, body, sized=wire.sized)
    if wire.kind == "flood":
        return await _flood(request, wire.size)
    if wire.kind == "drip":
        return await _drip(request, body, wire)
    abort(request)
    return web.Response()


def abort(request: web.Request) -> None:
    if request.transport is not None:
        request.transport.abort()


async def _cut(request: web.Request, body: bytes, *, sized: bool) -> web.StreamResponse:
    response = web.StreamResponse(headers=HEADERS)
    if sized:
        response.content_length = len(body)
    else:
        response.enable_chunked_encoding()
    await response.prepare(request)
    await _write(response, memoryview(body)[: len(body) // 2])
    if request.transport is not None:
        request.transport.close()  # flushes what was written, then ends
    return response


async def _flood(request: web.Request, size: int) -> web.StreamResponse:
    response = web.StreamResponse(headers=HEADERS)
    response.enable_chunked_encoding()
    await response.prepare(request)
    await response.write(b'{"candidates":[{"content":{"parts":[{"inlineData":{"mimeType":"image/png","data":"')
    with suppress(ConnectionResetError):  # whoever asked has had enough
        for _ in range(0, size, _STEP):
            await response.write(_FLOOD_STEP)
    abort(request)
    return response


async def _drip(request: web.Request, body: bytes, wire: Wire) -> web.StreamResponse:
    response = web.StreamResponse(headers=HEADERS)
    response.enable_chunked_encoding()
    await response.prepare(request)
    for start in range(0, len(body), wire.step):
        await response.write(body[start : start + wire.step])
        await wire.tick()
    await response.write_eof()
    return response


async def _write(response: web.StreamResponse, body: memoryview) -> None:
    for start in range(0, len(body), _STEP):
        await response.write(body[start : start + _STEP])
        await asyncio.sleep(0)
