"""SIGTERM while people wait: what is done goes up, what is not says so, and nobody is left without an answer."""

import signal

import pytest

from bot.playground.discord.blobs import Upload
from bot.playground.discord.invocations import Invocation
from tests.scenarios.processes.stands import INTERRUPTED, Bot, Stands, texts
from tests.worlds import png

ANSWER, PHOTO = "/webhooks/*/messages/@original", "/ephemeral-attachments/*"
RESTARTING = "I am being restarted: please ask again in a minute. It cost nothing."
UNDER_WAY = "I'm being restarted while the model works on this"
PARKED = "I'm being restarted and paint this right after that"
FAULTS = ("Traceback", "ResourceWarning", "never retrieved", "never awaited", "Unclosed", "ERROR")


async def imagine(on: Stands, words: str, **more: Upload) -> Invocation:
    return await on.discord.person("Ada").slash(on.channel(), "imagine", {"prompt": words, **more})


async def told(bot: Bot, number: signal.Signals = signal.SIGTERM) -> None:
    """Ask the process to stop, and wait until it knows."""
    bot.process.send_signal(number)
    await bot.until_said("ending in good order")


async def ended_well(bot: Bot) -> None:
    """In development mode Python says whatever was left open."""
    assert await bot.ended() == 0
    assert [fault for fault in FAULTS if fault in bot.said] == [], bot.said


def post_that_says(on: Stands, words: str) -> str | None:
    return next((texts(post) for post in on.posts() if words in texts(post)), None)


async def test_who_asks_while_the_bot_stops_gets_one_sentence(on: Stands) -> None:
    """Discord still brings wishes: each is answered at once, to its person alone, and none is written down."""
    on.gemini.next("hang")
    bot = await on.start(PYTHONDEVMODE="1")
    await imagine(on, "a lighthouse")
    await on.asked("a lighthouse")
    await told(bot)
    late = await imagine(on, "a windmill")
    answer = await late.post()
    assert (texts(answer), answer.ephemeral) == (RESTARTING, True)
    on.gemini.release()
    await ended_well(bot)
    assert on.picture("a lighthouse") is not None
    assert on.asked_for("a windmill") == 0


async def test_what_takes_longer_than_the_grace_time_says_so_and_what_became_of_it_later(on: Stands) -> None:
    """Neither the one that is painted nor the one that waits stays silent; the next start reports and paints."""
    on.gemini.next("hang")
    bot = await on.start(PYTHONDEVMODE="1", PLANTAIN_GRACE="0.5")
    await imagine(on, "a lighthouse")
    await on.asked("a lighthouse")
    await imagine(on, "a windmill")
    await on.until(lambda: next((post for post in on.posts() if "Waiting: 1 picture" in texts(post)), None))
    await told(bot)
    await ended_well(bot)
    on.gemini.release()
    assert post_that_says(on, UNDER_WAY)
    assert post_that_says(on, PARKED)

    await on.start()
    await on.until(lambda: on.picture("a windmill"))
    assert on.sentence("a lighthouse") is not None
    assert INTERRUPTED in texts(on.posts()[0])
    assert (len(on.posts()), on.asked_for("a lighthouse"), on.asked_for("a windmill")) == (2, 1, 1)


async def test_what_is_painted_already_goes_up_before_the_end(on: Stands) -> None:
    """A picture that Discord is slow to take is waited for, and the next start has nothing to do."""
    slow = on.hold("PATCH", ANSWER)
    bot = await on.start(PYTHONDEVMODE="1")
    await imagine(on, "a lighthouse")
    await slow.reached()
    await told(bot)
    slow.set()
    await ended_well(bot)
    assert on.picture("a lighthouse") is not None


async def test_a_wish_whose_photo_is_on_its_way_is_not_lost(on: Stands) -> None:
    """Asked before the end, it is still written down, and painted after the next start."""
    photo = on.hold("GET", PHOTO)
    bot = await on.start(PYTHONDEVMODE="1")
    await imagine(on, "make it winter", image=Upload("photo.png", png(64, 64)))
    await photo.reached()
    await told(bot)
    photo.set()
    await ended_well(bot)
    assert (post_that_says(on, PARKED) is not None, on.asked_for("make it winter")) == (True, 0)

    await on.start()
    await on.until(lambda: on.picture("make it winter"))
    assert (len(on.posts()), on.asked_for("make it winter")) == (1, 1)


async def test_a_photo_that_outlasts_the_grace_time_is_told(on: Stands) -> None:
    """Nobody waits for an answer that no process will give."""
    photo = on.hold("GET", PHOTO)
    bot = await on.start(PYTHONDEVMODE="1", PLANTAIN_GRACE="0.5")
    asked = await imagine(on, "make it winter", image=Upload("photo.png", png(64, 64)))
    await photo.reached()
    await told(bot)
    answer = await asked.followup()
    await ended_well(bot)
    assert (texts(answer), answer.ephemeral) == (RESTARTING, True)
    assert on.posts() == [answer]


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGINT])
async def test_a_second_signal_ends_at_once(on: Stands, number: signal.Signals) -> None:
    """Who is in a hurry loses nothing: the turn is as after `kill -9`."""
    on.gemini.next("hang")
    bot = await on.start()
    await imagine(on, "a lighthouse")
    await on.asked("a lighthouse")
    await told(bot, number)
    assert await bot.stop(number) == 128 + number
    assert "Traceback" not in bot.said
    on.gemini.release()

    await on.start()
    await on.until(lambda: on.sentence("a lighthouse"))
    assert (len(on.posts()), on.asked_for("a lighthouse")) == (1, 1)
