"""Bad input, third sentence: what can't work is refused before anything is paid, naming what would work."""

import pytest

from bot.core.catalog import Catalog, Family
from tests import corpus
from tests.scenarios.house import House
from tests.scenarios.posts import Post, digest

FREE = "It cost nothing."
CATALOG = Catalog.load()
PLURAL = {"ratio": "ratios", "size": "sizes", "thinking": "thinking", "search": "search"}


async def test_more_references_than_the_family_takes(house: House) -> None:
    """Four pictures for a family that takes three are refused with both numbers, whichever way they came."""
    files = [(f"{number}.png", corpus.png(seed=number)) for number in range(4)]
    told = await house.ada.writes("join them model:nano-banana", *files, mention=True)
    assert told.sentence == (
        f"Nano Banana takes up to 3 pictures at once, and this is 4: please leave some out. {FREE}"
    )
    assert nothing_was_paid(house)


async def test_an_empty_wish_without_references(house: House) -> None:
    """A mention that says nothing and shows nothing is asked what to draw, and spaces are nothing."""
    wanted = f"There is nothing to draw yet: write what you want to see, or attach a picture. {FREE}"
    assert (await house.ada.writes("", mention=True)).sentence == wanted
    assert (await house.ada.asks("imagine", prompt="   ")).sentence == wanted
    assert nothing_was_paid(house)


async def test_an_empty_wish_with_a_picture_is_a_wish(house: House) -> None:
    """A picture alone can be drawn from."""
    ship = ("ship.jpg", corpus.jpeg())
    await house.ada.mentions("", ship)
    assert house.gemini.calls[-1].references == (digest(ship),)


@pytest.mark.parametrize("option", ["ratio", "size", "thinking", "search"])
async def test_what_the_family_lacks_is_refused_with_what_would_work(house: House, option: str) -> None:
    """The sentence names what the chosen model takes instead, and the models that take what was asked for."""
    family, value, others = lacking(option)
    told = await house.ada.asks("imagine", prompt="a fox", model=family.id, **{option: value})
    assert told.ephemeral
    paced = option == "thinking" and family.thinks and not family.thinking
    start = "thinks at its own pace: leave thinking out; " if paced else f"has no {option} {value}: it "
    assert told.sentence.startswith(f"{family.name} {start}")
    assert told.sentence.endswith(FREE)
    assert [works for works in getattr(family, PLURAL[option]) if works not in told.sentence] == []
    assert [other.name for other in others if other.name not in told.sentence] == []
    assert nothing_was_paid(house)


async def test_a_model_that_there_is_not_is_refused_with_those_that_there_are(house: House) -> None:
    """Autocomplete only suggests, so somebody may write any name: the sentence lists the right ones."""
    told = await house.ada.asks("imagine", prompt="a fox", model="leonardo")
    assert told.sentence.startswith("There is no model “leonardo” here: choose one of ")
    assert [family.name for family in CATALOG.families if family.name not in told.sentence] == []
    assert nothing_was_paid(house)


async def test_an_option_that_the_turn_before_had_is_checked_for_the_new_family(house: House) -> None:
    """Going on with another family checks the wish against that one, and the picture so far stays as it was."""
    card = await house.ada.imagine("a fox")
    family, size, _ = lacking("size")
    told = await house.ada.asks("edit", prompt="make it winter", model=family.id, size=size)
    assert told.sentence.startswith(f"{family.name} has no size {size}: it works with ")
    assert is_still_there(house, card)
    assert len(house.gemini.calls) == 1


async def test_a_wish_that_is_too_long_is_held_back_by_the_form_itself(house: House) -> None:
    """The form takes as many characters as a wish may have, so nobody writes too much in vain."""
    card = await house.ada.imagine("a fox")
    form = await house.ada.opens(card, "Edit")
    assert form.inputs["How should it change?"]["max_length"] == 4000


def lacking(option: str) -> tuple[Family, str, list[Family]]:
    """A family, what it lacks of that option, and the families that one should choose for it."""
    current = [family for family in CATALOG.families if not family.successor]
    offered = {value: family for family in current for value in getattr(family, PLURAL[option])}
    for family in current:
        for value in offered:
            if value not in getattr(family, PLURAL[option]):
                return family, value, [other for other in current if value in getattr(other, PLURAL[option])]
    raise AssertionError(f"every family has every {option}")


def nothing_was_paid(house: House) -> bool:
    return (house.gemini.calls, house.gemini.billed) == ((), 0)


def is_still_there(house: House, card: Post) -> bool:
    return house.ada.finds(card).pictures[0].data == card.pictures[0].data
