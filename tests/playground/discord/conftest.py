"""A running stand-in, and one with the real client logged in."""

from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from bot.playground.discord.server import StandIn
from tests.playground.discord import openapi
from tests.playground.discord.studio import Studio
from tests.worlds import ManualClock, running, stand_in


@pytest.fixture
def clock() -> ManualClock:
    return ManualClock()


@pytest.fixture
async def world(tmp_path: Path, clock: ManualClock) -> AsyncIterator[StandIn]:
    """A stand-in whose traffic is held against Discord's own description in the end, where that is at hand."""
    async with stand_in(tmp_path, clock=clock) as running_world:
        yield running_world
    assert openapi.complaints(running_world.recorder.rest) == []


@pytest.fixture
async def studio(world: StandIn) -> AsyncIterator[Studio]:
    client = Studio(world)
    async with running(client, world.token):
        yield client
