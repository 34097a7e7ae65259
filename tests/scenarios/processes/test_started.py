"""Starts that can't work end with one sentence; those that only have to wait do wait."""

import pytest

from bot.playground.discord.faults import Dropped, RateLimited, ServerError
from tests.scenarios.processes.stands import Bot, Stands


def sentence(bot: Bot) -> str:
    """The only thing that a start wrote, which is one sentence of ours."""
    lines = bot.said.strip().splitlines()
    ours = [line for line in lines if line.startswith("plantain: ")]
    assert len(ours) == 1, bot.said
    assert "Traceback" not in bot.said
    return ours[0].removeprefix("plantain: ")


async def test_a_second_process_on_the_same_folder_is_refused(on: Stands) -> None:
    """Two bots on one data folder would post everything twice: the second says so, the first goes on."""
    first = await on.start()
    second = await on.launch()
    assert await second.ended() == 1
    assert sentence(second).startswith("Another Plantain is using the data folder")
    assert first.process.returncode is None


async def test_a_wrong_discord_token_is_said_without_showing_it(on: Stands) -> None:
    """The token is named by its setting, and its value is nowhere in what was written."""
    bot = await on.launch(DISCORD_TOKEN="not-the-token-of-this-bot")
    assert await bot.ended() == 1
    assert "DISCORD_TOKEN" in sentence(bot)
    assert "not-the-token" not in bot.said


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("GEMINI_API_KEY", ""),
        ("PLANTAIN_AT_ONCE", "many"),
        ("PLANTAIN_DATA", "/dev/null/data"),
        ("DATABASE_URL", "nothing"),
    ],
)
async def test_a_setting_that_can_not_work_is_said_in_a_sentence(on: Stands, name: str, value: str) -> None:
    """A missing or wrong setting ends the start with exit code 1 and one sentence, never a traceback."""
    bot = await on.launch(**{name: value})
    assert await bot.ended() == 1
    assert sentence(bot)


async def test_a_refused_first_connection_is_survived(on: Stands) -> None:
    """A gateway that is not there yet is tried again, and the bot then works."""
    on.discord.gateway.refuse_next()
    await on.start()
    await on.discord.person("Ada").slash(on.channel(), "imagine", {"prompt": "a lighthouse"})
    await on.until(lambda: on.picture("a lighthouse"))


async def test_a_discord_that_cannot_be_reached_is_waited_for(on: Stands) -> None:
    """What was left is taken up when Discord is there again, however often it was not."""
    on.gemini.next("hang")
    bot = await on.start()
    await on.discord.person("Ada").slash(on.channel(), "imagine", {"prompt": "a lighthouse"})
    await on.asked("a lighthouse")
    await bot.kill()
    on.gemini.release()
    on.discord.faults.plan("GET", "/users/@me", Dropped(), times=2)
    again = await on.start()
    await on.until(lambda: on.sentence("a lighthouse"))
    assert "Discord can't be reached" in again.said


async def test_commands_that_discord_does_not_take_now_hold_nobody_up(on: Stands) -> None:
    """Too many of them that day means hours, in which what was left is done, and people are heard."""
    on.gemini.next("hang")
    bot = await on.start()
    await on.discord.person("Ada").slash(on.channel(), "imagine", {"prompt": "a lighthouse"})
    await on.asked("a lighthouse")
    await bot.kill()
    on.gemini.release()
    (on.folder / "data" / "commands.json").unlink()
    on.discord.faults.plan("PUT", "/applications/*/commands", RateLimited(3600))
    again = await on.start()
    await on.until(lambda: on.sentence("a lighthouse"))
    await on.discord.person("Ada").slash(on.channel(), "imagine", {"prompt": "a windmill"})
    await on.until(lambda: on.picture("a windmill"))
    assert await again.stop() == 0
    assert "Traceback" not in again.said


async def test_commands_that_discord_refuses_are_one_line_and_sync_fails_by_them(on: Stands) -> None:
    """The bot goes online and says what to do, which says what is wrong."""
    on.discord.faults.plan("PUT", "/applications/*/commands", ServerError(400), times=2)
    bot = await on.start()
    await bot.until_said("run plantain sync")
    assert await bot.stop() == 0
    assert bot.said.count("did not take the slash commands") == 1
    sync = await on.launch("sync")
    assert await sync.ended() == 1
    assert sentence(sync).startswith("Discord did not take the slash commands: HTTP 400")
