"""Addresses for stored files that only this start's page knows, and the files behind them."""

import asyncio
import hashlib
import hmac
from typing import Final

from aiohttp import web

from bot.playground.discord.blobs import BlobStore
from bot.playground.discord.sniffing import HEAD_BYTES, Kind, sniff
from bot.playground.page_server.gate import HEADERS

PATH: Final = r"/page/files/{key:\d{1,20}}/{signature:[0-9a-f]{32}}"
_HEADERS: Final = {**HEADERS, "Cache-Control": "private, max-age=3600, immutable"}


class Pictures:
    """Signs addresses with the secret, because an <img> cannot send a header."""

    def __init__(self, blobs: BlobStore, secret: str) -> None:
        self._blobs = blobs
        self._secret = secret.encode()

    def address(self, key: str) -> str:
        return f"/page/files/{key}/{self._sign(key)}"

    async def serve(self, request: web.Request) -> web.StreamResponse:
        """Raster pictures are shown, by what their bytes say; everything else is only ever downloaded."""
        key = request.match_info["key"]
        path = self._blobs.path(key)
        if not hmac.compare_digest(request.match_info["signature"], self._sign(key)):
            raise web.HTTPForbidden(headers=HEADERS)
        if not await asyncio.to_thread(path.is_file):
            raise web.HTTPNotFound(headers=HEADERS)
        kind = await asyncio.to_thread(self._kind, key)
        headers = {**_HEADERS, "Content-Type": "application/octet-stream", "Content-Disposition": "attachment"}
        if kind.safe_to_show and kind.content_type:
            headers |= {"Content-Type": kind.content_type, "Content-Disposition": "inline"}
        return web.FileResponse(path, headers=headers)

    def _kind(self, key: str) -> Kind:
        with self._blobs.path(key).open("rb") as file:
            return sniff(file.read(HEAD_BYTES))

    def _sign(self, key: str) -> str:
        return hmac.new(self._secret, key.encode(), hashlib.sha256).hexdigest()[:32]
