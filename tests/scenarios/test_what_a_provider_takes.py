"""Many words, at a provider that loses what a conversation was."""

from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from tests.scenarios.house_of import HouseOf


@pytest.fixture(params=["modelverse"])
async def house(request: pytest.FixtureRequest, tmp_path: Path) -> AsyncIterator[HouseOf]:
    house = HouseOf(request.param, tmp_path)
    async with house.open():
        yield house


async def test_the_words_so_far_are_kept(house: HouseOf) -> None:
    """A long wish reaches the model with each edit, and so do those before and after it."""
    root, long = "a fox in a red coat", "behind it " + "a crowd of people who look at it, " * 100
    await house.ada.imagine(root)
    await house.ada.edit(long)
    for number in range(4):
        card = await house.ada.edit(
            f"add lantern number {number} to the left side of the picture and keep all else as it is"
        )
    words = house.gemini.calls[-1].words
    assert root in words
    assert long.strip() in words
    assert all(f"lantern number {number} to" in words for number in range(4))
    assert "earlier wishes" not in card.facts
