"""A stand-in with the page on it, and a visitor."""

from collections.abc import AsyncIterator
from pathlib import Path

import aiohttp
import pytest

from bot.playground.discord.server import StandIn
from bot.playground.page_server.page import Page
from tests.playground.page_server.visiting import SECRET, Visitor, sync
from tests.worlds import ManualClock


@pytest.fixture
def clock() -> ManualClock:
    return ManualClock()


@pytest.fixture
async def discord(tmp_path: Path, clock: ManualClock) -> AsyncIterator[StandIn]:
    stand_in = StandIn(tmp_path, clock=clock)
    sync(stand_in)
    page = Page(stand_in.world, stand_in.blobs, stand_in.recorder, secret=SECRET)
    stand_in.add_routes(page.routes())
    async with stand_in:
        yield stand_in
        page.close()


@pytest.fixture
async def visitor(discord: StandIn) -> AsyncIterator[Visitor]:
    async with aiohttp.ClientSession(read_bufsize=2**24) as session:
        yield Visitor(session, discord)
