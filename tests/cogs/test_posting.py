"""Putting something before people: repeated where it may help, never doubled."""

import asyncio
import json
from dataclasses import replace
from datetime import UTC, datetime
from typing import Literal

import aiohttp
import discord
import pytest
from discord.ui import File, TextDisplay

from bot.core.errors import PostFailed
from bot.core.turn import Origin
from bot.playground.discord.faults import Delayed, Dropped, RateLimited, ServerError
from bot.playground.discord.posting import NONCE_SECONDS
from cogs._content import SLOWEST, Content, Upload
from cogs._ids import Deed
from cogs._posting import Poster
from cogs._sheet import notice, row, sheet
from tests.cogs.stage import Stage, texts
from tests.fakes import PLACE, turn
from tests.worlds import png

HELLO = Content(notice("hello"))
HASTE = 0.3


@pytest.fixture
def poster(on: Stage) -> Poster:
    async def wait(seconds: float) -> None:
        on.pauses.append(seconds)

    poster = Poster(wait)
    poster.bind(on.client)
    return poster


@pytest.fixture
def hasty(on: Stage) -> Poster:
    """One whose attempts are short."""

    async def wait(seconds: float) -> None:
        on.pauses.append(seconds)

    poster = Poster(wait, HASTE)
    poster.bind(on.client)
    return poster


async def test_the_same_nonce_is_posted_once(on: Stage, poster: Poster) -> None:
    """Sending again gives back the post that is there."""
    first = await poster.send(on.channel.id, HELLO, "n1")
    assert await poster.send(on.channel.id, HELLO, "n1") == first
    assert [texts(post) for post in on.posts()] == [["hello"]]


async def test_what_is_gone_is_none_and_what_is_forbidden_fails(on: Stage, poster: Poster) -> None:
    """A deleted post can be replaced; a place that is closed cannot."""
    assert await poster.edit(on.channel.id, 12345, HELLO) is None
    assert await poster.answer(Origin(1, on.client.application_id or 0, token="over"), HELLO) is None
    with pytest.raises(PostFailed) as failed:
        await poster.send(12345, HELLO, "n1")
    assert isinstance(failed.value.__cause__, discord.NotFound)
    assert on.pauses == []


async def test_a_ban_is_waited_out_within_bounds(on: Stage, poster: Poster) -> None:
    """What Cloudflare turns away is tried again, and given up in the end."""
    on.discord.faults.plan("POST", "/channels/*/messages", RateLimited(scope="cloudflare"), times=4)
    with pytest.raises(PostFailed):
        await poster.send(on.channel.id, HELLO, "n1")
    assert on.pauses == [1.0, 3.0, 9.0]


async def test_an_answer_that_cannot_be_read_doubles_nothing(on: Stage, poster: Poster) -> None:
    """The post is there: it is found, or edited once more, and not made again."""
    wanted = turn()
    content = Content(sheet(TextDisplay("a picture"), row(wanted.id, Deed.EDIT)))
    on.discord.faults.plan("*", "/channels/*/messages*", ServerError(200, committed=True), times=2)
    sent = await poster.send(on.channel.id, content, "n1", shows=wanted)
    on.discord.faults.plan("PATCH", "/channels/*/messages/*", ServerError(200, committed=True))
    assert await poster.edit(on.channel.id, sent, HELLO) == sent
    assert [texts(post) for post in on.posts()] == [["hello"]]


@pytest.mark.parametrize("scope", ["user", "global"])
async def test_a_rate_limit_of_a_day_ends_the_attempt(
    on: Stage, hasty: Poster, scope: Literal["user", "global"]
) -> None:
    """It is cut off, may be tried later, and holds nothing up meanwhile: not even what discord.py itself holds back."""
    on.discord.faults.plan("POST", "/channels/*/messages", RateLimited(86400.0, scope))
    with pytest.raises(PostFailed) as failed:
        await hasty.send(on.channel.id, HELLO, "n1")
    assert (failed.value.final, on.pauses) == (False, [])
    assert await hasty.send(on.channel.id, HELLO, "n1")


async def test_a_rate_limit_of_a_day_ends_the_attempt_to_answer(on: Stage, hasty: Poster) -> None:
    """Another part of discord.py, with the same patience."""
    asked = (await on.imagine()).origin
    assert asked is not None
    interaction = on.discord.world.interactions[asked.interaction_id]
    origin = Origin(interaction.id, on.client.application_id or 0, token=interaction.token)
    on.discord.faults.plan("PATCH", "/webhooks/*", RateLimited(86400.0))
    with pytest.raises(PostFailed):
        await hasty.answer(origin, HELLO)
    assert await hasty.answer(origin, HELLO)


async def test_what_goes_up_on_a_slow_line_is_not_cut_off(on: Stage, hasty: Poster) -> None:
    """Files have as much more time as they need at the slowest."""
    file = on.spool / "large.png"
    await asyncio.to_thread(file.write_bytes, png(8, 8, SLOWEST * 5))
    release = asyncio.Event()
    on.discord.faults.plan("POST", "/channels/*/messages", Delayed(release))
    asyncio.get_running_loop().call_later(3 * HASTE, release.set)
    content = Content(sheet(File("attachment://large.png")), [Upload(file, "large.png")])
    assert await hasty.send(on.channel.id, content, "n1")
    file.unlink()


async def test_a_reply_to_a_message_that_is_gone_is_posted_all_the_same(on: Stage, poster: Poster) -> None:
    """Somebody deleted their wish: the answer still comes."""
    assert await poster.send(on.channel.id, HELLO, "n1", answers=12345)


async def test_a_search_that_fails_tells_nothing(on: Stage, poster: Poster) -> None:
    """Where nobody can tell whether the post is there, it is not made again: that would double it."""
    on.discord.faults.plan("GET", "/channels/*/messages", ServerError(503), times=4)
    with pytest.raises(PostFailed):
        await poster.find(on.channel.id, turn(place=replace(PLACE, id=on.channel.id)))


async def test_a_post_whose_nonce_is_over_is_found_before_it_is_sent_again(on: Stage, poster: Poster) -> None:
    """An attempt that took long may have come through before Discord forgot its nonce."""
    wanted = turn()
    content = Content(sheet(TextDisplay("a picture"), row(wanted.id, Deed.EDIT)))
    on.discord.faults.plan("POST", "/channels/*/messages", Dropped(committed=True))

    async def long(_seconds: float) -> None:
        on.clock.advance(NONCE_SECONDS + 1)

    slow = Poster(long)
    slow.bind(on.client)
    sent = await slow.send(on.channel.id, content, "n1", shows=wanted)
    assert [post.id for post in on.posts()] == [sent]


async def test_a_closed_client_is_replaced_by_the_next_one(on: Stage) -> None:
    """While the connection is made anew, a deed waits and then goes through the new client."""
    new, old = on.client, on.bot()
    async with old:
        await old.login(on.discord.token)

    async def reconnect(_seconds: float) -> None:
        again.bind(new)

    again = Poster(reconnect)
    again.bind(old)
    assert await again.send(on.channel.id, HELLO, "n1")


async def test_an_error_that_is_ours_is_not_swallowed(on: Stage, poster: Poster) -> None:
    """A RuntimeError of a client that is open is a mistake, and repeating would not mend it."""

    async def deed(_client: discord.Client) -> int:
        raise RuntimeError("mistake")

    with pytest.raises(PostFailed):
        await poster._insist(deed)
    assert on.pauses == []


@pytest.mark.parametrize(
    "error",
    [
        aiohttp.ServerDisconnectedError(),
        ConnectionResetError(),
        TimeoutError(),
        TypeError("string indices must be integers"),
        KeyError("id"),
        json.JSONDecodeError("", "<html>", 0),
    ],
)
async def test_what_may_pass_is_tried_again(on: Stage, poster: Poster, error: Exception) -> None:
    """discord.py repeats none of these; the last ones are how it takes an answer that is none."""
    errors = [error]

    async def deed(_client: discord.Client) -> datetime:
        if errors:
            raise errors.pop()
        return datetime.now(UTC)

    assert await poster._insist(deed)
    assert on.pauses == [1.0]


async def test_a_post_gets_one_thread(on: Stage, poster: Poster) -> None:
    """With the post's id; asking again changes nothing, and where it is forbidden it fails."""
    post = await poster.send(on.channel.id, HELLO, "n1")
    for _ in range(2):
        await poster.thread(on.channel.id, post, "pictures")
    thread = on.discord.world.channels[post]
    assert (thread.name, thread.parent_id) == ("pictures", on.channel.id)
    with pytest.raises(PostFailed):
        await poster.thread(on.channel.id, 12345, "nothing")
