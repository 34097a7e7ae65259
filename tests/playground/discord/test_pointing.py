from pathlib import Path

import aiohttp
import discord
import pytest
from discord.gateway import DiscordWebSocket
from discord.http import Route

from bot.playground.discord.server import StandIn
from tests.playground.discord.studio import INTENTS
from tests.worlds import running


async def test_class_attributes_lead_the_client_here_and_back(tmp_path: Path) -> None:
    """Inside the block a plain client gets ready over HTTP; afterwards discord.py points where it did."""
    kept = Route.BASE, DiscordWebSocket.DEFAULT_GATEWAY
    async with StandIn(tmp_path) as world:
        with world.pointed():
            client = discord.Client(intents=INTENTS, guild_ready_timeout=0)
            async with running(client, world.token):
                assert client.user is not None
                assert client.user.id == world.world.bot.id
                channel = client.get_channel(world.channel("pictures").id)
                assert isinstance(channel, discord.TextChannel)
                await channel.send("plain")
    assert kept == (Route.BASE, DiscordWebSocket.DEFAULT_GATEWAY)
    assert [post.content for post in world.world.posts(world.channel("pictures"))] == ["plain"]


async def test_the_connector_knows_discord_s_names_and_no_others(world: StandIn) -> None:
    """Discord's hosts end here under their own certificate; every other name is refused."""
    async with aiohttp.ClientSession(connector=world.connector()) as session:
        async with session.get("https://discord.com/api/v10/gateway") as response:
            assert response.status == 401
        with pytest.raises(aiohttp.ClientConnectorError, match="knows no other name"):
            await session.get("https://example.org/")
