"""The stage with a client on it, watched."""

from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from tests.cogs.stage import Stage, played, stage
from tests.fuzz.quiet import Quiet


@pytest.fixture
async def on(tmp_path: Path) -> AsyncIterator[Stage]:
    async with stage(tmp_path) as on, played(on):
        yield on


@pytest.fixture
async def quiet(on: Stage, caplog: pytest.LogCaptureFixture) -> AsyncIterator[Quiet]:
    """Nothing may have piled up when the test is over."""
    watch = Quiet(on, caplog)
    yield watch
    await watch.ended()
