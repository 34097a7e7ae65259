"""`kill -9` while a person's photos are fetched: nothing is accepted, nothing is paid, and still there is an answer."""

import pytest

from bot.playground.discord.blobs import Upload
from bot.playground.discord.records import Message
from tests.scenarios.processes.stands import Stands, texts
from tests.worlds import png

LOST = "I was restarted while I fetched your pictures"


@pytest.mark.parametrize("door", ["a command", "a mention"])
async def test_killed_while_photos_are_fetched_the_next_start_says_so(on: Stands, door: str) -> None:
    """In the place of "thinking …", or in reply to the mention: ask once more; and once, however often it starts."""
    fetching = on.hold("GET", "/*attachments/*")
    bot = await on.start()
    ada = on.discord.person("Ada")
    if door == "a command":
        photo = Upload("a.png", png(64, 64))
        await ada.slash(on.channel(), "imagine", {"prompt": "this in winter", "image": photo})
    else:
        await ada.say(on.channel(), "this in winter", files=[("a.png", png(64, 64))], mention_bot=True)
    await fetching.reached()
    await bot.kill()
    fetching.set()

    second = await on.start()
    await on.until(lambda: next(iter(lost(on)), None))
    await second.kill()
    await on.start()
    await ada.slash(on.channel(), "imagine", {"prompt": "a lighthouse"})
    await on.until(lambda: on.picture("a lighthouse"))
    assert len(lost(on)) == 1
    assert on.asked_for("this in winter") == 0
    assert not on.discord.world.unanswered()


def lost(on: Stands) -> list[Message]:
    return [post for post in on.posts() if LOST in texts(post) and not post.thinking]
