"""`kill -9` at any instant: every accepted turn ends in exactly one post or one honest sentence, and is paid once."""

import asyncio
from dataclasses import replace

import pytest

from bot.playground.gemini import Wire
from tests.connecting import PATIENCE
from tests.scenarios.processes.conftest import ShiftedClock
from tests.scenarios.processes.stands import INTERRUPTED, Stands, texts
from tests.torture.books import Books

ANSWER = "/webhooks/*/messages/@original"
MAY_HAVE_COST = "The provider may have charged for it."
QUARTER = 16 * 60
"""Seconds after which an interaction's token is over."""
HOUR = 3600
CHAT = 120


async def imagine(on: Stands, words: str, channel: str = "pictures") -> None:
    await on.discord.person("Ada").slash(on.channel(channel), "imagine", {"prompt": words})


async def test_killed_during_the_models_call_it_says_so_and_does_not_pay_again(on: Stands) -> None:
    """A call that may have been billed is never sent again: a sentence stands there instead, which offers *Again*."""
    on.gemini.next("hang")
    bot = await on.start()
    await imagine(on, "a lighthouse")
    await on.asked("a lighthouse")
    await bot.kill()
    on.gemini.release()

    await on.start()
    told = await on.until(lambda: on.sentence("a lighthouse"))
    assert MAY_HAVE_COST in texts(told)
    assert (len(on.posts()), on.asked_for("a lighthouse")) == (1, 1)
    await on.discord.person("Ada").press(told, "Again")
    await on.until(lambda: on.picture("a lighthouse"))
    assert on.asked_for("a lighthouse") == 2


async def test_killed_before_the_card_got_through_it_posts_the_stored_picture(on: Stands) -> None:
    """What was stored is posted after the next start without a call."""
    posting = on.hold("PATCH", ANSWER)
    bot = await on.start()
    await imagine(on, "a lighthouse")
    await posting.reached()
    await bot.kill()
    assert all(post.thinking for post in on.posts())

    await on.start()
    card = await on.until(lambda: on.picture("a lighthouse"))
    assert (on.posts(), on.asked_for("a lighthouse")) == ([card], 1)


async def test_killed_while_discord_holds_the_bar_it_has_stored_the_paid_picture(on: Stands) -> None:
    """However slow the bar's edit is, the picture is on disk as soon as it came, and is posted by the next start."""
    until = asyncio.Event()
    on.gemini.next(Wire("hang", until=until))
    bar = on.hold("PATCH", ANSWER)
    bot = await on.start()
    await imagine(on, "a lighthouse")
    await on.asked("a lighthouse")
    await bar.reached()
    until.set()
    books = Books(on.folder / "data" / "plantain.db")
    async with asyncio.timeout(PATIENCE):
        while [turn.state for turn in books.turns()] != ["generated"]:  # noqa: ASYNC110 - a row tells nobody
            await asyncio.sleep(0.02)
    await bot.kill()

    await on.start()
    card = await on.until(lambda: on.picture("a lighthouse"))
    assert (on.posts(), on.asked_for("a lighthouse"), on.gemini.billed) == ([card], 1, 1)


async def test_killed_after_the_card_got_through_it_posts_no_second_one(on: Stands) -> None:
    """Killed before Discord's receipt came, the next start shows the same post once more in the same place."""
    receipt, again = (on.hold("PATCH", ANSWER, committed=True) for _ in range(2))
    bot = await on.start()
    await imagine(on, "a lighthouse")
    await receipt.reached()
    await bot.kill()
    shown = on.picture("a lighthouse")
    assert shown is not None

    await on.start()
    await again.reached()
    (card,) = on.posts()
    assert (card.id, on.asked_for("a lighthouse")) == (shown.id, 1)


async def test_started_again_after_the_token_is_over_it_finds_its_own_post(on: Stands, clock: ShiftedClock) -> None:
    """A card that got through is recognised by its buttons when the interaction can't be edited any more."""
    receipt = on.hold("PATCH", ANSWER, committed=True)
    again = on.hold("PATCH", "/channels/*/messages/*", committed=True)
    bot = await on.start()
    await imagine(on, "a lighthouse")
    await receipt.reached()
    await bot.kill()
    clock.ahead = QUARTER

    await on.start()
    await again.reached()
    assert on.picture("a lighthouse") is not None
    assert (len(on.posts()), on.asked_for("a lighthouse")) == (1, 1)


@pytest.mark.parametrize("committed", [False, True], ids=["before it got through", "after it got through"])
async def test_killed_while_posting_anew_it_posts_once(on: Stands, clock: ShiftedClock, *, committed: bool) -> None:
    """A new post in the place of an answer whose token is over is made once, whether or not it had got through."""
    unanswered = on.hold("PATCH", ANSWER)
    posting = on.hold("POST", "/channels/*/messages", committed=committed)
    first = await on.start()
    await imagine(on, "a lighthouse")
    await unanswered.reached()
    await first.kill()
    clock.ahead = QUARTER
    second = await on.start()
    await posting.reached()
    await second.kill()
    assert (on.picture("a lighthouse") is not None) is committed

    again = on.hold("PATCH", "/channels/*/messages/*", committed=True)
    await on.start()
    await (again.reached() if committed else on.until(lambda: on.picture("a lighthouse")))
    shown = [post for post in on.posts() if not post.thinking]
    assert (shown, on.asked_for("a lighthouse")) == ([on.picture("a lighthouse")], 1)


async def test_killed_while_posting_anew_it_finds_that_behind_much_chat_hours_later(
    on: Stands, clock: ShiftedClock
) -> None:
    """Discord has forgotten the nonce and a busy channel has moved on: the card that got through is found again."""
    unanswered = on.hold("PATCH", ANSWER)
    posting = on.hold("POST", "/channels/*/messages", committed=True)
    first = await on.start()
    await imagine(on, "a lighthouse")
    await unanswered.reached()
    await first.kill()
    for number in range(CHAT):
        await on.discord.person("Grace").say(on.channel(), f"line {number}")
    clock.ahead = QUARTER
    second = await on.start()
    await posting.reached()
    await second.kill()
    shown = on.picture("a lighthouse")
    assert shown is not None
    clock.ahead = 3 * HOUR

    again = on.hold("PATCH", "/channels/*/messages/*", committed=True)
    await on.start()
    await again.reached()
    assert [post.id for post in on.posts() if not post.thinking] == [shown.id]
    assert on.asked_for("a lighthouse") == 1


async def test_killed_while_posting_to_the_dm_it_finds_that_again(on: Stands, clock: ShiftedClock) -> None:
    """A picture that went to somebody alone, because its channel was closed meanwhile, is not sent a second time."""
    home = on.discord.direct("Ada")
    posting = on.hold("PATCH", ANSWER)
    sending = on.hold("POST", f"/channels/{home.id}/messages", committed=True)
    first = await on.start()
    await imagine(on, "a lighthouse")
    await posting.reached()
    await first.kill()
    on.discord.world.change_channel(replace(on.channel(), denied=frozenset({"view_channel", "send_messages"})))
    clock.ahead = QUARTER
    second = await on.start()
    await sending.reached()
    await second.kill()
    clock.ahead = 3 * HOUR

    again = on.hold("PATCH", f"/channels/{home.id}/messages/*", committed=True)
    await on.start()
    await again.reached()
    assert len([post for post in on.discord.world.posts(home) if post.attachments]) == 1
    assert on.asked_for("a lighthouse") == 1


async def test_killed_while_turns_wait_they_are_painted_after_the_start(on: Stands) -> None:
    """A turn that waited behind another was not paid yet: it is painted once, after the one before it had its end."""
    on.gemini.next("hang")
    bot = await on.start()
    await imagine(on, "a lighthouse")
    await on.asked("a lighthouse")
    await imagine(on, "a windmill")
    await on.until(lambda: next((post for post in on.posts() if "Waiting: 1 picture" in texts(post)), None))
    await bot.kill()

    await on.start()
    await on.until(lambda: on.picture("a windmill"))
    assert on.sentence("a lighthouse") is not None
    assert len(on.posts()) == 2
    assert [on.asked_for(words) for words in ("a lighthouse", "a windmill")] == [1, 1]


async def test_killed_while_taking_turns_up_again_the_next_start_goes_on(on: Stands) -> None:
    """A start that is killed while it works off what the last one left loses nothing and doubles nothing."""
    on.gemini.next("hang", times=2)
    bot = await on.start()
    for words, channel in (("a lighthouse", "pictures"), ("a windmill", "lounge"), ("a harbour", "pictures")):
        await imagine(on, words, channel)
    for words in ("a lighthouse", "a windmill"):
        await on.asked(words)
    await on.until(lambda: next((post for post in on.posts() if "Waiting: 1 picture" in texts(post)), None))
    await bot.kill()
    telling = [on.hold("PATCH", ANSWER) for _ in range(2)]
    second = await on.start()
    for gate in telling:
        await gate.reached()
    await second.kill()

    await on.start()
    await on.until(lambda: on.picture("a harbour"))
    await on.until(lambda: next((post for post in on.posts("lounge") if INTERRUPTED in texts(post)), None))
    assert on.sentence("a lighthouse") is not None
    assert (len(on.posts()), len(on.posts("lounge"))) == (2, 1)
    assert [on.asked_for(words) for words in ("a lighthouse", "a windmill", "a harbour")] == [1, 1, 1]
