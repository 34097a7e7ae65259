"""The process ends while a person's files are fetched: nothing is accepted or paid, and still there is an answer."""

import sqlite3
from contextlib import closing

import pytest

from bot.core.errors import ShuttingDown
from bot.playground.discord.blobs import Upload
from bot.playground.discord.records import Message
from tests.scenarios.processes.conftest import ShiftedClock
from tests.scenarios.processes.stands import Bot, Stands, texts
from tests.worlds import png

DOORS = ["/imagine", "a mention", "/batch"]
HALF_AN_HOUR = 1800
LOST = "I was interrupted before I began what you asked for"


@pytest.mark.parametrize("door", DOORS)
async def test_killed_while_files_are_fetched_the_next_start_says_so(on: Stands, door: str) -> None:
    """In the place of "thinking …", or in reply to the mention: ask once more; and once, however often it starts."""
    ada = on.discord.person("Ada")
    bot = await fetching(on, door)
    await bot.kill()

    second = await on.start()
    await on.until(lambda: next(iter(lost(on)), None))
    await second.kill()
    await on.start()
    await ada.slash(on.channel(), "imagine", {"prompt": "a lighthouse"})
    await on.until(lambda: on.picture("a lighthouse"))
    assert len(lost(on)) == 1
    assert on.asked_for("this in winter") == 0
    assert not on.discord.world.unanswered()


@pytest.mark.parametrize("door", DOORS)
async def test_stopped_while_files_are_fetched_it_says_so_itself(on: Stands, door: str) -> None:
    """Where the fetch outlasts the grace time, before the process ends; the next start has nothing to add."""
    bot = await fetching(on, door, PLANTAIN_GRACE="0")
    assert await bot.stop() == 0
    assert "Traceback" not in bot.said
    told = [post for post in on.posts() if ShuttingDown().sentence in texts(post) and not post.thinking]
    assert len(told) == 1
    assert not on.discord.world.unanswered()

    await on.start()
    await on.discord.person("Ada").slash(on.channel(), "imagine", {"prompt": "a lighthouse"})
    await on.until(lambda: on.picture("a lighthouse"))
    assert (lost(on), on.asked_for("this in winter")) == ([], 0)


async def test_killed_while_saying_so_it_is_said_once(on: Stands, clock: ShiftedClock) -> None:
    """The sentence got through and nobody noted that: the next start finds it, long after Discord forgot its nonce."""
    first = await fetching(on, "a mention")
    await first.kill()
    saying = on.hold("POST", "/channels/*/messages", committed=True)
    second = await on.start()
    await saying.reached()
    await second.kill()
    saying.set()
    clock.ahead = HALF_AN_HOUR

    third = await on.start()
    await on.discord.person("Ada").slash(on.channel(), "imagine", {"prompt": "a lighthouse"})
    await on.until(lambda: on.picture("a lighthouse"))
    await third.stop()
    with closing(sqlite3.connect(on.folder / "data" / "plantain.db")) as books:
        assert books.execute("SELECT count(*) FROM asked").fetchone() == (0,)
    assert len(lost(on)) == 1


async def fetching(on: Stands, door: str, **environment: str) -> Bot:
    """A bot that is fetching what Ada has sent; the file is held for good."""
    held = on.hold("GET", "/*attachments/*")
    bot = await on.start(**environment)
    ada, photo = on.discord.person("Ada"), png(64, 64)
    if door == "/imagine":
        await ada.slash(on.channel(), "imagine", {"prompt": "this in winter", "image": Upload("a.png", photo)})
    elif door == "/batch":
        await ada.slash(on.channel(), "batch", {"file": Upload("list.txt", b"this in winter")})
    else:
        await ada.say(on.channel(), "this in winter", files=[("a.png", photo)], mention_bot=True)
    await held.reached()
    return bot


def lost(on: Stands) -> list[Message]:
    return [post for post in on.posts() if LOST in texts(post) and not post.thinking]
