"""Looking for what an earlier attempt left: found however busy the channel is, with few requests."""

from datetime import UTC, datetime

import pytest
from discord.ui import TextDisplay

from bot.core.turn import Origin, Turn
from bot.playground.discord.faults import ServerError
from bot.playground.discord.posting import NONCE_SECONDS
from cogs import _seeking
from cogs._content import Content
from cogs._ids import Deed
from cogs._posting import Poster
from cogs._seeking import seek, seek_reply
from cogs._sheet import row, sheet
from tests.cogs.stage import Stage
from tests.fakes import turn

CHAT = 130


@pytest.fixture
def poster(on: Stage) -> Poster:
    async def wait(seconds: float) -> None:
        on.pauses.append(seconds)

    poster = Poster(wait)
    poster.bind(on.client)
    return poster


async def begun(on: Stage) -> Turn:
    """A turn that begins now in the channel."""
    event = await on.ada.say(on.channel, "something")
    return turn(origin=Origin(event.id, 5, token="t"), created_at=datetime.fromtimestamp(on.clock(), UTC))


async def post(on: Stage, poster: Poster, shown: Turn) -> int:
    view = sheet(TextDisplay("a picture"), row(shown.id, Deed.EDIT))
    return await poster.send(on.channel.id, Content(view), f"c{shown.id}")


async def chat(on: Stage, lines: int = CHAT) -> None:
    for number in range(lines):
        await on.grace.say(on.channel, f"line {number}")


def looks(on: Stage) -> int:
    """How many requests for messages there were."""
    return len(on.discord.recorder.requests("GET", "/messages"))


async def test_it_is_found_behind_much_chat_before_and_after_it(on: Stage, poster: Poster) -> None:
    """More than a page of messages on either side hides nothing."""
    wanted = await begun(on)
    await chat(on)
    shown = await post(on, poster, wanted)
    await chat(on)
    assert await seek(on.client, on.channel.id, wanted) == shown
    assert looks(on) == 2


async def test_nothing_older_than_its_event_is_looked_at(on: Stage, poster: Poster) -> None:
    """It cannot be there, and a channel has years of messages."""
    await chat(on, 250)
    wanted = await begun(on)
    assert await seek(on.client, on.channel.id, wanted) is None
    assert looks(on) == 1


async def test_in_a_very_busy_channel_both_ends_are_looked_at(
    on: Stage, poster: Poster, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The answer to a command stands right after the event: more messages than are looked through don't hide it."""
    monkeypatch.setattr(_seeking, "SEARCHED", 100)
    wanted = await begun(on)
    shown = await post(on, poster, wanted)
    await chat(on, 220)
    assert await seek(on.client, on.channel.id, wanted) == shown
    assert await seek(on.client, on.channel.id, turn("turn000000009", origin=wanted.origin)) is None
    assert looks(on) == 4


async def test_a_turn_of_a_batch_is_looked_for_since_it_was_accepted(on: Stage, poster: Poster) -> None:
    """Its origin is no moment in Discord."""
    wanted = turn(origin=Origin(-1001, 5), created_at=datetime.fromtimestamp(on.clock(), UTC))
    shown = await post(on, poster, wanted)
    await chat(on)
    assert await seek(on.client, on.channel.id, wanted) == shown


@pytest.mark.parametrize("status", [403, 404])
async def test_a_place_that_is_closed_says_nothing(on: Stage, status: int) -> None:
    """What cannot be looked into is no reason to end."""
    on.discord.faults.plan("GET", "/channels/*/messages", ServerError(status))
    assert await seek(on.client, on.channel.id, await begun(on)) is None


async def test_a_post_that_is_known_hides_no_other_one(on: Stage, poster: Poster) -> None:
    """Of two posts that show a turn the one that is not known is found, and without another one none is."""
    shown = await begun(on)
    first = await post(on, poster, shown)
    assert await seek(on.client, on.channel.id, shown, besides=first) is None
    on.clock.advance(NONCE_SECONDS + 1)
    second = await post(on, poster, shown)
    assert await seek(on.client, on.channel.id, shown, besides=second) == first
    assert await seek(on.client, on.channel.id, shown, besides=first) == second


async def test_a_reply_to_a_message_is_found(on: Stage, poster: Poster) -> None:
    """Only what the bot itself replied to that very message counts."""
    asked, other = [await on.ada.say(on.channel, words) for words in ("a tree", "a lake")]
    await on.grace.say(on.channel, "nice", reply_to=asked)
    reply = await poster.send(on.channel.id, Content(sheet(TextDisplay("no"))), "a1", answers=asked.id)
    assert await seek_reply(on.client, on.channel.id, asked.id) == reply
    assert await seek_reply(on.client, on.channel.id, other.id) is None
