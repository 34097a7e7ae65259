"""The gateway front: HELLO, IDENTIFY, RESUME, heartbeats, and the faults of a connection (Discord docs, Gateway)."""

import asyncio
import json
from collections.abc import Callable
from typing import Any, Final

from aiohttp import WSMsgType, web

from bot.playground.discord import intents
from bot.playground.discord.changes import Change
from bot.playground.discord.compression import Compressor, compressor
from bot.playground.discord.dispatches import Dispatches
from bot.playground.discord.gateway_faults import INVALID, GatewayFaults
from bot.playground.discord.payloads import Payloads
from bot.playground.discord.record import Recorder
from bot.playground.discord.sessions import Connection, Session
from bot.playground.discord.world import World

HEARTBEAT_MS: Final = 41_250
HELLO, ACK = 10, 11
ACK_SECONDS: Final = 0.02
"""discord.py notes when it sent a heartbeat after sending it, in another thread: an answer that is back before that
counts from the heartbeat before, and the client warns that it can't keep up."""
AUTHENTICATION_FAILED, DISALLOWED_INTENTS = 4004, 4014
_GOODBYES: Final = (1000, 1001)


class Gateway(GatewayFaults):
    """Sessions of the bot; `identified` and `resumed` count their starts, `left` tells that a connection ended."""

    def __init__(
        self,
        world: World,
        payloads: Payloads,
        recorder: Recorder,
        *,
        token: str,
        url: Callable[[], str],
        compress: bool = True,
    ) -> None:
        super().__init__()
        self._world = world
        self._payloads = payloads
        self._recorder = recorder
        self._token = token
        self._url = url
        self._compress = compress
        self._dispatches = Dispatches(world, payloads)
        self.identified = self.resumed = 0
        self.left = asyncio.Event()
        self._stop = world.feed.listen(self._on_change)

    def stop(self) -> None:
        """Let go of the world and of every connection."""
        self._stop()
        self._each(lambda connection: connection.close(1001))

    async def serve(self, request: web.Request) -> web.StreamResponse:
        if self._refusals:
            self._refusals -= 1
            return web.Response(status=503)
        socket = web.WebSocketResponse(max_msg_size=64 * 1024)
        await socket.prepare(request)
        connection = Connection()
        self._connections.add(connection)
        packer = compressor(request.query.get("compress")) if self._compress else None
        writer = asyncio.create_task(_write(request, socket, connection, packer))
        connection.send({"op": HELLO, "d": {"heartbeat_interval": HEARTBEAT_MS}})
        try:
            await self._read(socket, connection)
        finally:
            self._connections.discard(connection)
            writer.cancel()
            await asyncio.gather(writer, return_exceptions=True)
            self._leave(connection, said_goodbye=socket.close_code in _GOODBYES and not connection.closed_here)
        return socket

    async def _read(self, socket: web.WebSocketResponse, connection: Connection) -> None:
        async for message in socket:
            if message.type is not WSMsgType.TEXT:
                continue
            received = json.loads(message.data)
            self._recorder.add("gateway", event=f"op {received['op']}", request=received)
            match received["op"]:
                case 1:
                    asyncio.get_running_loop().call_later(ACK_SECONDS, connection.send, {"op": ACK, "d": None})
                case 2:
                    self._identify(connection, received["d"])
                case 6:
                    self._resume(connection, received["d"])

    def _leave(self, connection: Connection, *, said_goodbye: bool) -> None:
        """A session outlives its connection unless the client itself closed with 1000 or 1001."""
        for session in tuple(self.sessions.values()):
            if session.connection is connection:
                session.connection = None
                if said_goodbye:
                    del self.sessions[session.id]
        self.left.set()

    def _identify(self, connection: Connection, data: dict[str, Any]) -> None:
        if data.get("token") != self._token:
            connection.close(AUTHENTICATION_FAILED)
            return
        granted = intents.MESSAGE_CONTENT if self._world.message_content else 0
        if data["intents"] & intents.PRIVILEGED & ~granted:
            connection.close(DISALLOWED_INTENTS)
            return
        shard = tuple(data.get("shard") or (0, 1))
        session = Session(str(self._world.new_id()), data["intents"], (shard[0], shard[1]), connection=connection)
        self.sessions[session.id] = session
        self.identified += 1
        self._welcome(session)

    def _welcome(self, session: Session) -> None:
        index, count = session.shard
        guilds = [guild for guild in self._world.guilds.values() if guild.has_bot]
        guilds = [guild for guild in guilds if intents.shard_of(guild.id, count) == index]
        ready = {
            "v": 10,
            "user": self._payloads.user(self._world.bot),
            "session_id": session.id,
            "session_type": "normal",
            "resume_gateway_url": self._url(),
            "shard": [index, count],
            "guilds": [{"id": str(guild.id), "unavailable": True} for guild in guilds],
            "private_channels": [],
            "application": {"id": str(self._world.bot.id), "flags": 0},
        }
        self._dispatch(session, "READY", ready)
        if session.intents & intents.GUILDS:
            for guild in guilds:
                self._dispatch(session, "GUILD_CREATE", self._payloads.guild_create(guild))

    def _resume(self, connection: Connection, data: dict[str, Any]) -> None:
        session = self.sessions.get(data["session_id"])
        if data.get("token") != self._token or session is None or not session.can_replay(data["seq"]):
            connection.send({"op": INVALID, "d": False})
            return
        session.replay(connection, data["seq"])
        self.resumed += 1
        self._dispatch(session, "RESUMED", {})

    def _on_change(self, change: Change) -> None:
        for session in tuple(self.sessions.values()):
            if event := self._dispatches.event(change, session):
                self._dispatch(session, *event)

    def _dispatch(self, session: Session, event: str, data: Any) -> None:
        data = self._changed(event, data)
        self._recorder.add("dispatch", event=event, response=data)
        session.dispatch(event, data)


async def _write(
    request: web.Request, socket: web.WebSocketResponse, connection: Connection, packer: Compressor | None
) -> None:
    while True:
        match await connection.outgoing.get():
            case str(text) if packer:
                await socket.send_bytes(packer.pack(text))
            case str(text):
                await socket.send_str(text)
            case int(code):
                connection.closed_here = True
                await socket.close(code=code)
                return
            case None:
                connection.closed_here = True
                if request.transport:
                    request.transport.abort()
                return
