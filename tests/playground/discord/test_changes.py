import asyncio

import pytest

from bot.playground.discord.changes import Change, Feed


async def test_a_reader_sees_every_change_in_order() -> None:
    """From the `with` on a reader gets all changes, numbered."""
    feed = Feed()
    feed.announce("typing")
    with feed.subscribe() as changes:
        feed.announce("typing", channel_id=1)
        feed.announce("commands_changed")
        assert [(await anext(changes)).kind, (await anext(changes)).number] == ["typing", 3]


async def test_a_listener_that_stopped_hears_nothing() -> None:
    """What `listen` gives back ends the calls."""
    feed, heard = Feed(), list[Change]()
    stop = feed.listen(heard.append)
    feed.announce("typing")
    stop()
    feed.announce("typing")
    assert [change.number for change in heard] == [1]


async def test_until_waits_for_what_is_looked_for() -> None:
    """`until` gives back what the look finds, now or after a later change."""
    feed, found = Feed(), list[int]()
    assert await feed.until(lambda: 7) == 7
    waiting = asyncio.create_task(feed.until(lambda: found))
    await asyncio.sleep(0)
    found.append(1)
    feed.announce("typing")
    assert await waiting == [1]


async def test_until_gives_up() -> None:
    """After its timeout `until` raises."""
    with pytest.raises(TimeoutError):
        await Feed().until(lambda: None, timeout=0.01)
