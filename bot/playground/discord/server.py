"""The stand-in as a whole: one port on loopback with REST, gateway and CDN, and whatever routes a page adds."""

import secrets
import time
from collections.abc import Callable, Iterable
from pathlib import Path
from types import TracebackType
from typing import Self

from aiohttp import web

from bot.playground.discord.actors import Person
from bot.playground.discord.blobs import BlobStore
from bot.playground.discord.record import Recorder
from bot.playground.discord.snowflakes import snowflake_source
from bot.playground.discord.world import World


class StandIn:
    """`async with StandIn(folder) as discord:` listens on 127.0.0.1 until the block ends.

    `folder` keeps blobs (and with `saved` the world, found again by the next start). `tls` serves Discord's own host
    names with a throw-away certificate, to be reached through `connector()`; otherwise plain HTTP at `api_url`.
    `routes` are more aiohttp routes for the same port, `middlewares` wrap these only.
    """

    def __init__(
        self,
        folder: Path,
        *,
        world: World | None = None,
        clock: Callable[[], float] = time.time,
        tls: bool = False,
        saved: bool = False,
        port: int = 0,
        routes: Iterable[web.AbstractRouteDef] = (),
    ) -> None: ...
