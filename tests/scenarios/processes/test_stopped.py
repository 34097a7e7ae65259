"""SIGTERM and Ctrl-C end the process in good order."""

import signal
import sqlite3
from contextlib import closing

import pytest

from tests.connecting import PATIENCE
from tests.scenarios.processes.stands import Stands, texts


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGINT])
async def test_an_idle_bot_ends_without_a_word(on: Stands, number: signal.Signals) -> None:
    """Nothing runs, so the process ends at once, says goodbye to Discord, and reports no error."""
    bot = await on.start()
    assert await bot.stop(number) == 0
    assert on.discord.gateway.sessions == {}
    assert not any(word in bot.said for word in ("Traceback", "WARNING", "ERROR", "Warning"))


async def test_what_runs_is_finished_and_what_waits_is_left_to_the_next_start(on: Stands) -> None:
    """On SIGTERM the picture that is being painted is still posted, and the turn behind it survives the restart."""
    on.gemini.next("hang")
    ada, channel = on.discord.person("Ada"), on.channel()
    bot = await on.start()
    await ada.slash(channel, "imagine", {"prompt": "a lighthouse"})
    await on.asked("a lighthouse")
    await ada.slash(channel, "imagine", {"prompt": "a windmill"})
    await on.until(lambda: next((post for post in on.posts() if "Waiting: 1 picture" in texts(post)), None))
    bot.process.send_signal(signal.SIGTERM)
    on.gemini.release()
    assert await bot.ended() == 0
    assert "Traceback" not in bot.said
    assert on.asked_for("a windmill") == 0

    await on.start()
    await on.until(lambda: next((post for post in on.posts() if post.attachments and "windmill" in texts(post)), None))
    assert sorted(len(post.attachments) for post in on.posts()) == [1, 1]
    assert [on.asked_for(words) for words in ("a lighthouse", "a windmill")] == [1, 1]


async def test_a_start_that_waits_for_discord_can_be_stopped(on: Stands) -> None:
    """Discord that does not answer the log-in holds nobody up who wants to stop the bot."""
    login = on.hold("GET", "/users/@me")
    bot = await on.launch()
    await login.reached()
    assert await bot.stop() == 0
    assert "Traceback" not in bot.said


async def test_a_locked_database_holds_the_end_up_for_a_bounded_time(on: Stands) -> None:
    """Another program that keeps the database locked is not waited for: the process ends, and says why that was."""
    bot = await on.start(PLANTAIN_GRACE="0.2")
    with closing(sqlite3.connect(on.folder / "data" / "plantain.db", isolation_level=None)) as other:
        other.execute("BEGIN IMMEDIATE")
        wish = await on.discord.person("Ada").slash(on.channel(), "imagine", {"prompt": "a lighthouse"})
        await wish.acknowledged(PATIENCE)
        assert await bot.stop() in (0, 1)
    assert "Traceback" not in bot.said
    assert "the next start goes on from there" in bot.said
    await on.start()
