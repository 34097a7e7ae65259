"""Ids of buttons and forms as strangers would make them up, on posts where they are and where they are not."""

import json
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.playground.discord.records import Message
from cogs._ids import Deed, Form, button, form
from tests.cogs.stage import Stage, texts
from tests.fuzz.examples import examples
from tests.fuzz.junk import hostile
from tests.fuzz.quiet import Quiet

TURNS = ("turn000000001", "turn000000002", "turn999999999", "0000000000000", "vvvvvvvvvvvvv")
NEAR = (
    "plantain:",
    "plantain:again",
    "plantain:again:",
    "PLANTAIN:again:turn000000001",
    "plantain:again:turn00000000\uff11",
)

made_up = st.one_of(
    st.builds(button, st.sampled_from(list(Deed)), st.sampled_from(TURNS)),
    st.builds(form, st.sampled_from(list(Form)), st.sampled_from((*TURNS, "1", "99999999999999999999"))),
    st.builds(lambda kind, rest: f"plantain:{kind}:{rest}", st.sampled_from([*Deed, *Form, "batch-start"]), hostile),
    st.sampled_from(NEAR),
    hostile,
    st.text(max_size=100),
)


@pytest.fixture
async def cards(on: Stage, quiet: Quiet) -> list[Message]:
    """Two cards of two people."""
    own = await on.imagine()
    asked = await on.grace.slash(on.channel, "imagine", {"prompt": "a bear", "private": True})
    return [own, await asked.post()]


@examples(120)
@given(custom_id=made_up, carried=st.booleans())
async def test_whatever_a_button_is_called_there_is_an_answer(
    on: Stage, quiet: Quiet, cards: list[Message], *, custom_id: str, carried: bool
) -> None:
    """Of another version, of another turn or of nothing at all; the cards stay as they are."""
    before = on.discord.world.messages[cards[0].id]

    def renamed(payload: Any) -> Any:
        was = payload["data"]["custom_id"]
        payload["data"]["custom_id"] = custom_id
        payload["member"]["permissions"] = "0"
        if carried and custom_id != button(Deed.DELETE, TURNS[1]):  # an own one on the other's post is made up below
            text = json.dumps(payload["message"]).replace(json.dumps(was), json.dumps(custom_id))
            payload["message"] = json.loads(text)
        return payload

    on.discord.gateway.change_next("INTERACTION_CREATE", renamed)
    await on.grace.press(before, "Details")
    await quiet.check()
    assert on.discord.world.messages.get(before.id) == before


@examples(80)
@given(custom_id=made_up)
async def test_whatever_a_form_is_called_there_is_an_answer(
    on: Stage, quiet: Quiet, cards: list[Message], custom_id: str
) -> None:
    """A form that nobody opened asks for nothing that the person could not ask for anyway."""
    modal = await (await on.grace.press(cards[0], "Edit")).modal()

    def renamed(payload: Any) -> Any:
        payload["data"]["custom_id"] = custom_id
        return payload

    on.discord.gateway.change_next("INTERACTION_CREATE", renamed)
    await on.grace.submit(modal, {"prompt": "make it winter"})
    await quiet.check()


@pytest.mark.parametrize("deed", [Deed.DELETE, Deed.CANCEL])
async def test_nobody_deletes_or_cancels_what_is_not_theirs(
    on: Stage, quiet: Quiet, cards: list[Message], deed: Deed
) -> None:
    """Neither with the id of the other's turn nor with that of an own turn on the other's post."""
    for turn in TURNS:
        mine = button(deed, turn)
        for carried in (True, False) if turn == TURNS[0] else (False,):

            def renamed(payload: Any, mine: str = mine, *, carried: bool = carried) -> Any:
                was = payload["data"]["custom_id"]
                payload["data"]["custom_id"] = mine
                payload["member"]["permissions"] = "0"
                if carried:
                    payload["message"] = json.loads(json.dumps(payload["message"]).replace(was, mine))
                return payload

            on.discord.gateway.change_next("INTERACTION_CREATE", renamed)
            await on.grace.press(cards[0], "Details")
            await quiet.check()
            assert cards[0].id in on.discord.world.messages
    assert texts(cards[0])[0] == "**Ada**: a lighthouse"
