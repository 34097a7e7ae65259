"""Batches shown in Discord."""

from dataclasses import replace

import pytest

from bot.core.batch import Batch, BatchState, Way
from bot.core.batch_ports import Tally
from bot.core.errors import PostFailed
from bot.core.turn import Person, Place, Turn
from bot.playground.discord.faults import RateLimited
from cogs._batch_board import DiscordBatchBoard
from cogs._content import Content
from cogs._sheet import notice
from tests.cogs.stage import Stage, texts
from tests.fakes import NOW, picture, reply, request, turn


def board(on: Stage) -> DiscordBatchBoard:
    return DiscordBatchBoard(poster=on.delivery.poster, pictures=on.pictures, sheets=on.bench.workshop, spool=on.spool)  # type: ignore[arg-type] # the real workshop makes contact sheets, too


async def a_batch(on: Stage, **changes: object) -> Batch:
    place = Place(on.channel.id, on.channel.guild_id, 10 * 2**20)
    post = await on.delivery.poster.send(place.id, Content(notice("an offer")), "offer")
    plain = Batch("b000000000001", place, Person(on.ada.user.id, "Ada"), 5, 6, (request(),) * 3, Way.JOBS, NOW)
    running = replace(plain, state=BatchState.RUNNING, post=post, thread=post)
    return replace(running, **changes)  # type: ignore[arg-type] # any field


async def made(on: Stage) -> Turn:
    return turn().generated(reply(pictures=(await on.model.paint(),)))


async def test_a_thread_is_opened_once(on: Stage) -> None:
    """Named after the batch; in a DM there is none to open."""
    batch = await a_batch(on)
    for _ in range(2):
        await board(on).open(batch)
    assert on.discord.world.channels[batch.post or 0].name == "Batch: 3 pictures"
    await board(on).open(replace(batch, thread=None))


async def test_the_post_shows_how_far_it_is(on: Stage) -> None:
    """Until its end."""
    batch = await a_batch(on)
    await board(on).show(batch, Tally(1, 0, 3))
    assert "1 of 3 drawn" in texts(on.posts()[0])[0]
    await board(on).show(replace(batch, state=BatchState.CLOSED), Tally(3, 0, 3))
    assert "Done: 3 of 3 drawn" in texts(on.posts()[0])[0]


async def test_the_summary_comes_with_contact_sheets(on: Stage) -> None:
    """One for every 36, in one post, once; what is missing is crossed out."""
    batch = await a_batch(on)
    await board(on).open(batch)
    lost = turn().generated(reply(pictures=(picture("lost"),)))
    turns = [await made(on), lost, turn().cancelled(), *[await made(on) for _ in range(34)]]
    for _ in range(2):
        await board(on).sum_up(batch, turns)
    (post,) = on.discord.world.posts(on.discord.world.channels[batch.post or 0])
    assert texts(post)[0].startswith("**The batch is done**: 36 of 37 pictures")
    assert [(file.name, file.width) for file in post.attachments] == [
        ("batch-b000000000001-1.jpg", 6 * 268 + 12),
        ("batch-b000000000001-2.jpg", 268 + 12),
    ]


async def test_the_summary_of_an_earlier_process_is_found(on: Stage) -> None:
    """Long after Discord has forgotten its nonce, and among others; another batch's is none of it."""
    batch, other = await a_batch(on, thread=None), await a_batch(on, thread=None)
    await board(on).sum_up(other, [turn().cancelled()])
    await board(on).sum_up(batch, [turn().cancelled()])
    on.clock.advance(3600)
    for _ in range(3):
        await on.ada.say(on.channel, "well done")
    before = len(on.posts())
    await board(on).sum_up(batch, [turn().cancelled()])
    assert len(on.posts()) == before


async def test_the_summary_in_a_dm_is_found_as_well(on: Stage) -> None:
    """Where the thread is gone."""
    batch = await a_batch(on, thread=12345)
    for _ in range(2):
        await board(on).sum_up(batch, [turn().cancelled()])
        on.clock.advance(3600)
    assert len(on.discord.world.posts(on.discord.direct("Ada"))) == 1


async def test_without_pictures_there_are_words_alone(on: Stage) -> None:
    """In the place itself where there is no thread."""
    await board(on).sum_up(await a_batch(on, thread=None), [turn().cancelled()])
    assert (on.posts()[-1].attachments, texts(on.posts()[-1])[0][:22]) == ((), "**The batch is done**:")


async def test_a_thread_that_is_gone_leaves_the_dm(on: Stage) -> None:
    """Where that is closed as well, it says that there is no place left."""
    batch = await a_batch(on, thread=12345)
    await board(on).sum_up(batch, [await made(on)])
    assert len(on.discord.world.posts(on.discord.direct("Ada"))) == 1
    with pytest.raises(PostFailed) as failed:
        await board(on).sum_up(replace(batch, person=Person(99, "Nobody")), [turn().cancelled()])
    assert failed.value.final


async def test_what_may_pass_is_not_final(on: Stage) -> None:
    """A thread is tried again, and later once more."""
    batch = await a_batch(on)
    on.discord.faults.plan("POST", "/channels/*/messages/*/threads", RateLimited(1.0, scope="cloudflare"), times=4)
    with pytest.raises(PostFailed) as failed:
        await board(on).open(batch)
    assert not failed.value.final
    with pytest.raises(PostFailed) as failed:
        await board(on).open(replace(batch, post=12345))
