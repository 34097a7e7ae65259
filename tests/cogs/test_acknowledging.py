"""The first answer: there once, or nothing is begun."""

import asyncio
from typing import Any

import pytest

from bot.core.errors import NotAcknowledged, StorageUnavailable
from bot.playground.discord.faults import Delayed, Dropped, Fault, RateLimited, ServerError
from cogs import _acknowledging
from tests.cogs.stage import Stage, texts

CALLBACK = ("POST", "/interactions/*/callback")


@pytest.mark.parametrize(
    "fault",
    [
        Dropped(),
        Dropped(committed=True),
        RateLimited(scope="cloudflare"),
        ServerError(500, committed=True),
        ServerError(200, committed=True),
    ],
    ids=["dropped before", "dropped after", "cloudflare", "500 after commit", "200 that cannot be read"],
)
async def test_a_deferral_that_got_lost_is_there_once_and_the_picture_comes(on: Stage, fault: Fault) -> None:
    """Whatever becomes of the request or of its receipt, the wish is accepted once and shown in one post."""
    on.discord.faults.plan(*CALLBACK, fault)
    card = await on.imagine()
    assert (card.attachments != (), len(on.model.calls), len(on.turns.rows)) == (True, 1, 1)
    assert [post.id for post in on.posts()] == [card.id]


async def test_an_interaction_that_comes_too_late_costs_nothing(on: Stage, caplog: pytest.LogCaptureFixture) -> None:
    """Discord knows it no more after three seconds (10062): there is no place for the picture, so none is made."""
    on.discord.faults.plan(*CALLBACK, Delayed(on.model.gate))
    on.model.gate.clear()
    asked = await on.ada.slash(on.channel, "imagine", {"prompt": "a tree"})
    on.clock.advance(4)
    on.discord.world.tick()
    on.model.gate.set()
    await asked.unanswered()
    again = await on.imagine()
    assert (again.attachments != (), len(on.turns.rows)) == (True, 1)
    assert [record for record in caplog.records if record.levelname == "ERROR"] == []


@pytest.mark.parametrize("times", [1, 3])
async def test_an_interaction_that_discord_sends_twice_is_answered_once(on: Stage, times: int) -> None:
    """The second event changes nothing, not even by a refusal that would take the answer away."""
    on.discord.gateway.duplicate_next("INTERACTION_CREATE")
    card = await on.imagine()
    assert (len(on.posts()), len(on.turns.rows)) == (1, 1)
    assert texts(card)[0].startswith("**Ada**")


async def test_a_discord_that_takes_no_answer_is_no_mistake_of_ours(
    on: Stage, caplog: pytest.LogCaptureFixture
) -> None:
    """After the last attempt the person hears, if Discord lets that through, that it is to be asked again."""
    on.discord.faults.plan(*CALLBACK, Dropped(), times=3)
    asked = await on.ada.slash(on.channel, "imagine", {"prompt": "a tree"})
    assert texts(await asked.post())[0] == NotAcknowledged().told
    assert on.turns.rows == {}
    assert [record for record in caplog.records if record.levelname == "ERROR"] == []


async def test_what_fails_after_a_lost_receipt_is_told_to_the_person_alone(on: Stage) -> None:
    """The deferral that is there all the same is taken away before the sentence comes."""
    on.discord.faults.plan(*CALLBACK, Dropped(committed=True))
    wish: dict[str, Any] = {"prompt": "a tree", "image": ("tree.png", b"no picture")}
    asked = await on.ada.slash(on.channel, "imagine", wish)
    told = await asked.followup()
    assert (told.ephemeral, asked.original, len(on.model.calls)) == (True, None, 0)


@pytest.mark.parametrize("door", ["Edit", "Resize", "Again", "Details", "Delete", "history", "Picture details", "edit"])
async def test_storage_that_is_not_read_in_time_is_told_in_time(
    on: Stage, monkeypatch: pytest.MonkeyPatch, door: str
) -> None:
    """A form can't follow a deferral: whoever looks something up before the first answer looks for a moment only."""
    post = await on.imagine()
    monkeypatch.setattr(_acknowledging, "LOOKING", 0)
    for name in ("get", "shown_in", "recent", "head"):
        monkeypatch.setattr(on.turns, name, _never)
    if door == "Picture details":
        asked = await on.ada.message_command(on.channel, door, post)
    elif door.islower():
        asked = await on.ada.slash(on.channel, door, {"prompt": "x"} if door == "edit" else {})
    else:
        asked = await on.ada.press(post, door)
    told = await on.until(lambda: next((post for post in (asked.original, *asked.followups) if post), None))
    assert (texts(told), told.ephemeral) == ([StorageUnavailable().told], True)


async def _never(*_: object, **__: object) -> None:
    await asyncio.Event().wait()
