import asyncio
import zlib
from pathlib import Path

import aiohttp
import discord
import pytest

from bot.playground.discord.gateway import ACK, ACK_SECONDS, HELLO
from bot.playground.discord.server import StandIn
from tests.playground.discord.studio import INTENTS, Studio
from tests.worlds import running, stand_in


class Inflate:
    """What discord.py uses where no zstandard is installed."""

    COMPRESSION_TYPE = "zlib-stream"

    def __init__(self) -> None:
        self._stream = zlib.decompressobj()

    def decompress(self, data: bytes) -> str | None:
        assert data.endswith(b"\x00\x00\xff\xff")
        return self._stream.decompress(data).decode()


COMPRESSIONS = {"zlib-stream": Inflate, "zstd-stream": discord.utils._ActiveDecompressionContext}


@pytest.mark.parametrize("compression", COMPRESSIONS)
async def test_both_compressions_are_spoken(world: StandIn, monkeypatch: pytest.MonkeyPatch, compression: str) -> None:
    """The client gets ready and hears messages with either transport compression."""
    monkeypatch.setattr(discord.utils, "_ActiveDecompressionContext", COMPRESSIONS[compression])
    client = Studio(world)
    async with running(client, world.token):
        said = await world.person("Ada").say(world.channel("pictures"), "x" * 1000, mention_bot=True)
        assert (await world.person("Ada").answer(said)).content.startswith("heard")


async def test_text_is_spoken_where_compression_is_off(tmp_path: Path) -> None:
    """A stand-in that ignores the wish for compression is understood as well."""
    async with stand_in(tmp_path, compress=False) as world, running(Studio(world), world.token):
        said = await world.person("Ada").say(world.channel("pictures"), "x", mention_bot=True)
        assert (await world.person("Ada").answer(said)).content.startswith("heard")


async def test_a_wrong_token_is_turned_away(world: StandIn) -> None:
    """Login fails with a token that is not the bot's."""
    with pytest.raises(discord.LoginFailure):
        async with running(Studio(world), "wrong"):
            pass


async def test_a_privileged_intent_must_be_switched_on(world: StandIn) -> None:
    """Asking for message content without the portal's switch closes with 4014."""
    wanted = discord.Intents(INTENTS.value | discord.Intents.message_content.flag)
    with pytest.raises(discord.PrivilegedIntentsRequired):
        async with running(Studio(world, intents=wanted), world.token):
            pass


@pytest.mark.parametrize(("code", "left"), [(1000, 0), (4000, 1)])
async def test_only_a_goodbye_ends_the_session(world: StandIn, code: int, left: int) -> None:
    """A client that closes with 1000 leaves no session behind; with another code it may resume."""
    identify = {"op": 2, "d": {"token": world.token, "intents": 1, "properties": {}}}
    async with (
        aiohttp.ClientSession(connector=world.connector()) as session,
        session.ws_connect(world.gateway_url) as socket,
    ):
        assert (await socket.receive_json())["op"] == 10
        await socket.send_json(identify)
        assert (await socket.receive_json())["t"] == "READY"
        await socket.close(code=code)
    await asyncio.wait_for(world.gateway.left.wait(), 5)
    assert len(world.gateway.sessions) == left


async def test_a_heartbeat_is_answered_no_faster_than_a_network_would(tmp_path: Path) -> None:
    """An answer that overtakes the client's own note of the heartbeat would look like one that is late by a period."""
    async with (
        StandIn(tmp_path) as world,
        aiohttp.ClientSession() as session,
        session.ws_connect(world.gateway_url) as socket,
    ):
        assert (await socket.receive_json())["op"] == HELLO
        asked = asyncio.get_running_loop().time()
        await socket.send_json({"op": 1, "d": None})
        assert (await socket.receive_json(timeout=5))["op"] == ACK
        assert asyncio.get_running_loop().time() - asked >= ACK_SECONDS
