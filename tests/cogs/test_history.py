"""/history, /undo and /reset, over the wire."""

import asyncio
from dataclasses import replace
from typing import Any

import pytest

from bot.core.errors import NothingToUndo
from bot.core.errors.door import PlaceUnknown
from bot.playground.discord.faults import Delayed, ServerError
from cogs.history import UNPOSTED
from tests.cogs.stage import Stage, has_button, texts
from tests.scenarios.processes.stands import Gate


async def said(on: Stage, command: str, *, by: str = "Ada") -> str:
    return texts(await (await on.discord.person(by).slash(on.channel, command)).post())[0]


async def test_history_links_to_the_newest_pictures(on: Stage) -> None:
    """Newest first, each a link to its post, for the one who asks alone."""
    first, second = await on.imagine("a tree"), await on.imagine("a house")
    lines = (await said(on, "history")).splitlines()
    assert lines[0] == f"- [“a house”](https://discord.com/channels/{on.channel.guild_id}/{on.channel.id}/{second.id})"
    assert f"/{first.id})" in lines[2]
    assert lines[1] == f"-# Ada, <t:{int(on.clock())}:R> · the next edit goes on from here"
    assert lines[3] == f"-# Ada, <t:{int(on.clock())}:R>"


async def test_history_has_no_dead_links(on: Stage) -> None:
    """A deleted post is told as such, and the picture before is the one to go on from."""
    first, second = await on.imagine("a tree"), await on.imagine("a house")
    await on.ada.press(second, "Delete")
    await on.until(lambda: second.id not in on.discord.world.messages)
    await on.handled()
    lines = (await said(on, "history")).splitlines()
    assert (lines[0], lines[1].endswith(" · post deleted")) == ("- “a house”", True)
    assert f"/{first.id})" in lines[2]
    assert lines[3].endswith(" · the next edit goes on from here")


async def test_undo_after_two_fresh_pictures_goes_back_to_the_first(on: Stage) -> None:
    """What the command promises holds for pictures that were not made from one another, too."""
    first = await on.imagine("a tree")
    await on.imagine("a house")
    assert "the next edit goes on from [“a tree”](" in await said(on, "undo")
    asked = await on.ada.slash(on.channel, "edit", {"prompt": "make it winter"})
    assert (await on.turn_of(await asked.post())).parent == (await on.turn_of(first)).id


async def test_history_shows_private_pictures_to_their_asker_alone(on: Stage) -> None:
    """Others learn nothing of them, and nobody gets a link to what is gone."""
    await on.imagine("a secret", private=True)
    assert await said(on, "history") == f"- “a secret”\n-# Ada, <t:{int(on.clock())}:R>"
    assert (await said(on, "history", by="Grace")).startswith("There are no pictures here yet")


async def test_undo_takes_the_head_back(on: Stage) -> None:
    """The next edit goes on from the picture before; with nothing left it says so."""
    first = await on.imagine("a tree")
    await on.answer(await on.ada.say(on.channel, "make it winter", mention_bot=True))
    assert "the next edit goes on from [“a tree”](" in await said(on, "undo")
    post = await on.answer(await on.ada.say(on.channel, "make it spring", mention_bot=True))
    assert (await on.turn_of(post)).parent == (await on.turn_of(first)).id
    await said(on, "undo")
    assert (await said(on, "undo")).endswith("the next wish starts afresh.")
    refused = await (await on.ada.slash(on.channel, "undo")).followup()
    assert (refused.ephemeral, texts(refused)) == (True, [NothingToUndo().told])


async def test_reset_starts_afresh_and_replies_still_work(on: Stage) -> None:
    """The head is forgotten, the turns are not."""
    first = await on.imagine("a tree")
    assert (await said(on, "reset")).startswith("The next wish here starts afresh.")
    fresh = await on.answer(await on.ada.say(on.channel, "a house", mention_bot=True))
    assert (await on.turn_of(fresh)).parent is None
    reply = await on.answer(await on.ada.say(on.channel, "make it winter", reply_to=first))
    assert (await on.turn_of(reply)).parent == (await on.turn_of(first)).id


async def test_a_long_history_fits_into_a_post(on: Stage) -> None:
    """Many long wishes are shortened, and what does not fit is left out."""
    for number in range(12):
        await on.imagine(f"{number} " + "* " * 500)
    assert len(await said(on, "history")) <= 4000


@pytest.mark.parametrize("command", ["history", "undo", "reset"])
async def test_a_place_of_a_kind_that_is_not_known_is_not_mixed_up_with_others(on: Stage, command: str) -> None:
    """discord.py gives no channel there, and what has no place would be everybody's."""
    on.discord.gateway.change_next("INTERACTION_CREATE", lambda data: data | {"channel": {"id": "99", "type": 77}})
    told = await (await on.ada.slash(on.channel, command)).post()
    assert (texts(told), told.ephemeral) == ([PlaceUnknown().told], True)


async def unposted(on: Stage, prompt: str = "a tree", **options: bool) -> None:
    """A picture of Ada's that neither its channel nor her DM takes."""
    on.model.gate.clear()
    on.model.called.clear()
    asked = await on.ada.slash(on.channel, "imagine", {"prompt": prompt, **options})
    await asked.acknowledged()
    await on.painting()
    on.clock.advance(15 * 60 + 1)
    on.discord.world.change_channel(replace(on.channel, denied=frozenset({"attach_files"})))
    on.discord.faults.plan("POST", f"/channels/{on.discord.direct('Ada').id}/messages", ServerError(403))
    on.model.gate.set()
    await on.scheduler.idle()
    on.discord.world.change_channel(replace(on.channel, denied=frozenset()))


@pytest.mark.parametrize("private", [False, True])
@pytest.mark.parametrize("place", ["pictures", "lounge"])
async def test_history_gives_what_could_not_be_posted(on: Stage, place: str, *, private: bool) -> None:
    """Its person finds it wherever they ask, told as such, and has it by a button."""
    await unposted(on, private=private)
    answer = await (await on.ada.slash(on.discord.channel(place), "history")).post()
    line = texts(answer)[0].splitlines()
    assert (line[0], " · could not be posted" in line[1]) == ("- “a tree”", True)
    given = await (await on.ada.press(answer, "Original")).post()
    assert (given.ephemeral, len(given.attachments)) == (True, 1)


async def test_history_shows_others_no_button_for_what_could_not_be_posted(on: Stage) -> None:
    """They see that it was asked for here, and nothing of it elsewhere."""
    await unposted(on)
    here = await (await on.grace.slash(on.channel, "history")).post()
    assert " · could not be posted" in texts(here)[0]
    assert not has_button(here, "Original")
    lounge = await (await on.grace.slash(on.discord.channel("lounge"), "history")).post()
    assert texts(lounge)[0].startswith("There are no pictures here yet")


async def test_history_offers_the_newest_that_could_not_be_posted(on: Stage) -> None:
    """However many there are, the answer fits into a post."""
    post = await on.imagine("a house")
    turn = await on.turn_of(post)
    for number in range(2 * UNPOSTED):
        lost = replace(turn, id=f"turn0000{number:05d}", post=None, unposted=True, created_at=turn.created_at)
        on.turns.rows[lost.id] = replace(lost, request=replace(turn.request, words=f"{number} " + "* " * 500))
    answer = await (await on.ada.slash(on.channel, "history")).post()
    assert sum(map(len, texts(answer))) <= 4000
    assert [text.split(" ")[1] for text in texts(answer)[:UNPOSTED]] == [f"“{9 - number}" for number in range(UNPOSTED)]


async def test_history_links_to_the_dm_for_its_person_alone(on: Stage) -> None:
    """A link that joins the DM's post with the channel leads nowhere."""
    turn = await on.turn_of(await on.imagine("a tree"))
    on.turns.rows[turn.id] = replace(turn, sent_to=77)
    own = (await said(on, "history")).splitlines()
    assert own[0] == f"- [“a tree”](https://discord.com/channels/@me/77/{turn.post})"
    assert "sent to the person alone" in own[1]
    assert (await said(on, "history", by="Grace")).splitlines()[0] == "- “a tree”"


@pytest.mark.parametrize("command", ["undo", "reset"])
async def test_storage_that_takes_long_to_write_holds_no_answer_up(
    on: Stage, monkeypatch: pytest.MonkeyPatch, command: str
) -> None:
    """Discord waits three seconds for the first answer, and a locked database may take longer."""
    await on.imagine("a tree")
    go_on, write = asyncio.Event(), getattr(on.studio, command)

    async def late(place: int) -> Any:
        await go_on.wait()
        return await write(place)

    monkeypatch.setattr(on.studio, command, late)
    asked = await on.ada.slash(on.channel, command)
    assert (await asked.acknowledged()).answer
    assert asked.original
    assert asked.original.thinking
    go_on.set()
    assert "starts afresh" in texts(await asked.post())[0]


async def test_undo_waits_for_what_was_asked_for_before(on: Stage, monkeypatch: pytest.MonkeyPatch) -> None:
    """It is accepted first, as it came first, however long Discord takes to be told so."""
    gate, accepted, undo = Gate(), list[int](), on.studio.undo

    async def counted(place: int) -> Any:
        accepted.append(len(on.turns.rows))
        return await undo(place)

    monkeypatch.setattr(on.studio, "undo", counted)
    await on.imagine("a tree")
    on.discord.faults.plan("POST", "/interactions/*/callback", Delayed(gate))
    wish = await on.ada.slash(on.channel, "imagine", {"prompt": "a house"})
    await gate.reached()
    asked = await on.ada.slash(on.channel, "undo")
    await asked.acknowledged()
    gate.set()
    await wish.post()
    await asked.post()
    assert accepted == [2]
