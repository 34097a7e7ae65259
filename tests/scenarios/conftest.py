"""The bot in a channel with two people."""

from collections.abc import AsyncIterator, Mapping
from pathlib import Path
from typing import Any

import pytest

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
def world(request: pytest.FixtureRequest, tmp_path: Path, clock: ManualClock) -> World:
    """The project's own stand-in; tests marked with `both_worlds` also get SimCord."""
    return SimCordWorld() if request.param == "simcord" else StandInWorld(tmp_path / "discord", clock)


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
