"""The bot in a channel with two people."""

from collections.abc import AsyncIterator
from pathlib import Path

import pytest

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
async def house(world: World, tmp_path: Path, clock: ManualClock) -> AsyncIterator[House]:
    """The bot, running; when the test is over, nothing may have gone wrong that it did not expect."""
    house = House(world, tmp_path / "data", clock)
    async with house.open():
        yield house
