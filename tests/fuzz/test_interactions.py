"""Interactions of every kind whose payloads are broken, unknown, huge, or from places that the client does not know."""

from collections.abc import Awaitable, Callable
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.playground.discord.choosing import Entered
from bot.playground.discord.invocations import Invocation
from tests.cogs.stage import Stage
from tests.fuzz.examples import examples
from tests.fuzz.junk import Change, changes, spoiled
from tests.fuzz.quiet import Quiet
from tests.worlds import png

SPARED = frozenset({"id", "token", "application_id", "type"})
"""Without these there is nothing to answer, or it is another kind of interaction than Discord has in its books."""

Deed = Callable[[Stage], Awaitable[Invocation]]


async def command(on: Stage) -> Invocation:
    options: dict[str, Entered] = {
        "prompt": "a fox",
        "image": ("a.png", png()),
        "ratio": "1:1",
        "private": False,
        "search": "web",
    }
    return await on.ada.slash(on.channel, "imagine", options)


async def listing(on: Stage) -> Invocation:
    return await on.ada.slash(on.channel, "history")


async def menu(on: Stage) -> Invocation:
    return await on.ada.message_command(on.channel, "Edit picture", on.posts()[0])


async def press(on: Stage) -> Invocation:
    return await on.ada.press(on.posts()[0], "Details")


async def form(on: Stage) -> Invocation:
    modal = await (await on.ada.press(on.posts()[0], "Edit")).modal()
    return await on.ada.submit(modal, {"prompt": "make it winter"}, {"files": [("a.png", png())]})


async def typing(on: Stage) -> Invocation:
    return await on.ada.autocomplete(on.channel, "imagine", "model", "nano", {"prompt": "a fox"})


CHANNEL = {"name": "abroad", "position": 0, "permissions": "0", "bitrate": 64000, "user_limit": 0}
"""What discord.py asks of every channel."""

DEEDS: dict[str, Deed] = {found.__name__: found for found in (command, listing, menu, press, form, typing)}


@pytest.fixture
async def drawn(on: Stage, quiet: Quiet) -> Quiet:
    """There is a post to press and to edit."""
    await on.imagine()
    return quiet


async def do(on: Stage, deed: Deed, change: Callable[[Any], Any]) -> Invocation:
    """A form is opened by a press of its own, which is left as it is."""
    kind = 5 if deed is form else 0

    def changed(payload: Any) -> Any:
        if kind and payload["type"] != kind:
            on.discord.gateway.change_next("INTERACTION_CREATE", changed)
            return payload
        return change(payload)

    on.discord.gateway.change_next("INTERACTION_CREATE", changed)
    return await deed(on)


@pytest.mark.parametrize("deed", DEEDS)
@examples(150)
@given(wrong=changes)
async def test_a_spoiled_interaction_is_answered_in_our_words(
    drawn: Quiet, on: Stage, deed: str, wrong: list[Change]
) -> None:
    """Whatever field is missing, doubled or of another type, the person hears something, and nothing is left behind."""
    await do(on, DEEDS[deed], lambda payload: spoiled(payload, wrong, SPARED))
    await drawn.check()


@pytest.mark.parametrize("deed", [name for name in DEEDS if name != "typing"])
@examples(8)
@given(kind=st.sampled_from([0, 1, 6, 99, -1, 2**40]))
async def test_an_interaction_of_an_unknown_kind_is_answered(drawn: Quiet, on: Stage, deed: str, kind: int) -> None:
    """Discord may think of new ones."""
    await do(on, DEEDS[deed], lambda payload: payload | {"type": kind})
    await drawn.check()


@examples(150)
@given(wrong=changes)
async def test_an_interaction_that_can_t_be_answered_does_no_harm(on: Stage, quiet: Quiet, wrong: list[Change]) -> None:
    """Ids and tokens may be broken, too: then the people at that interaction see Discord's own sentence."""
    await do(on, command, lambda payload: spoiled(payload, wrong))
    await quiet.heard()
    world = on.discord.world
    for lost in world.unanswered():
        del world.interactions[lost.id]
    await quiet.check()


@pytest.mark.parametrize("deed", [name for name in DEEDS if name != "typing"])
@examples(15)
@given(
    guild=st.sampled_from([None, {}, {"features": [], "locale": "en-US"}]),
    known=st.booleans(),
    kind=st.sampled_from([0, 2, 5, 13, 15]),
    owners=st.sampled_from([{"1": "1"}, {}, {"0": "0", "1": "1"}]),
    context=st.sampled_from([None, 0, 1, 2]),
)
async def test_where_little_is_known_the_bot_works_all_the_same(
    drawn: Quiet,
    on: Stage,
    deed: str,
    *,
    guild: object,
    known: bool,
    kind: int,
    owners: dict[str, str],
    context: object,
) -> None:
    """A bot that one person installed is told of servers, channels and members just what is necessary."""

    def partial(payload: Any) -> Any:
        place = payload["channel_id"] if known else "987654321"
        payload |= {
            "channel": CHANNEL | {"id": place, "type": kind},
            "channel_id": place,
            "authorizing_integration_owners": owners,
        }
        if not known:
            payload["guild_id"] = "123456789"
            payload["guild"] = {"id": "123456789", **guild} if isinstance(guild, dict) else None
        payload["member"] = {key: payload["member"][key] for key in ("user", "roles", "flags", "permissions")}
        for left_out, value in (("guild", guild), ("context", context)):
            if value is None:
                payload.pop(left_out, None)
        return payload | ({"context": context} if context is not None else {})

    before = len(on.model.calls)
    await do(on, DEEDS[deed], partial)
    await drawn.check()
    assert len(on.model.calls) - before == (deed in ("command", "form"))
