"""Showing turns: the card that fits, or one sentence, whatever its pictures are."""

import asyncio
from collections.abc import Callable
from dataclasses import replace

import pytest

from bot.core.citations import Citations, Source
from bot.core.errors import PostFailed, PromptBlocked, ResultLost, ShuttingDown, Unexpected, WordsOnly
from bot.core.turn import Failure, Origin, State
from bot.playground.discord.faults import Delayed, Dropped, ServerError
from bot.playground.discord.records import Message
from cogs._delivery import AT_ONCE, DiscordDelivery
from tests.cogs.stage import Stage, has_button, played, texts

MIB = 2**20
EDIT, SEND, ANSWER = ("PATCH", "/channels/*/messages/*"), ("POST", "/channels/*/messages"), ("PATCH", "/webhooks/*")


async def shown(on: Stage, channel: str = "pictures") -> list[Message]:
    """The posts with pictures, when all is done."""
    await on.scheduler.idle()
    return [post for post in on.posts(channel) if post.attachments]


async def test_what_cannot_be_posted_stays_generated(on: Stage) -> None:
    """After the last attempt the turn is left as it is, so that the next start posts it without paying again."""
    on.discord.faults.plan(*ANSWER, Dropped(), times=4)
    asked = await on.ada.slash(on.channel, "imagine", {"prompt": "a tree"})
    await asked.acknowledged()
    await on.painting()
    await on.scheduler.idle()
    (turn,) = on.turns.rows.values()
    assert turn.state is State.GENERATED
    assert on.pauses == [1.0, 3.0, 9.0]
    await on.studio.advance(turn.id)
    assert len(await shown(on)) == 1
    assert len(on.model.calls) == 1


async def test_a_picture_over_the_limit_is_posted_as_the_best_that_fits(on: Stage) -> None:
    """The card says what was done, and Original explains what is kept."""
    on.model.bytes_more = 11 * MIB
    post = await on.imagine()
    assert [(a.content_type, a.size < 10 * MIB) for a in post.attachments] == [("image/jpeg", True)]
    assert "posted as JPEG (q98), the original is kept" in texts(post)[-1]
    original = await (await on.ada.press(post, "Original")).post()
    assert "The original has 11.0 MiB and Discord takes 10.0 MiB here" in texts(original)[0]


async def test_a_place_that_takes_less_than_it_said_gets_a_smaller_file(on: Stage) -> None:
    """A server that lost its boosts meanwhile gets what every place takes."""
    on.model.gate.clear()
    on.model.bytes_more = 9 * MIB
    asked = await on.ada.slash(on.channel, "imagine", {"prompt": "a tree"})
    await on.painting()
    guild = next(iter(on.discord.world.guilds.values()))
    on.discord.world.guilds[guild.id] = replace(guild, upload_limit=8 * MIB)
    on.model.gate.set()
    assert [a.content_type for a in (await asked.post()).attachments] == ["image/jpeg"]


async def test_a_picture_that_discord_takes_in_no_size_is_told_once(on: Stage) -> None:
    """A limit below all that is known ends in a sentence with *Original*, not in attempts for ever."""
    on.model.gate.clear()
    on.model.bytes_more = 3 * MIB
    asked = await on.ada.slash(on.channel, "imagine", {"prompt": "a tree"})
    await on.painting()
    guild = next(iter(on.discord.world.guilds.values()))
    on.discord.world.guilds[guild.id] = replace(guild, upload_limit=MIB)
    on.model.gate.set()
    told = await asked.post()
    assert texts(told)[0].startswith(PostFailed().told)
    assert has_button(told, "Original")
    assert (await on.turn_of(told)).state is State.DELIVERED
    assert await on.studio.sweep() == 0


async def test_a_dm_that_takes_less_than_the_channel_that_is_gone_gets_a_smaller_file(on: Stage) -> None:
    """What goes home is fitted to what is taken there."""
    on.model.bytes_more = 9 * MIB
    turn = replace(await on.turn_of(await on.imagine()), closed_at=None)
    on.turns.rows[turn.id] = turn
    home = on.discord.direct("Ada")
    on.discord.world.delete_channel(on.channel)
    on.clock.advance(15 * 60)
    on.discord.faults.plan("POST", f"/channels/{home.id}/messages", ServerError(413))
    await on.delivery.deliver(turn)
    (post,) = on.discord.world.posts(home)
    assert [a.content_type for a in post.attachments] == ["image/jpeg"]


async def test_a_turn_without_a_reply_is_not_posted(on: Stage) -> None:
    """What cannot be shown raises PostFailed, as the port promises."""
    turn = await on.turn_of(await on.imagine())
    with pytest.raises(PostFailed):
        await on.delivery.deliver(replace(turn, reply=None))


@pytest.mark.parametrize("change", [lambda _: None, lambda data: data[: len(data) // 2], lambda data: data[::-1]])
async def test_a_picture_that_is_lost_or_damaged_is_told(on: Stage, change: Callable[[bytes], bytes | None]) -> None:
    """A missing, cut or altered file ends in one sentence with *Again*, never in other bytes or endless attempts."""
    post = await on.imagine()
    turn = await on.turn_of(post)
    assert turn.reply is not None
    async with on.pictures.at_hand(turn.reply.addresses) as files:
        (file,) = files.values()
    changed = change(await asyncio.to_thread(file.read_bytes))
    if changed is None:
        file.unlink()
    else:
        await asyncio.to_thread(file.write_bytes, changed)
    assert await on.delivery.deliver(turn) == post.id
    (told,) = on.posts()
    assert ResultLost().sentence in texts(told)[0]
    assert told.attachments == ()


async def test_a_turn_that_outlasts_the_process_says_so(on: Stage) -> None:
    """One that waits is told from one that the model works on, and both can be cancelled."""
    on.model.gate.clear()
    await on.ada.slash(on.channel, "imagine", {"prompt": "a tree"})
    await on.painting()
    await on.ada.slash(on.channel, "imagine", {"prompt": "a lake"})
    await on.until(lambda: len(on.turns.rows) == 2)
    on.studio.pause()
    await on.studio.farewell()
    first, second = (texts(post)[0] for post in on.posts())
    assert first == "-# I'm being restarted while the model works on this: I say here what became of it …"
    assert second == "-# I'm being restarted and paint this right after that …"
    on.model.gate.set()


async def test_who_asks_while_the_bot_shuts_down_is_told_at_once(on: Stage) -> None:
    """Commands, buttons and mentions get the same sentence, and nothing is written down."""
    post = await on.imagine()
    on.studio.pause()
    asked = await on.ada.slash(on.channel, "imagine", {"prompt": "a tree"})
    pressed = await on.ada.press(post, "Again")
    mention = await on.ada.say(on.channel, "a lake", mention_bot=True)
    answers = [await asked.post(), await pressed.post(), await on.answer(mention)]
    assert [texts(answer)[0] for answer in answers] == [ShuttingDown().told] * 3
    assert len(on.turns.rows) == 1


async def test_delivery_waits_for_a_client(set_up: Stage) -> None:
    """Until a client is bound nothing is posted, and nothing fails; a family out of the catalog is shown too."""
    on = set_up
    async with played(on):
        turn = await on.turn_of(await on.imagine())
    on.delivery.unbind()
    on.clock.advance(15 * 60)
    assert isinstance(on.delivery, DiscordDelivery)
    assert turn.reply is not None
    maker = replace(turn.reply.maker, family="long-gone")
    gone = replace(turn, request=replace(turn.request, family="long-gone"), reply=replace(turn.reply, maker=maker))
    async with played(on):
        assert await on.delivery.deliver(gone) == turn.post
        assert "long-gone" in texts(on.posts()[0])[-1]


@pytest.mark.parametrize(
    "fault", [Dropped(committed=True), Dropped(), ServerError(503), ServerError(503, committed=True)]
)
@pytest.mark.parametrize("deed", [SEND, EDIT])
async def test_lost_answers_never_double_a_post(on: Stage, deed: tuple[str, str], fault: Dropped | ServerError) -> None:
    """A request that failed, or whose answer was lost, is repeated, and one post stands there."""
    on.discord.faults.plan(*deed, fault)
    said = await on.ada.say(on.channel, "a tree", mention_bot=True)
    post = await on.answer(said)
    await on.scheduler.idle()
    assert [p.id for p in on.posts()] == [post.id]
    assert on.pauses == [1.0]


async def test_a_dropped_connection_does_not_lose_an_answer(on: Stage) -> None:
    """discord.py does not repeat what a dropped connection swallowed; we do."""
    on.discord.faults.plan(*ANSWER, Dropped(committed=True))
    assert (await on.imagine()).attachments
    assert on.pauses == [1.0]


async def test_a_failure_takes_the_place_of_the_card_and_can_be_tried_again(on: Stage) -> None:
    """One sentence with what happened, what to do and what it cost; Again asks for the same once more."""
    on.model.answers.append(PromptBlocked())
    post = await on.imagine("a tree")
    assert texts(post)[0].startswith(PromptBlocked().sentence)
    assert texts(post)[0].endswith("-# a tree")
    again = await (await on.ada.press(post, "Again")).post()
    assert again.attachments


async def test_grounded_words_are_quoted_with_their_sources_and_searches(on: Stage) -> None:
    """In place of the card as well as behind Details, as Google asks for wherever such words are shown."""
    cited = Citations((Source("https://a.test/", "A"),), (), ("how tall",))
    on.model.answers.append(WordsOnly("It was tall [1].", cited))
    told = await on.imagine("a tree")
    shown = await (await on.ada.press(told, "Details")).post()
    assert texts(told)[1] == "-# 1. [A](https://a.test/)"
    assert "**Sources**\n-# 1. [A](https://a.test/)" in texts(shown)
    assert has_button(told, "🔎 how tall")
    assert has_button(shown, "🔎 how tall")
    assert shown.attachments == ()


async def test_a_failure_after_a_mention_takes_the_placeholders_place(on: Stage) -> None:
    """A failed turn leaves one post, the sentence, where the placeholder was."""
    on.model.answers.append(PromptBlocked())
    post = await on.answer(await on.ada.say(on.channel, "a tree", mention_bot=True))
    assert [p.id for p in on.posts()] == [post.id]


async def test_a_picture_that_is_kept_can_be_had_where_something_unforeseen_is_told(on: Stage) -> None:
    """What was paid for is one press away."""
    turn = await on.turn_of(await on.imagine())
    await on.delivery.tell(replace(turn, failure=Failure.of(Unexpected("e1"))))
    (told,) = on.posts()
    assert has_button(told, "Original")


async def test_not_all_cards_are_posted_at_once(on: Stage) -> None:
    """However many are ready, so many at a time, and the next when one is through."""
    turn = replace(await on.turn_of(await on.imagine()), closed_at=None)
    world = on.discord.world
    guild = world.guilds[on.channel.guild_id or 0]
    channels = [world.add_channel(guild, f"channel-{number}") for number in range(AT_ONCE + 1)]
    held = [asyncio.Event() for _ in range(AT_ONCE)]
    for event in held:
        on.discord.faults.plan("POST", "/channels/*/messages", Delayed(event, committed=True))
    batched = [
        replace(turn, id=f"turn00000b{n:03d}", origin=Origin(-1 - n, 5), post=None, place=replace(turn.place, id=to.id))
        for n, to in enumerate(channels)
    ]
    on.turns.rows |= {each.id: each for each in batched}
    posting = [asyncio.create_task(on.delivery.deliver(each)) for each in batched]

    def posted() -> int:
        return sum(len(world.posts(channel)) for channel in channels)

    await on.until(lambda: posted() == AT_ONCE)
    assert not any(one.done() for one in posting)
    held[0].set()
    await on.until(lambda: posted() == AT_ONCE + 1)
    for event in held:
        event.set()
    await asyncio.gather(*posting)
