"""*Delete* on a card of whose posting nobody knows yet: it does not come back, and its picture is kept."""

import asyncio

import pytest

from bot.playground.discord.faults import ServerError
from bot.playground.discord.records import Message
from tests.connecting import PATIENCE
from tests.scenarios.processes.conftest import ShiftedClock
from tests.scenarios.processes.stands import Stands
from tests.torture.books import Books, Row

ANSWER = "/webhooks/*/messages/@original"
QUARTER = 16 * 60


async def asked(on: Stands, by: str) -> None:
    ada = on.discord.person("Ada")
    if by == "mention":
        await ada.say(on.channel(), "a lighthouse", mention_bot=True)
    else:
        await ada.slash(on.channel(), "imagine", {"prompt": "a lighthouse"})


async def deleted(on: Stands, card: Message) -> None:
    """Ada deletes the card, and it goes."""
    await on.discord.person("Ada").press(card, "Delete")
    async with asyncio.timeout(PATIENCE):
        while card.id in on.discord.world.messages:  # noqa: ASYNC110 - looked at from outside
            await asyncio.sleep(0.02)


async def closed(on: Stands) -> Row:
    """The one turn, once nothing is left to do for it."""
    books = Books(on.folder / "data" / "plantain.db")
    async with asyncio.timeout(PATIENCE):
        while not all(turn.closed and turn.post is None for turn in books.turns()):  # noqa: ASYNC110 - nobody tells
            await asyncio.sleep(0.02)
    (turn,) = books.turns()
    return turn


def cards(on: Stands) -> list[Message]:
    return [post for post in on.posts() if post.author_id == on.discord.world.bot.id]


@pytest.mark.parametrize("by", ["mention", "command", "command whose token is over"])
async def test_deleted_before_the_card_is_tried_again_it_stays_deleted(
    on: Stands, clock: ShiftedClock, by: str
) -> None:
    """Discord took the card and answered 502: the next attempt finds nothing to edit, and nobody wants a new post."""
    fault = ServerError(502, committed=True)
    on.gemini.next("hang")
    bot = await on.start(LOG_LEVEL="info")
    await asked(on, by)
    await on.asked("a lighthouse")
    if by.endswith("over"):
        on.discord.faults.plan("PATCH", ANSWER, ServerError(404, code=10015), times=9)
        on.discord.faults.plan("PATCH", "/channels/*", ServerError(404, code=10008), times=9)
        on.discord.faults.plan("POST", "/channels/*/messages", fault)
    else:
        on.discord.faults.plan("PATCH", "/channels/*" if by == "mention" else ANSWER, fault)
    on.gemini.release()
    await deleted(on, await on.until(lambda: on.picture("a lighthouse")))
    turn = await closed(on)
    await bot.stop()
    assert cards(on) == [] or by.endswith("over")
    assert on.picture("a lighthouse") is None
    assert turn.pictures


async def test_deleted_before_the_receipt_and_killed_it_stays_deleted(on: Stands) -> None:
    """The next start posts nothing anew."""
    bot = await on.start()
    receipt = on.hold("PATCH", ANSWER, committed=True)
    await asked(on, "command")
    await receipt.reached()
    card = on.picture("a lighthouse")
    assert card is not None
    await deleted(on, card)
    await bot.kill()
    receipt.set()

    again = await on.start()
    turn = await closed(on)
    await again.stop()
    assert cards(on) == []
    assert turn.pictures
