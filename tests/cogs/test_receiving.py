"""Who is shown that an answer comes gets one."""

import asyncio

import pytest

from bot.core.errors import ShuttingDown
from bot.playground.discord.faults import Delayed
from bot.playground.discord.invocations import Invocation
from cogs._receiving import ended_by_shutdown
from tests.cogs.stage import Stage, texts
from tests.scenarios.processes.stands import Gate

CALLBACK = ("POST", "/interactions/*/callback")


async def deferring(on: Stage) -> tuple[Invocation, Gate]:
    """A wish whose deferral hangs."""
    gate = Gate()
    on.discord.faults.plan(*CALLBACK, Delayed(gate))
    asked = await on.ada.slash(on.channel, "imagine", {"prompt": "a tree"})
    await gate.reached()
    return asked, gate


async def test_who_asks_is_written_down_before_they_are_shown_that_an_answer_comes(on: Stage) -> None:
    """And not any more once the wish is accepted: a turn speaks for itself."""
    asked, gate = await deferring(on)
    (note,) = await on.notes.unaccepted()
    assert (note.place, note.origin.id, bool(note.origin.token)) == (on.channel.id, asked.id, True)
    gate.set()
    await asked.post()
    await on.handled()
    assert await on.notes.unaccepted() == ()


async def test_a_mention_is_written_down_before_anything_else_is_looked_at(
    on: Stage, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Nothing shows there that it works before the turn does."""
    reached, go_on = asyncio.Event(), asyncio.Event()

    async def newest(place: int) -> None:
        reached.set()
        await go_on.wait()

    monkeypatch.setattr(on.studio, "newest", newest)
    said = await on.ada.say(on.channel, "a tree", mention_bot=True)
    await reached.wait()
    (note,) = await on.notes.unaccepted()
    assert (note.place, note.origin.message) == (on.channel.id, said.id)
    go_on.set()
    await on.answer(said)
    await on.handled()
    assert await on.notes.unaccepted() == ()


async def test_storage_that_takes_no_note_is_told_at_once(on: Stage) -> None:
    """To the person alone, in place of showing everybody that an answer comes."""
    on.notes.unwritable = True
    asked = await on.ada.slash(on.channel, "imagine", {"prompt": "a tree"})
    told = await asked.post()
    assert (told.ephemeral, "so I did not start" in texts(told)[0], on.turns.rows) == (True, True, {})


@pytest.mark.parametrize("pausing", [True, False])
async def test_what_the_shutdown_cuts_off_was_not_begun(on: Stage, *, pausing: bool) -> None:
    """Any other cancellation goes on its way."""
    if pausing:
        on.studio.pause()
    with pytest.raises(ShuttingDown if pausing else asyncio.CancelledError), ended_by_shutdown(on.studio):
        raise asyncio.CancelledError


@pytest.mark.parametrize("button", ["Original", "Details"])
async def test_who_presses_a_button_that_takes_time_is_written_down_as_well(on: Stage, button: str) -> None:
    """Their answer is deferred, too, and may be cut off like any other."""
    on.model.answers.append({"drafts": (await on.model.paint(),)})
    post = await on.imagine()
    gate = Gate()
    on.discord.faults.plan(*CALLBACK, Delayed(gate))
    asked = await on.ada.press(post, button)
    await gate.reached()
    (note,) = await on.notes.unaccepted()
    assert note.origin.id == asked.id
    gate.set()
    await asked.post()
    await on.handled()
    assert await on.notes.unaccepted() == ()
