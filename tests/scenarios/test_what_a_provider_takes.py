"""Large pictures, many pictures and many words, at providers that take little and lose what a conversation was."""

from collections.abc import AsyncIterator
from io import BytesIO
from pathlib import Path

import pytest

from bot.playground.gemini import Touch
from tests import corpus
from tests.scenarios.house_of import HouseOf
from tests.scenarios.posts import File, digest

LIMIT = 2**20
GRAINY = Touch(grain=0.1)
"""At 1K some two megabytes as PNG."""

EACH = 200_000
"""Bytes of one picture, at the provider that bounds that and has room for a history."""


@pytest.fixture(params=["modelverse"])
async def house(request: pytest.FixtureRequest, tmp_path: Path) -> AsyncIterator[HouseOf]:
    """Whose operator has said that the provider takes less than a real one, so that pictures need not be large."""
    house = HouseOf(request.param, tmp_path)
    file = tmp_path / "operator.toml"
    limits = f"request_bytes = {LIMIT}" if request.param != "12ai" else f"reference_bytes = {EACH}"
    file.write_text(f"[{request.param}]\n{limits}\nreferences = 3\n")
    house.give(plantain_providers=file)
    async with house.open():
        yield house


def photo(number: int) -> File:
    out = BytesIO()
    corpus.photo(700, 500, seed=number).save(out, "PNG")
    return f"{number}.png", out.getvalue()


def sent(house: HouseOf) -> int:
    """Bytes of the newest request."""
    posts = [record for record in house.gemini.records if record.kind == "request" and record.method == "POST"]
    return int(posts[-1].headers["Content-Length"])


async def test_a_large_picture_can_still_be_edited(house: HouseOf) -> None:
    """It starts over from the best JPEG that the provider takes, the card says so, and the original stays."""
    house.gemini.next(GRAINY)
    card = await house.ada.imagine("a fox")
    edited = await house.ada.edit("make it winter")
    assert LIMIT / 2 < sent(house) <= LIMIT
    assert "1 picture went to the model re-encoded to fit what ModelVerse takes" in edited.facts
    assert house.gemini.calls[-1].references != (digest(card.pictures[0]),)
    assert house.ada.finds(card).pictures[0].data == card.pictures[0].data


@pytest.mark.parametrize("house", ["newapi"], indirect=True)
async def test_pictures_that_are_too_much_together_are_fitted(house: HouseOf) -> None:
    """Each of them is small enough, and all are not."""
    files = [photo(number) for number in range(3)]
    assert max(len(data) for _, data in files) < LIMIT < sum(len(data) for _, data in files)
    card = await house.ada.mentions("join them", *files)
    assert LIMIT / 4 < sent(house) <= LIMIT
    assert "3 pictures went to the model re-encoded" in card.facts


@pytest.mark.parametrize("house", ["12ai"], indirect=True)
async def test_a_picture_over_its_own_limit_is_fitted_and_history_has_what_went_out(house: HouseOf) -> None:
    """The next turn goes back with just the bytes that the model was shown."""
    card = await house.ada.mentions("make it blue", photo(1))
    assert "1 picture went to the model re-encoded" in card.facts
    assert EACH / 2 < sent(house) <= EACH * 1.4
    (shown,) = house.gemini.calls[-1].references
    edited = await house.ada.replies(card, "make it winter")
    assert ("picture", shown) in house.gemini.calls[-1].turns[0][1]
    assert "re-encoded" not in edited.facts


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
