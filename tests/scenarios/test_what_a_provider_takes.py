"""Many pictures and many words, at providers that take little and lose what a conversation was."""

from collections.abc import AsyncIterator
from io import BytesIO
from pathlib import Path

import pytest

from tests import corpus
from tests.scenarios.house_of import HouseOf
from tests.scenarios.posts import File


@pytest.fixture(params=["modelverse"])
async def house(request: pytest.FixtureRequest, tmp_path: Path) -> AsyncIterator[HouseOf]:
    """Whose operator has said how many pictures the provider takes."""
    house = HouseOf(request.param, tmp_path)
    file = tmp_path / "operator.toml"
    file.write_text(f"[{request.param}]\nreferences = 3\n")
    house.give(plantain_providers=file)
    async with house.open():
        yield house


def photo(number: int) -> File:
    out = BytesIO()
    corpus.photo(700, 500, seed=number).save(out, "PNG")
    return f"{number}.png", out.getvalue()


async def test_the_picture_that_is_gone_on_from_counts(house: HouseOf) -> None:
    """The operator has said three: a fourth is refused before anything is paid, and the sentence says which it is."""
    card = await house.ada.imagine("a fox")
    told = await house.ada.writes("join them", *[photo(number) for number in range(3)], to=card)
    assert "takes up to 3 pictures at once, and this is 4, with the picture that this goes on from" in told.sentence
    assert told.sentence.endswith("It cost nothing.")
    assert (len(house.gemini.calls), house.gemini.billed) == (1, 1)


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
