"""`kill -9` between a new post and the note of it: the next start goes on in that post, and makes no second one."""

import asyncio
from dataclasses import replace

import pytest

from bot.playground.discord.faults import ServerError
from bot.playground.discord.records import Message
from tests.connecting import PATIENCE
from tests.scenarios.processes.conftest import ShiftedClock
from tests.scenarios.processes.stands import Bot, Gate, Stands, texts
from tests.torture.books import Books

ANSWER = "/webhooks/*/messages/@original"
QUARTER, HOUR = 16 * 60, 3600
"""Seconds after which an interaction's token is over, and after which Discord has forgotten every nonce."""
ARCHIVED = ServerError(400, code=50083)


async def painting(on: Stands, by: str) -> Message:
    """The post that shows how far a picture is; the model hangs."""
    on.gemini.next("hang")
    ada = on.discord.person("Ada")
    if by == "mention":
        await ada.say(on.channel(), "a lighthouse", mention_bot=True)
    else:
        await ada.slash(on.channel(), "imagine", {"prompt": "a lighthouse"})
    await on.asked("a lighthouse")
    return await on.until(lambda: next((post for post in on.posts() if "Painting" in texts(post)), None))


async def noted(on: Stands, shown: Message) -> None:
    """Wait until the turn knows the post that shows it."""
    books = Books(on.folder / "data" / "plantain.db")
    async with asyncio.timeout(PATIENCE):
        while [turn.post for turn in books.turns()] != [shown.id]:  # noqa: ASYNC110 - a row tells nobody
            await asyncio.sleep(0.02)


async def killed_at(on: Stands, bot: Bot, gate: Gate) -> None:
    """The model answers, and the process dies where *gate* holds it; then nothing fails any more."""
    on.gemini.release()
    await gate.reached()
    await bot.kill()
    on.discord.faults.forget()
    gate.set()


async def closed(on: Stands) -> None:
    """Wait until nothing is left to do."""
    books = Books(on.folder / "data" / "plantain.db")
    async with asyncio.timeout(PATIENCE):
        while not all(turn.closed for turn in books.turns()):  # noqa: ASYNC110 - a row tells nobody
            await asyncio.sleep(0.02)


@pytest.mark.parametrize("by", ["mention", "command"])
async def test_killed_after_a_new_post_opened_an_archived_thread_there_is_one_card(on: Stands, by: str) -> None:
    """The placeholder can be edited again, but the card is the new post, and the placeholder goes."""
    bot = await on.start()
    placeholder = await painting(on, by)
    for path in ("/webhooks/*", "/channels/*/messages/*"):
        on.discord.faults.plan("PATCH", path, ARCHIVED, times=100)
    await killed_at(on, bot, on.hold("POST", "/channels/*/messages", committed=True))
    card = on.picture("a lighthouse")
    assert card is not None

    await on.start()
    await closed(on)
    assert [post.id for post in on.posts() if post.author_id == card.author_id] == [card.id] != [placeholder.id]
    assert on.asked_for("a lighthouse") == 1


async def test_killed_after_a_deleted_placeholder_was_replaced_there_is_one_card(
    on: Stands, clock: ShiftedClock
) -> None:
    """The post that is known is gone, and the one that came in its place is found, long after its nonce."""
    bot = await on.start()
    placeholder = await painting(on, "mention")
    await noted(on, placeholder)
    on.discord.world.delete(placeholder.id)
    await killed_at(on, bot, on.hold("POST", "/channels/*/messages", committed=True))
    card = on.picture("a lighthouse")
    assert card is not None
    clock.ahead = HOUR

    await on.start()
    await closed(on)
    assert on.picture("a lighthouse") is not None
    assert on.asked_for("a lighthouse") == 1


async def test_killed_after_the_dm_was_sent_it_stays_there_though_the_place_is_open_again(on: Stands) -> None:
    """Whoever got the picture alone does not get it a second time before all; its place says where it is."""
    bot = await on.start()
    placeholder = await painting(on, "command")
    home, place = on.discord.direct("Ada"), f"/channels/{on.channel().id}/messages"
    for method, path in (("PATCH", "/webhooks/*"), ("PATCH", f"{place}/*"), ("POST", place)):
        on.discord.faults.plan(method, path, ARCHIVED, times=100)
    await killed_at(on, bot, on.hold("POST", f"/channels/{home.id}/messages", committed=True))

    await on.start()
    await closed(on)
    assert [len(post.attachments) for post in on.discord.world.posts(home)] == [1]
    (left,) = on.posts()
    assert left.id == placeholder.id
    assert "so I sent it to Ada alone" in texts(left)


async def test_killed_after_the_card_got_through_where_no_history_may_be_read_there_is_one_card(
    on: Stands, clock: ShiftedClock
) -> None:
    """The token is over and nothing can be looked for: the post is known from the bar that stood there."""
    on.discord.world.change_channel(replace(on.channel(), denied=frozenset({"read_message_history"})))
    bot = await on.start()
    await noted(on, await painting(on, "command"))
    await killed_at(on, bot, on.hold("PATCH", ANSWER, committed=True))
    card = on.picture("a lighthouse")
    assert card is not None
    clock.ahead = QUARTER

    await on.start()
    await closed(on)
    assert [post.id for post in on.posts()] == [card.id]
    assert on.asked_for("a lighthouse") == 1
