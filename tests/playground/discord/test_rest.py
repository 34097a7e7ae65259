import asyncio

import aiohttp
import discord
import pytest

from bot.playground.discord.faults import Delayed, Dropped, RateLimited, ServerError
from bot.playground.discord.server import StandIn
from tests.playground.discord.studio import Studio
from tests.playground.discord.test_rest_channels import there


async def test_a_rate_limited_request_is_repeated(world: StandIn, studio: Studio) -> None:
    """The client waits out a 429 and the message comes once."""
    world.faults.plan("POST", "/channels/*/messages", RateLimited(0.01), times=2)
    await there(world, studio).send("patience")
    assert [entry.status for entry in world.recorder.requests("POST", "/messages")] == [429, 429, 200]
    assert len(world.world.posts(world.channel("pictures"))) == 1


async def test_a_global_limit_is_waited_out(world: StandIn, studio: Studio) -> None:
    """The client takes a global 429 for what it is."""
    world.faults.plan("*", "*", RateLimited(0.01, scope="global"))
    assert (await there(world, studio).send("x")).content == "x"


async def test_cloudflare_s_ban_is_not_retried(world: StandIn, studio: Studio) -> None:
    """A 429 without `Via` raises at once."""
    world.faults.plan("POST", "/channels/*/messages", RateLimited(0.01, scope="cloudflare"))
    with pytest.raises(discord.HTTPException) as refused:
        await there(world, studio).send("x")
    assert refused.value.status == 429
    assert len(world.recorder.requests("POST", "/messages")) == 1


@pytest.mark.parametrize(("committed", "posts"), [(False, 0), (True, 1)])
async def test_a_dropped_connection_did_or_did_not_take_effect(
    world: StandIn, studio: Studio, committed: bool, posts: int
) -> None:
    """The client sees a cut connection either way; the world tells which it was."""
    world.faults.plan("POST", "/channels/*/messages", Dropped(committed=committed))
    with pytest.raises(aiohttp.ClientError):
        await there(world, studio).send("x")
    assert len(world.world.posts(world.channel("pictures"))) == posts


async def test_a_delayed_request_waits_for_its_release(world: StandIn, studio: Studio) -> None:
    """A delayed request takes effect only when the test lets it."""
    release = asyncio.Event()
    world.faults.plan("POST", "/channels/*/messages", Delayed(release))
    sending = asyncio.create_task(there(world, studio).send("x"))
    await there(world, studio, "lounge").typing()
    assert world.world.posts(world.channel("pictures")) == []
    release.set()
    assert (await sending).content == "x"


async def test_an_error_before_commit_has_no_effect(world: StandIn, studio: Studio) -> None:
    """A status that the client does not retry leaves no message behind."""
    world.faults.plan("POST", "/channels/*/messages", ServerError(503))
    with pytest.raises(discord.DiscordServerError):
        await there(world, studio).send("x")
    assert world.world.posts(world.channel("pictures")) == []


async def test_a_refusal_by_order_has_its_code(world: StandIn, studio: Studio) -> None:
    """What discord.py tells from other bad requests."""
    channel = studio.get_partial_messageable(world.channel("pictures").id)
    world.faults.plan("POST", "/channels/*/messages", ServerError(400, code=50083))
    with pytest.raises(discord.HTTPException) as refused:
        await channel.send("hello")
    assert (refused.value.status, refused.value.code) == (400, 50083)


async def test_an_unknown_route_fails_and_is_noted(world: StandIn, studio: Studio) -> None:
    """What the stand-in lacks answers 501 and is listed, so that nobody takes it for a success."""
    with pytest.raises(discord.DiscordServerError):
        await studio.http.request(discord.http.Route("GET", "/voice/regions"))
    assert world.unknown_routes == ["GET /api/v10/voice/regions"]
    world.unknown_routes.clear()


async def test_only_the_bot_s_token_opens_the_api(world: StandIn) -> None:
    """A request without the token is unauthorized."""
    async with (
        aiohttp.ClientSession(connector=world.connector()) as session,
        session.get(f"{world.api_url}/users/@me") as response,
    ):
        assert response.status == 401
