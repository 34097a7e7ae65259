"""The bot in a channel with two people."""

from collections.abc import AsyncIterator, Iterator, Mapping
from pathlib import Path
from typing import Any

import pytest
from discord.webhook.async_ import async_context

from bot.playground.discord.server import StandIn
from tests.scenarios.house import House
from tests.scenarios.on_simcord import SimCordWorld
from tests.scenarios.on_standin import StandInWorld
from tests.scenarios.world import World
from tests.worlds import ManualClock


@pytest.fixture
def clock() -> ManualClock:
    return ManualClock()


@pytest.fixture(params=["stand-in"])
def world(request: pytest.FixtureRequest, tmp_path: Path, clock: ManualClock) -> Iterator[World]:
    """The project's own stand-in, or SimCord where a test asks for that."""
    adapter = async_context.get()
    yield SimCordWorld() if request.param == "simcord" else StandInWorld(tmp_path / "discord", clock)
    async_context.set(adapter)  # SimCord takes its own out again, but in a context that is lost when a test's end fails


@pytest.fixture
def discord(world: World) -> StandIn:
    """The stand-in itself, for what only it can do."""
    assert isinstance(world, StandInWorld)
    return world.discord


@pytest.fixture
def settings() -> Mapping[str, Any]:
    """What the operator has set; a test names others by `parametrize`."""
    return {}


@pytest.fixture
async def house(world: World, tmp_path: Path, clock: ManualClock, settings: Mapping[str, Any]) -> AsyncIterator[House]:
    """The bot, running; when the test is over, nothing may have gone wrong that it did not expect."""
    house = House(world, tmp_path / "data", clock, **settings)
    async with house.open():
        yield house
