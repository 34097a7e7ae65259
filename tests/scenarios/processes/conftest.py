"""Stand-ins around a bot in its own process."""

import time
from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from tests.scenarios.processes.stands import Stands, stands


class ShiftedClock:
    """The machine's clock, put forward by a test."""

    def __init__(self) -> None:
        self.ahead = 0.0

    def __call__(self) -> float:
        return time.time() + self.ahead


@pytest.fixture
def clock() -> ShiftedClock:
    return ShiftedClock()


@pytest.fixture
async def on(tmp_path: Path, clock: ShiftedClock) -> AsyncIterator[Stands]:
    """Stand-ins for Discord and Gemini; a test starts the bot."""
    async with stands(tmp_path, clock) as found:
        yield found
