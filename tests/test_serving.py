"""Keeping an open house connected, and closing it in good order."""

import asyncio
from collections.abc import AsyncIterator
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from bot import app
from bot.core.batching import OFFERED, Batching
from bot.core.errors import StorageFailed
from bot.core.errors.batch import BatchUnknown
from bot.core.errors.door import NotBegun
from bot.core.reception import Asked, Reception
from bot.core.request import Request
from bot.core.studio import Studio
from bot.core.turn import Origin, Person, Place, Turn
from bot.playground.discord.faults import Delayed, ServerError
from bot.playground.discord.records import Message
from bot.serving import sync
from bot.storage.asked import SqlAsked
from bot.storage.database import Database
from bot.storage.folder import DataFolder
from bot.supervise import StartFailed
from tests.connecting import PATIENCE
from tests.scenarios.processes.stands import INTERRUPTED, Gate, texts
from tests.whole import SOON, Whole, whole


@pytest.fixture
async def on(tmp_path: Path) -> AsyncIterator[Whole]:
    async with whole(tmp_path) as found:
        yield found


async def left_over(on: Whole, *, called: bool = False) -> Message:
    """A wish that an earlier process accepted; *called* means that it was calling the model for it."""
    channel = on.discord.channel("pictures")
    wish = await on.discord.person("Ada").say(channel, "a lighthouse")
    async with app.opened(on.settings, SOON) as house:
        place, person = Place(channel.id, channel.guild_id, 10_000_000), Person(wish.author_id, "Ada")
        origin = Origin(wish.id, on.discord.world.bot.id, message=wish.id)
        turn = Turn("left-over", place, person, Request("a lighthouse", "nano-banana-2.1"), origin, datetime.now(UTC))
        turns = house.studio.turns
        await turns.accept(turn)
        if called:
            await turns.save(turn.starting(None, datetime.now(UTC)), was=turn.state)
    return wish


async def cut_off(on: Whole) -> Message:
    """A wish whose pictures an earlier process was fetching when it was killed."""
    channel = on.discord.channel("pictures")
    wish = await on.discord.person("Ada").say(channel, "a lighthouse")
    database = Database(on.settings.database_url or DataFolder(on.settings.plantain_data).database_url)
    async with app.opened(on.settings, SOON):
        origin = Origin(wish.id, on.discord.world.bot.id, message=wish.id)
        await SqlAsked(database).add(Asked(channel.id, origin, datetime.now(UTC)))
    await database.close()
    return wish


async def test_stopped_it_says_goodbye_to_discord(on: Whole) -> None:
    """The end closes the gateway's session, so that Discord shows the bot as gone at once."""
    async with on.running():
        assert len(on.discord.gateway.sessions) == 1
    assert on.discord.gateway.sessions == {}


async def test_what_an_earlier_process_left_is_done(on: Whole) -> None:
    """An accepted turn is painted and posted after the start, as a reply to the wish."""
    wish = await left_over(on)
    async with on.running():
        post = await on.picture()
    assert (post.reply_to, len(on.gemini.calls)) == (wish.id, 1)


async def test_a_client_that_is_started_anew_takes_nothing_up_twice(on: Whole) -> None:
    """A turn that the first client of a process took up is running, not interrupted, when the second one logs in."""
    wish = await left_over(on)
    on.gemini.next("hang")
    on.discord.gateway.refuse_next()
    async with on.running():
        on.gemini.release()
        post = await on.picture()
    assert (post.reply_to, len(on.gemini.calls)) == (wish.id, 1)


async def test_a_post_that_failed_is_tried_again_without_paying_again(on: Whole) -> None:
    """A Discord that takes no posts for long is asked again by the sweep, with the picture that is stored."""
    await left_over(on)
    on.discord.faults.plan("POST", "/channels/*/messages", ServerError(503), times=20)
    async with on.running(replace(SOON, sweep=0.05, wait=_at_once)):
        await on.picture()
    assert len(on.gemini.calls) == 1


async def test_a_call_of_an_earlier_process_is_not_paid_again_while_discord_is_away(
    on: Whole, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Sweeping up before the first log-in finds the lost call and reports it, as taking up does."""
    wish = await left_over(on, called=True)
    swept, sweep, login = asyncio.Semaphore(0), Studio.sweep, Gate()

    async def counted(studio: Studio) -> int:
        left = await sweep(studio)
        swept.release()
        return left

    monkeypatch.setattr(Studio, "sweep", counted)
    on.discord.faults.plan("GET", "/users/@me", Delayed(login))
    stop = asyncio.Event()
    task = asyncio.create_task(app.run(on.settings, stop, replace(SOON, sweep=0.01)))
    async with asyncio.timeout(PATIENCE):
        await login.reached()
        for _ in range(3):
            await swept.acquire()
    login.set()
    told = await on.discord.world.until(lambda: next(iter(on.posts()), None), PATIENCE)
    stop.set()
    await task
    assert INTERRUPTED in texts(told)
    assert (told.reply_to, len(on.posts()), on.gemini.calls) == (wish.id, 1, ())


async def test_a_fault_in_the_sweep_is_logged_and_the_next_one_comes(
    on: Whole, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    """What nobody foresaw leaves its trace for the operator, and what is left over is still looked for."""
    swept, sweep, faults = asyncio.Event(), Studio.sweep, [ZeroDivisionError("unforeseen")]

    async def faulty(studio: Studio) -> int:
        if faults:
            raise faults.pop()
        swept.set()
        return await sweep(studio)

    monkeypatch.setattr(Studio, "sweep", faulty)
    async with on.running(replace(SOON, sweep=0.01)):
        await asyncio.wait_for(swept.wait(), PATIENCE)
    (told,) = [record for record in caplog.records if record.name == "bot.serving" and record.exc_info]
    assert told.getMessage() == "unfinished turns could not be looked for"


async def test_who_was_cut_off_is_told_as_soon_as_discord_takes_it(on: Whole) -> None:
    """Not only by the next start: a Discord that takes no posts for long is asked again, now and then."""
    wish = await cut_off(on)
    on.discord.faults.plan("POST", "/channels/*/messages", ServerError(503), times=20)
    async with on.running(replace(SOON, sweep=0.01, wait=_at_once)):
        told = await on.discord.world.until(lambda: next(iter(on.posts()), None), PATIENCE)
    assert (told.reply_to, texts(told)) == (wish.id, NotBegun().told)


async def test_a_fault_in_telling_who_was_cut_off_is_logged_and_it_is_tried_again(
    on: Whole, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    """What nobody foresaw leaves its trace for the operator, and an answer comes all the same."""
    excuse_left, faults = Reception.excuse_left, [ZeroDivisionError("unforeseen"), StorageFailed()]

    async def faulty(reception: Reception) -> int:
        if faults:
            raise faults.pop(0)
        return await excuse_left(reception)

    monkeypatch.setattr(Reception, "excuse_left", faulty)
    wish = await cut_off(on)
    async with on.running(replace(SOON, sweep=0.01)):
        told = await on.discord.world.until(lambda: next(iter(on.posts()), None), PATIENCE)
    assert told.reply_to == wish.id
    logged = [record for record in caplog.records if "who was cut off could not be looked for" in record.getMessage()]
    assert [bool(record.exc_info) for record in logged] == [True, False]


async def test_an_offer_that_nobody_started_is_swept_away(on: Whole, monkeypatch: pytest.MonkeyPatch) -> None:
    """A day later it is not known any more."""
    swept, sweep = asyncio.Event(), Batching.sweep

    async def noticed(batching: Batching) -> int:
        forgotten = await sweep(batching)
        if forgotten:
            swept.set()
        return forgotten

    monkeypatch.setattr(Batching, "sweep", noticed)
    now = datetime.now(UTC)
    async with app.opened(on.settings, replace(SOON, clock=lambda: now - OFFERED - timedelta(seconds=5))) as house:
        batching = house.bench.batching
        assert batching
        wishes = [Request("a fox", "nano-banana-2.1")]
        batch = await batching.offer(wishes, Place(1, 2, 10_000_000), Person(3, "Ada"), Origin(4, 5))
    async with on.running(replace(SOON, sweep=0.01)):
        await asyncio.wait_for(swept.wait(), PATIENCE)
    async with app.opened(on.settings, SOON) as house:
        assert house.bench.batching
        with pytest.raises(BatchUnknown):
            await house.bench.batching.start(batch.id, 3, 5, None)


async def test_commands_are_sent_when_they_changed_and_only_then(on: Whole) -> None:
    """`sync` tells Discord the commands once; the second time it has nothing to say."""
    async with app.opened(on.settings, SOON) as house:
        await sync(house)
        assert {"imagine", "edit"} <= {command.name for command in on.discord.world.commands.values()}
        await sync(house)
    assert len(on.discord.recorder.requests("PUT", "/commands")) == 1


async def test_a_failed_log_in_is_told(on: Whole) -> None:
    """`sync` does not wait for a Discord that is down: its operator stands by."""
    on.discord.faults.plan("GET", "/users/@me", ServerError(403))
    async with app.opened(on.settings, SOON) as house:
        with pytest.raises(StartFailed):
            await sync(house)


async def _at_once(_: float) -> None:
    await asyncio.sleep(0)
