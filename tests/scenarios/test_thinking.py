"""What the model thinks: shown where it is asked for, never the result, never sent back."""

from collections.abc import Iterator
from typing import Any

import pytest

from tests.scenarios.house import House
from tests.scenarios.posts import digest


async def test_thoughts_are_behind_details(house: House) -> None:
    """The card says that they are there; Details shows the draft and the plan, and what they cost."""
    card = await house.ada.imagine("a lighthouse", thinking="high", thoughts=True)
    assert "thinking high, 720 tokens · its thoughts are in Details" in card.facts
    assert len(card.pictures) == 1
    assert card.pictures[0].pixels == (1024, 1024)
    shown = await house.grace.presses(card, "Details")
    assert shown.ephemeral
    assert [picture.pixels for picture in shown.pictures] == [(256, 256)]
    assert "**Laying out the scene**" in shown.words
    assert "thoughts 720" in shown.words
    assert "of which US$0.005 for thinking" in shown.words
    assert {sent["includeThoughts"] for sent in thinking(house)} == {True}


async def test_thoughts_come_only_where_they_are_asked_for(house: House) -> None:
    """Nothing is sent, kept or said of them otherwise; the level alone shows none."""
    card = await house.ada.imagine("a lighthouse", thinking="high")
    assert "thoughts" not in card.facts
    assert thinking(house) == [{"thinkingLevel": "HIGH"}]
    shown = await house.ada.presses(card, "Details")
    assert (shown.pictures, "Laying out" in shown.words) == ((), False)
    await house.ada.imagine("a fox")
    assert len(thinking(house)) == 1


async def test_thoughts_never_go_back(house: House) -> None:
    """The strict stand-in refuses a thought part; the edit sees words and picture of the first turn alone."""
    first = await house.ada.imagine("a lighthouse", thoughts=True)
    draft = (await house.ada.presses(first, "Details")).pictures[0]
    second = await house.ada.replies(first, "make it winter")
    third = await house.ada.replies(second, "add a boat")
    assert "started over" not in second.facts + third.facts
    call = house.gemini.calls[-1]
    assert call.edited == digest(second.pictures[0])
    assert not call.include_thoughts
    assert [[kind for kind, _ in parts] for role, parts in call.turns if role == "model"] == [["words", "picture"]] * 2
    sent = [value for _, parts in call.turns for _, value in parts]
    assert digest(draft) not in sent
    assert not any("Laying out" in value for value in sent)
    assert not any(part.get("thought") for body in bodies(house) for turn in body["contents"] for part in turn["parts"])


async def test_thoughts_are_there_after_a_restart(house: House) -> None:
    """They are kept with the turn."""
    card = await house.ada.imagine("a lighthouse", thoughts=True)
    await house.restart()
    shown = await house.ada.presses(card, "Details")
    assert len(shown.pictures) == 1
    assert house.stored(shown.pictures[0])


async def test_again_asks_for_thoughts_again(house: House) -> None:
    """It is an option like any other; a mention may name it too."""
    again = await house.ada.presses_again(await house.ada.imagine("a lighthouse", thoughts=True))
    assert "its thoughts are in Details" in again.facts
    said = await house.ada.mentions("a fox thoughts:yes")
    assert "its thoughts are in Details" in said.facts


@pytest.mark.parametrize(
    ("options", "sentence"),
    [
        ({"model": "Nano Banana", "thoughts": True}, "Nano Banana has no thoughts to show"),
        ({"model": "Nano Banana", "thinking": "high"}, "Nano Banana takes no thinking at all"),
        ({"model": "Nano Banana Pro", "thinking": "high"}, "Nano Banana Pro thinks at its own pace"),
        ({"model": "Nano Banana 2 Lite", "thinking": "medium"}, "it works with minimal or high"),
    ],
)
async def test_what_a_family_cannot_think_is_refused_before_paying(
    house: House, options: dict[str, Any], sentence: str
) -> None:
    """The refusal names what would work, and nothing is sent."""
    told = await house.ada.asks("imagine", prompt="a fox", **options)
    assert told.ephemeral
    assert sentence in told.sentence
    assert "Nano Banana 2.1" in told.sentence or "works with" in told.sentence
    assert house.gemini.calls == ()


async def test_a_family_that_always_thinks_shows_its_thoughts(house: House) -> None:
    """Nano Banana Pro has no levels, and thoughts all the same."""
    card = await house.ada.imagine("a fox", model="Nano Banana Pro", thoughts=True)
    assert "thinking, 310 tokens · its thoughts are in Details" in card.facts
    assert thinking(house) == [{"includeThoughts": True}]


def bodies(house: House) -> Iterator[dict[str, Any]]:
    return (record.body for record in house.gemini.records if record.kind == "request" and record.method == "POST")


def thinking(house: House) -> list[dict[str, Any]]:
    """What the requests said of thinking."""
    configurations = (body["generationConfig"] for body in bodies(house))
    return [found["thinkingConfig"] for found in configurations if "thinkingConfig" in found]
