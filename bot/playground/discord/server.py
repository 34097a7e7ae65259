"""The stand-in as a whole: one port on loopback with REST, gateway and CDN, and whatever routes a page adds."""

import asyncio
import secrets
import time
from collections.abc import Callable, Iterable
from contextlib import AbstractContextManager
from pathlib import Path
from types import TracebackType
from typing import Final, Self

import aiohttp
from aiohttp import web
from aiohttp.typedefs import Middleware

from bot.playground.discord import pointing, saving
from bot.playground.discord.actors import Person
from bot.playground.discord.blobs import BlobStore
from bot.playground.discord.cdn import Cdn
from bot.playground.discord.certificate import contexts
from bot.playground.discord.changes import Change
from bot.playground.discord.faults import Faults
from bot.playground.discord.forms import REQUEST_LIMIT
from bot.playground.discord.furnishing import furnish
from bot.playground.discord.gateway import Gateway
from bot.playground.discord.links import Links
from bot.playground.discord.payloads import Payloads
from bot.playground.discord.record import Recorder
from bot.playground.discord.records import Channel
from bot.playground.discord.rest import PREFIX, Rest
from bot.playground.discord.rest_application import ApplicationEndpoints
from bot.playground.discord.rest_channels import ChannelEndpoints
from bot.playground.discord.rest_interactions import CallbackEndpoint
from bot.playground.discord.rest_threads import ThreadEndpoints
from bot.playground.discord.rest_webhooks import WebhookEndpoints
from bot.playground.discord.snowflakes import snowflake_source
from bot.playground.discord.world import RESPONSE_SECONDS, World

BLOBS: Final = "blobs"
_GRACE: Final = 0.01


class StandIn:
    """`async with StandIn(folder) as discord:` serves on 127.0.0.1 until the block ends.

    `folder` (made if missing) keeps attachments and, with `saved`, the whole world, which the next start finds again.
    With `tls` it serves Discord's own host names, to be reached through `connector()`; otherwise plain HTTP, to be
    reached at `api_url` and `gateway_url`, with `pointed()` or by other means. `clock` gives seconds since 1970.
    `compress` false answers the gateway in text whatever the client asks. Attributes for tests and for the page:
    `world`, `recorder`, `faults`, `gateway`, `rest`, `blobs`, `payloads`, `links`, `token` (the bot's), `port`.
    """

    def __init__(
        self,
        folder: Path,
        *,
        clock: Callable[[], float] = time.time,
        tls: bool = False,
        saved: bool = False,
        port: int = 0,
        message_content: bool = False,
        compress: bool = True,
    ) -> None:
        (folder / BLOBS).mkdir(parents=True, exist_ok=True)
        self._folder, self._tls, self._saved, self.port = folder, tls, saved, port
        self.token = secrets.token_urlsafe(24)
        ids = snowflake_source(clock)
        self.world = World(
            clock=clock, ids=ids, tokens=lambda: secrets.token_urlsafe(32), message_content=message_content
        )
        self._secret = self._furnish()
        self.recorder = Recorder(clock)
        self.faults = Faults()
        self.blobs = BlobStore(folder / BLOBS, ids)
        self.links = Links(lambda: self.cdn_url, self._secret.encode(), clock)
        self.payloads = Payloads(self.world, self.links)
        self.gateway = Gateway(
            self.world,
            self.payloads,
            self.recorder,
            token=self.token,
            url=lambda: self.gateway_url,
            compress=compress,
        )
        self.rest = self._rest()
        self._routes: list[web.AbstractRouteDef] = []
        self._middlewares: list[Middleware] = []
        self._timers: set[asyncio.TimerHandle] = set()

    def _furnish(self) -> str:
        """Fill the world, from the folder if it was saved there; give back what signs addresses."""
        state = saving.read(self._folder) if self._saved else None
        if state is None:
            furnish(self.world)
            return secrets.token_hex(16)
        saving.restore(self.world, state)
        return state.secret

    def _rest(self) -> Rest:
        world, payloads = self.world, self.payloads
        routes = [
            *ApplicationEndpoints(world, payloads, lambda: self.gateway_url).routes(),
            *ChannelEndpoints(world, payloads).routes(),
            *ThreadEndpoints(world, payloads).routes(),
            *CallbackEndpoint(world, payloads).routes(),
            *WebhookEndpoints(world, payloads).routes(),
        ]
        return Rest(routes, blobs=self.blobs, faults=self.faults, recorder=self.recorder, token=self.token)

    # Addresses

    @property
    def api_url(self) -> str:
        return ("https://discord.com" if self._tls else f"http://127.0.0.1:{self.port}") + PREFIX

    @property
    def gateway_url(self) -> str:
        return "wss://gateway.discord.gg/" if self._tls else f"ws://127.0.0.1:{self.port}/gateway"

    @property
    def cdn_url(self) -> str:
        return "https://cdn.discordapp.com" if self._tls else f"http://127.0.0.1:{self.port}"

    @property
    def unknown_routes(self) -> list[str]:
        """Requests to the API that the stand-in could not serve; a test should find this empty."""
        return self.rest.unknown_routes

    def connector(self) -> aiohttp.TCPConnector:
        """A connector for `discord.Client(connector=…)`, or any aiohttp session; only with `tls`."""
        return pointing.connector(self.port)

    def pointed(self) -> AbstractContextManager[None]:
        """Point discord.py's class attributes here; only without `tls`."""
        return pointing.class_attributes(self.api_url, self.gateway_url)

    # People and places

    def person(self, name: str) -> Person:
        return Person(self.world, self.blobs, self.world.user(name))

    def channel(self, name: str) -> Channel:
        return self.world.channel(name)

    def direct(self, name: str) -> Channel:
        """The DM of that person and the bot."""
        return self.world.direct(self.world.user(name), self.world.bot)

    # Serving

    def add_routes(self, routes: Iterable[web.AbstractRouteDef], *middlewares: Middleware) -> None:
        """Serve these too on the same port; to be called before the start. Middlewares see every request."""
        self._routes += routes
        self._middlewares += middlewares

    async def __aenter__(self) -> Self:
        await self.blobs.keep_only(frozenset(attachment.blob for attachment in self.world.attachments.values()))
        app = web.Application(client_max_size=REQUEST_LIMIT, middlewares=self._middlewares)
        app.router.add_get("/gateway", self.gateway.serve)
        if self._tls:
            app.router.add_get("/", self.gateway.serve)
        self.rest.add_to(app)
        Cdn(self.world, self.blobs, self.links, self.faults).add_to(app)
        app.add_routes(self._routes)
        self._runner = web.AppRunner(app, access_log=None, shutdown_timeout=1.0)
        await self._runner.setup()
        context = contexts()[0] if self._tls else None
        site = web.TCPSite(self._runner, "127.0.0.1", self.port, ssl_context=context)
        try:
            await site.start()
        except OSError:
            await self._runner.cleanup()
            raise
        self.port = self._runner.addresses[0][1]
        self._saver = saving.Saver(self.world, self._folder, self._secret) if self._saved else None
        self._stop_timing = self.world.feed.listen(self._time)
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, traceback: TracebackType | None
    ) -> None:
        self._stop_timing()
        for timer in self._timers:
            timer.cancel()
        self.gateway.stop()
        await self._runner.cleanup()
        if self._saver:
            await self._saver.close()

    def _time(self, change: Change) -> None:
        """Look at the clock again when an interaction's three seconds should be over."""
        if change.kind != "interaction_created":
            return

        def look() -> None:
            self._timers.discard(timer)
            self.world.tick()

        timer = asyncio.get_running_loop().call_later(RESPONSE_SECONDS + _GRACE, look)
        self._timers.add(timer)
