"""The process ends between the acknowledgement and the acceptance: whoever was shown that an answer comes gets one."""

import pytest

from bot.core.errors import ShuttingDown
from bot.core.errors.door import NotBegun
from bot.playground.discord.blobs import Upload
from bot.playground.discord.records import Message
from tests.scenarios.processes.stands import Bot, Gate, Stands, texts
from tests.torture.books import Books

CALLBACK = "/interactions/*/callback"
BROKEN = b"\x89PNG\r\n\x1a\nbroken"


async def behind_another(on: Stands, **environment: str) -> tuple[Bot, Gate]:
    """A bot that has acknowledged Grace's wish, and accepts it no sooner than Ada's, whose acknowledgement is held."""
    bot = await on.start(**environment)
    held = on.hold("POST", CALLBACK)
    await on.discord.person("Ada").slash(on.channel(), "imagine", {"prompt": "a fox"})
    await held.reached()
    asked = await on.discord.person("Grace").slash(on.channel(), "imagine", {"prompt": "a bear"})
    await asked.acknowledged()
    return bot, held


def said(on: Stands, words: str) -> Message | None:
    return next((post for post in on.posts() if words in texts(post)), None)


async def test_killed_between_the_acknowledgement_and_the_acceptance_the_next_start_says_so(on: Stands) -> None:
    """In the place of "thinking …": ask once more; nothing was drawn, and the answer that Discord never got is none."""
    bot, held = await behind_another(on)
    assert Books(on.folder / "data" / "plantain.db").turns() == []
    await bot.kill()
    held.set()
    await on.start()
    await on.until(lambda: said(on, NotBegun().sentence))
    assert [post.thinking for post in on.posts()] == [False]
    assert (on.asked_for("a fox"), on.asked_for("a bear")) == (0, 0)


async def test_stopped_between_the_acknowledgement_and_the_acceptance_it_says_so_itself(on: Stands) -> None:
    """Where the grace time is over before its turn came; the next start has nothing to add."""
    bot, held = await behind_another(on, PLANTAIN_GRACE="0")
    assert await bot.stop() == 0
    held.set()
    assert "Traceback" not in bot.said
    assert said(on, ShuttingDown().sentence)
    assert not any(post.thinking for post in on.posts())


@pytest.mark.parametrize("door", ["/imagine", "a mention"])
async def test_a_client_that_dies_while_a_file_is_fetched_leaves_the_answer_to_the_next(on: Stands, door: str) -> None:
    """A frame that nobody can read ends the client; what is wrong with the file is told by the one after it."""
    held = on.hold("GET", "/*attachments/*")
    bot = await on.start()
    ada = on.discord.person("Ada")
    if door == "/imagine":
        await ada.slash(on.channel(), "imagine", {"prompt": "winter", "image": Upload("a.png", BROKEN)})
    else:
        await ada.say(on.channel(), "winter", files=[("a.png", BROKEN)], mention_bot=True)
    await held.reached()
    on.discord.gateway.inject_text("{")
    await bot.until_said("the connection to Discord broke")
    held.set()
    await on.until(lambda: said(on, "That picture is damaged"))
    assert [post for post in on.posts() if post.thinking] == []
