"""The stage with a client on it."""

from collections.abc import AsyncIterator
from pathlib import Path

import discord
import pytest

from tests.cogs.stage import Stage, played, stage


@pytest.fixture(autouse=True)
def no_file_opened_by_discord_py(monkeypatch: pytest.MonkeyPatch) -> None:
    """It would open one on the event loop, wherever it is given a path."""

    def refuse(path: object, _: str) -> None:
        raise AssertionError(f"{path} was opened on the event loop")

    monkeypatch.setattr(discord.file, "open", refuse, raising=False)


@pytest.fixture
async def set_up(tmp_path: Path) -> AsyncIterator[Stage]:
    """A stage whose client is not there yet."""
    async with stage(tmp_path) as on:
        yield on


@pytest.fixture
async def on(set_up: Stage) -> AsyncIterator[Stage]:
    """A stage whose client is connected."""
    async with played(set_up):
        yield set_up
