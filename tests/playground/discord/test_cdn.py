import asyncio
from collections.abc import AsyncIterator

import aiohttp
import pytest

from bot.playground.discord.faults import Delayed, Dropped, ServerError
from bot.playground.discord.links import LIFETIME
from bot.playground.discord.server import StandIn
from tests.worlds import ManualClock, png


@pytest.fixture
async def session(world: StandIn) -> AsyncIterator[aiohttp.ClientSession]:
    async with aiohttp.ClientSession(connector=world.connector()) as opened:
        yield opened


async def address(world: StandIn, name: str, data: bytes) -> str:
    said = await world.person("Ada").say(world.channel("pictures"), files=[(name, data)])
    return str(world.payloads.message(said)["attachments"][0]["url"])


async def test_pictures_are_shown_and_the_rest_is_downloaded(world: StandIn, session: aiohttp.ClientSession) -> None:
    """The type comes from the bytes; what is not a raster picture is never drawn by a browser."""
    async with session.get(await address(world, "a b.html", png())) as response:
        assert (response.content_type, await response.read()) == ("image/png", png())
        assert "Content-Disposition" not in response.headers
    async with session.get(await address(world, "a.png", b"<svg onload='x'/>")) as response:
        assert response.content_type == "text/plain"
        assert response.headers["Content-Disposition"] == "attachment"
        assert response.headers["X-Content-Type-Options"] == "nosniff"


async def test_addresses_expire_and_die_with_their_message(
    world: StandIn, session: aiohttp.ClientSession, clock: ManualClock
) -> None:
    """After a day, without signature or after deletion there is nothing to see."""
    url = await address(world, "a.png", png())
    statuses = []
    for wanted in (url, url.split("?")[0], url):
        async with session.get(wanted) as response:
            statuses.append(response.status)
        clock.advance(LIFETIME / 2)
    (said,) = world.world.history(world.channel("pictures"))
    fresh = world.payloads.message(said)["attachments"][0]["url"]
    world.world.delete(said.id)
    async with session.get(fresh) as response:
        statuses.append(response.status)
    assert statuses == [200, 404, 404, 404]


async def test_faults_strike_here_too(world: StandIn, session: aiohttp.ClientSession) -> None:
    """A planned server error comes instead of the bytes."""
    world.faults.plan("GET", "/attachments/*", ServerError(503))
    async with session.get(await address(world, "a.png", png())) as response:
        assert response.status == 503


@pytest.mark.parametrize("committed", [False, True])
async def test_downloads_can_be_cut(world: StandIn, session: aiohttp.ClientSession, committed: bool) -> None:
    """A dropped connection ends a download before its first byte, which aiohttp tries twice, or in its middle."""
    world.faults.plan("GET", "/attachments/*", Dropped(committed=committed), times=2)
    url = await address(world, "a.png", png(padding=100_000))
    with pytest.raises(aiohttp.ClientError) as failed:
        async with session.get(url) as response:
            await response.read()
    assert isinstance(failed.value, aiohttp.ClientPayloadError) is committed


async def test_downloads_can_be_held_up(world: StandIn, session: aiohttp.ClientSession) -> None:
    """A delayed download comes once it is released."""
    release = asyncio.Event()
    world.faults.plan("GET", "/attachments/*", Delayed(release))
    download = asyncio.create_task(session.get(await address(world, "a.png", png())).__aenter__())
    async with session.get(await address(world, "b.png", png())) as other:
        assert other.status == 200
    assert not download.done()
    release.set()
    async with await download as response:
        assert await response.read() == png()
