"""The CDN front: signed addresses to bytes on disk, safe to open in a browser."""

import asyncio
from pathlib import Path
from typing import Final, NoReturn

from aiohttp import web

from bot.playground.discord.blobs import BlobStore
from bot.playground.discord.faults import Delayed, Dropped, Faults, ServerError, cut
from bot.playground.discord.links import Links
from bot.playground.discord.sniffing import Kind
from bot.playground.discord.world import World

_SAFE: Final = {"X-Content-Type-Options": "nosniff", "Content-Security-Policy": "default-src 'none'; sandbox"}
_GONE: Final = "This content is no longer available."


class Cdn:
    """Answers 404 to what is unsigned, expired or deleted, as Discord does.

    Of the faults, ServerError, Delayed and Dropped strike here; a committed Dropped cuts in the middle of the bytes.
    """

    def __init__(self, world: World, blobs: BlobStore, links: Links, faults: Faults) -> None:
        self._world = world
        self._blobs = blobs
        self._links = links
        self._faults = faults

    def add_to(self, app: web.Application) -> None:
        for kind in ("attachments", "ephemeral-attachments"):
            app.router.add_get(f"/{kind}/{{channel}}/{{attachment}}/{{name}}", self._serve)

    async def _serve(self, request: web.Request) -> web.StreamResponse:
        fault = self._faults.strike(request.method, request.path)
        match fault:
            case ServerError(status=status):
                return web.Response(status=status)
            case Delayed(release=release):
                await release.wait()
            case Dropped(committed=False):
                cut(request)
        found = self._world.attachments.get(int(request.match_info["attachment"]))
        if found is None or not self._links.valid(request.path, request.query):
            return web.Response(status=404, text=_GONE)
        path = self._blobs.path(found.blob)
        if isinstance(fault, Dropped):
            await _half(request, path, found.size)
        return web.FileResponse(path, headers=_SAFE | _kind(Kind(found.content_type, found.width, found.height)))


async def _half(request: web.Request, path: Path, size: int) -> NoReturn:
    """Promise all bytes, send half of them, and cut the connection."""
    response = web.StreamResponse(headers={"Content-Length": str(size)})
    await response.prepare(request)
    data = await asyncio.to_thread(path.read_bytes)
    await response.write(data[: size // 2])
    cut(request)


def _kind(kind: Kind) -> dict[str, str]:
    """Only raster pictures are shown by browsers; everything else is a download."""
    base = {"Content-Type": kind.content_type or "application/octet-stream"}
    return base if kind.safe_to_show else base | {"Content-Disposition": "attachment"}
