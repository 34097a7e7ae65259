"""Bad input, sixth sentence: what is too large for a place is posted as the best JPEG that fits, the original kept."""

from dataclasses import replace

import pytest

from bot.playground.discord.server import StandIn
from bot.playground.gemini import Touch
from tests.scenarios.house import House
from tests.scenarios.posts import digest

LIMIT = 1_000_000
GRAINY = Touch(grain=0.1)
"""At 1K some two megabytes as PNG."""


@pytest.fixture
def small(discord: StandIn) -> StandIn:
    """The guild takes files of LIMIT bytes, less than a real one, so that pictures need not be large."""
    allow(discord, LIMIT)
    return discord


async def test_a_picture_over_the_limit_is_posted_as_a_jpeg_that_fits(house: House, small: StandIn) -> None:
    """The card shows the whole picture at its full size as JPEG, near the limit, and says what was done."""
    house.gemini.next(GRAINY)
    card = await house.ada.imagine("a fox")
    (picture,) = card.pictures
    assert (picture.suffix, picture.pixels) == (".jpg", (1024, 1024))
    assert LIMIT / 2 < len(picture.data) <= LIMIT
    assert "posted as JPEG" in card.facts
    assert "the original is kept" in card.facts


async def test_where_no_quality_is_enough_the_picture_is_made_smaller_and_the_card_says_so(
    house: House, small: StandIn
) -> None:
    """Half as wide and high is the next best thing, and the facts tell both sizes."""
    allow(small, LIMIT // 4)
    house.gemini.next(GRAINY)
    card = await house.ada.imagine("a fox")
    assert card.pictures[0].pixels == (512, 512)
    assert "1024×1024" in card.facts  # noqa: RUF001 - the sign for sizes
    assert "512 × 512), the original is kept" in card.facts.replace("\\", "")  # noqa: RUF001 - the sign for sizes


async def test_the_original_is_kept_and_given_where_it_fits(house: House, small: StandIn) -> None:
    """Original gives the best that fits and says so, and the untouched file as soon as the place takes it."""
    house.gemini.next(GRAINY)
    card = await house.ada.imagine("a fox")
    told = await house.ada.presses(card, "Original")
    assert told.sentence.startswith("The original has ")
    assert len(told.pictures[0].data) <= LIMIT
    allow(small, 25 * 2**20)
    original = await house.ada.presses(card, "Original")
    assert original.sentence.startswith("Byte for byte as the model made it")
    assert original.pictures[0].suffix == ".png"
    assert len(original.pictures[0].data) > LIMIT
    await house.ada.edit("make it winter")
    assert house.gemini.calls[-1].edited == digest(original.pictures[0]), "the model gets the original, never the JPEG"


async def test_the_limit_of_the_guild_counts_for_mentions(house: House, discord: StandIn) -> None:
    """With a message comes no limit, so the guild's own is taken: ten mebibytes, unless it is boosted."""
    house.gemini.next("huge picture")
    card = await house.ada.mentions("a fox")
    assert card.pictures[0].suffix == ".jpg"
    assert len(card.pictures[0].data) <= 10 * 2**20
    assert "posted as JPEG" in card.facts


def allow(discord: StandIn, limit: int) -> None:
    """Let the guild take files of so many bytes."""
    for guild in discord.world.guilds.values():
        discord.world.guilds[guild.id] = replace(guild, upload_limit=limit)
