"""What runs in one process, and what surrounds it."""

from collections.abc import AsyncIterator
from datetime import UTC
from pathlib import Path

import pytest

from bot import app
from bot.house import Surroundings, utc_now
from tests.whole import SOON, Whole, whole


@pytest.fixture
async def on(tmp_path: Path) -> AsyncIterator[Whole]:
    async with whole(tmp_path) as found:
        yield found


async def test_every_client_is_a_fresh_one(on: Whole) -> None:
    """discord.py's clients live once: each start gets its own, over the same workbench."""
    async with app.opened(on.settings, SOON) as house:
        first, second = house.bot(), house.bot()
        assert first is not second
        assert first.bench is second.bench is house.bench


async def test_the_token_is_the_one_of_the_settings_or_nothing(on: Whole) -> None:
    """Without a token there is an empty one, which Discord refuses; nothing else can come of it."""
    async with app.opened(on.settings, SOON) as house:
        assert house.token == on.discord.token
    async with app.opened(on.settings.model_copy(update={"discord_token": None}), SOON) as house:
        assert house.token == ""


def test_times_are_in_utc() -> None:
    """Whatever zone the machine is in, turns are dated in UTC."""
    assert utc_now().tzinfo is UTC
    assert Surroundings().clock is utc_now
