"""Mentions, replies and direct messages with whatever people and broken gateways write."""

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.playground.discord.records import Message
from tests.cogs.stage import Stage
from tests.fuzz.examples import examples
from tests.fuzz.junk import Change, changes, hostile, spoiled, words
from tests.fuzz.quiet import Quiet
from tests.worlds import png

MOST = 2000
"""Characters of a message (Discord docs, Create Message)."""


@pytest.fixture
async def card(on: Stage, quiet: Quiet) -> Message:
    return await on.imagine()


@examples(120)
@given(said=words, reply=st.booleans(), ping=st.booleans(), direct=st.booleans(), name=hostile)
async def test_whatever_is_said_to_the_bot_is_a_wish_or_gets_a_sentence(
    on: Stage, quiet: Quiet, card: Message, *, said: str, reply: bool, ping: bool, direct: bool, name: str
) -> None:
    """In channels and in direct messages, as a reply or not, under a name that is as bad as the words."""

    def named(payload: Any) -> Any:
        payload["author"]["global_name"] = name or None
        return payload

    on.discord.gateway.change_next("MESSAGE_CREATE", named)
    place = on.discord.direct("Ada") if direct else on.channel
    target = card if reply and not direct else None
    text = said.encode("utf-8", "replace").decode()[: MOST - 30] or "x"
    await on.ada.say(place, text, reply_to=target, ping=ping, mention_bot=not reply and not direct)
    await quiet.check()


@examples(150)
@given(wrong=changes)
async def test_a_spoiled_message_does_no_harm(on: Stage, quiet: Quiet, card: Message, wrong: list[Change]) -> None:
    """What can't be read is left alone, and what can is a wish like any other."""
    on.discord.gateway.change_next("MESSAGE_CREATE", lambda payload: spoiled(payload, wrong))
    await on.ada.say(on.channel, "make it winter", files=[("a.png", png())], reply_to=card)
    await quiet.check()
    on.clock.advance(7200)
