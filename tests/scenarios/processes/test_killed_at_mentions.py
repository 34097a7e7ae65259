"""`kill -9` while a mention is answered: there is no token, only posts, and still there is exactly one in the end."""

from bot.playground.discord.records import Message
from tests.scenarios.processes.stands import INTERRUPTED, Stands, texts

POSTING, POST = "/channels/*/messages", "/channels/*/messages/*"


async def mention(on: Stands, words: str) -> Message:
    return await on.discord.person("Ada").say(on.channel(), words, mention_bot=True)


def replies(on: Stands, wish: Message) -> list[Message]:
    return [post for post in on.posts() if post.reply_to == wish.id]


async def test_killed_during_the_models_call_the_placeholder_becomes_the_sentence(on: Stands) -> None:
    """The reply that said that it paints says what happened instead, and nothing is paid again."""
    on.gemini.next("hang")
    bot = await on.start()
    wish = await mention(on, "a lighthouse")
    placeholder = await on.until(lambda: next(iter(replies(on, wish)), None))
    await on.asked("a lighthouse")
    await bot.kill()
    on.gemini.release()

    await on.start()
    told = await on.until(lambda: on.sentence("a lighthouse"))
    assert (on.posts(), told.id) == ([told], placeholder.id)
    assert on.asked_for("a lighthouse") == 1


async def test_killed_before_the_receipt_of_its_placeholder_it_finds_that_again(on: Stands) -> None:
    """A placeholder that got through without the bot's knowledge is found by what it replies to."""
    on.gemini.next("hang")
    receipt = on.hold("POST", POSTING, committed=True)
    bot = await on.start()
    wish = await mention(on, "a lighthouse")
    await receipt.reached()
    await on.asked("a lighthouse")
    await bot.kill()
    (placeholder,) = replies(on, wish)
    assert INTERRUPTED not in texts(placeholder)

    await on.start()
    told = await on.until(lambda: on.sentence("a lighthouse"))
    assert (on.posts(), told.id) == ([told], placeholder.id)


async def test_killed_before_its_card_got_through_the_placeholder_becomes_the_card(on: Stands) -> None:
    """The stored picture takes the place of the placeholder after the next start, without a call."""
    posting = on.hold("PATCH", POST)
    bot = await on.start()
    wish = await mention(on, "a lighthouse")
    await posting.reached()
    await bot.kill()
    (placeholder,) = replies(on, wish)

    await on.start()
    card = await on.until(lambda: on.picture("a lighthouse"))
    assert (on.posts(), card.id) == ([card], placeholder.id)
    assert on.asked_for("a lighthouse") == 1


async def test_killed_after_its_card_got_through_it_posts_no_second_one(on: Stands) -> None:
    """Killed before Discord's receipt came, the next start shows the same post once more in the same place."""
    receipt, again = (on.hold("PATCH", POST, committed=True) for _ in range(2))
    bot = await on.start()
    await mention(on, "a lighthouse")
    await receipt.reached()
    await bot.kill()
    shown = on.picture("a lighthouse")
    assert shown is not None

    await on.start()
    await again.reached()
    assert [post.id for post in on.posts()] == [shown.id]
    assert on.asked_for("a lighthouse") == 1


async def test_killed_with_a_placeholder_on_its_way_there_is_one_post_in_the_end(on: Stands) -> None:
    """A placeholder that never got through is not missed: the picture is posted as a reply of its own."""
    never = on.hold("POST", POSTING)
    bot = await on.start()
    wish = await mention(on, "a lighthouse")
    await never.reached()
    await on.gemini.until(lambda record: record.kind == "answer" and record.path.endswith(":generateContent"))
    await bot.kill()

    await on.start()
    shown = await on.until(lambda: on.picture("a lighthouse") or on.sentence("a lighthouse"))
    assert (on.posts(), shown.reply_to) == ([shown], wish.id)
    assert on.asked_for("a lighthouse") == 1
