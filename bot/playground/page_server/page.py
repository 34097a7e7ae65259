"""The page as routes: its files, the event stream, stored pictures and people's deeds."""

import contextlib
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Final, Literal

from aiohttp import web

from bot.playground.discord.blobs import BlobStore
from bot.playground.discord.changes import Change
from bot.playground.discord.record import Recorder
from bot.playground.discord.records import Interaction, InteractionKind, Json, Message, User
from bot.playground.discord.world import World
from bot.playground.page_server import deeds, pictures
from bot.playground.page_server.gate import HEADERS, Gate
from bot.playground.page_server.showing import Showing
from bot.playground.page_server.stream import Outlet, Outlets
from bot.playground.page_server.traffic import CallLog, Traffic

FOLDER: Final = Path(__file__).parent.parent / "page"
Painter = Literal["stand-in", "model"]
_TYPES: Final = {".html": "text/html", ".css": "text/css", ".js": "text/javascript", ".svg": "image/svg+xml"}


class Page:
    """Shows one world to this machine's browser.

    `painter` tells where pictures come from: the stand-in painter or the real model. `secret` is fresh for each start.
    `calls` are the model's calls for the side panel. Close it before the server stops, so that its streams end.
    """

    def __init__(
        self,
        world: World,
        blobs: BlobStore,
        recorder: Recorder,
        *,
        secret: str,
        painter: Painter = "stand-in",
        calls: CallLog | None = None,
    ) -> None:
        self._world = world
        self._secret = secret
        self._painter: Painter = painter
        self._gate = Gate(secret)
        self._pictures = pictures.Pictures(blobs, secret)
        self._deeds = deeds.Deeds(world, blobs)
        self._traffic = Traffic(recorder, calls)
        self._outlets = Outlets()
        self._files = {path.name: path for path in FOLDER.iterdir() if path.suffix in _TYPES}

    def address(self, base: str) -> str:
        """What to open: the server's address with the secret in the fragment, which no server and no log ever sees."""
        return f"{base.rstrip('/')}/#{self._secret}"

    def routes(self) -> list[web.RouteDef]:
        return [
            web.get("/", self._gate.open(self._index)),
            web.get(r"/page/{name:[a-z_]+\.(?:js|css|svg)}", self._gate.open(self._file)),
            web.get(pictures.PATH, self._gate.open(self._pictures.serve)),
            web.get("/page/stream", self._gate.locked(self._stream)),
            web.get("/page/traffic/{key}", self._gate.locked(self._detail)),
            web.post(deeds.PATH, self._gate.locked(self._deeds.serve)),
        ]

    def close(self) -> None:
        """End all event streams."""
        self._outlets.close()

    async def _index(self, _: web.Request) -> web.StreamResponse:
        return self._send("index.html")

    async def _file(self, request: web.Request) -> web.StreamResponse:
        return self._send(request.match_info["name"])

    def _send(self, name: str) -> web.StreamResponse:
        path = self._files.get(name)
        if path is None:
            raise web.HTTPNotFound(headers=HEADERS)
        return web.FileResponse(path, headers={**HEADERS, "Content-Type": f"{_TYPES[path.suffix]}; charset=utf-8"})

    async def _detail(self, request: web.Request) -> web.StreamResponse:
        found = self._traffic.detail(request.match_info["key"])
        if found is None:
            raise web.HTTPNotFound(headers=HEADERS)
        return web.json_response(found, headers=HEADERS)

    async def _stream(self, request: web.Request) -> web.StreamResponse:
        """Everything that the person named by `as` sees, then each change of it."""
        showing = Showing(self._world, self._pictures, self._viewer(request.query.get("as", "")))
        with self._outlets.opened() as outlet, self._following(showing, outlet):
            outlet.put("world", {**showing.everything(), "painter": self._painter})
            outlet.put("traffic", self._traffic.lines())
            return await outlet.send(request)

    def _viewer(self, key: str) -> User:
        people = [user for user in self._world.users.values() if not user.bot]
        return next((user for user in people if str(user.id) == key), people[0])

    @contextlib.contextmanager
    def _following(self, showing: Showing, outlet: Outlet) -> Iterator[None]:
        def tell(line: Json) -> None:
            outlet.put("traffic", [line])

        stop = self._world.feed.listen(_teller(showing, outlet))
        try:
            with self._traffic.following(tell):
                yield
        finally:
            stop()


def _teller(showing: Showing, outlet: Outlet) -> Callable[[Change], None]:
    def tell(change: Change) -> None:
        match change.kind:
            case "message_created" | "message_edited" | "message_deleted":
                _tell_message(showing, outlet, change)
            case "interaction_created" | "interaction_changed":
                found = change.after
                if isinstance(found, Interaction) and showing.mine(found) and _is_shown(found):
                    outlet.put("interaction", showing.interaction(found))
            case "commands_changed" | "channel_created" | "channel_deleted":
                outlet.put("channels", [showing.channel(channel) for channel in showing.channels()])
            case "typing":
                outlet.put("typing", {"channel": str(change.channel_id), "user": str(change.user_id)})

    return tell


def _is_shown(interaction: Interaction) -> bool:
    return interaction.kind is not InteractionKind.AUTOCOMPLETE


def _tell_message(showing: Showing, outlet: Outlet, change: Change) -> None:
    message = change.after or change.before
    if not isinstance(message, Message) or not showing.sees(message):
        return
    if change.kind == "message_deleted":
        outlet.put("gone", {"id": str(message.id)})
    else:
        outlet.put("message", showing.message(message))
