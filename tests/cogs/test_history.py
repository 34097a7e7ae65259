"""/history, /undo and /reset, over the wire."""

import pytest

from bot.core.errors.door import PlaceUnknown
from tests.cogs.stage import Stage, texts


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
    assert (await said(on, "undo")).startswith("There is no earlier picture here")


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
