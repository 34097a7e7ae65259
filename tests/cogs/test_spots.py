"""Where turns are shown: exactly one post for each, whatever Discord, the clock or a restart does."""

from dataclasses import replace
from datetime import UTC, datetime

import pytest

from bot.core.errors import PostFailed, StorageFailed, Unreachable
from bot.core.reception import Asked
from bot.core.turn import Origin, State
from bot.playground.discord.faults import Dropped, Fault, ServerError
from bot.playground.discord.posting import NONCE_SECONDS
from bot.playground.discord.records import Message
from cogs._shown import post_address
from tests.cogs.stage import Stage, has_button, played, texts

MIB = 2**20
EDIT, SEND, ANSWER = ("PATCH", "/channels/*/messages/*"), ("POST", "/channels/*/messages"), ("PATCH", "/webhooks/*")


async def shown(on: Stage, channel: str = "pictures") -> list[Message]:
    """The posts with pictures, when all is done."""
    await on.scheduler.idle()
    return [post for post in on.posts(channel) if post.attachments]


async def late(on: Stage, **options: bool) -> None:
    """A command whose picture is finished after its token's 15 minutes."""
    on.model.gate.clear()
    asked = await on.ada.slash(on.channel, "imagine", {"prompt": "a tree", **options})
    await asked.acknowledged()
    await on.painting()
    on.clock.advance(15 * 60 + 1)
    on.model.gate.set()
    await on.scheduler.idle()


async def test_after_the_tokens_life_the_card_is_a_new_post(on: Stage) -> None:
    """What took longer than a token lives is posted in the channel, and the turn knows that post."""
    await late(on)
    (post,) = await shown(on)
    assert post.origin is None
    assert (await on.turn_of(post)).state is State.DELIVERED


async def test_after_the_tokens_life_a_private_picture_goes_to_the_dm(on: Stage) -> None:
    """Nobody else ever sees what was asked for privately."""
    await late(on, private=True)
    assert await shown(on) == []
    posts = on.discord.world.posts(on.discord.direct("Ada"))
    assert [len(post.attachments) for post in posts] == [1]


async def test_a_token_that_ends_early_is_gone_around(on: Stage) -> None:
    """Discord's word on the token counts, not our clock alone."""
    on.model.gate.clear()
    asked = await on.ada.slash(on.channel, "imagine", {"prompt": "a tree"})
    await on.painting()
    state = asked.state
    on.discord.world.update_interaction(replace(state, created_at=state.created_at - 15 * 60 - 1))
    on.model.gate.set()
    (post,) = await shown(on)
    assert post.origin is None


async def test_a_deleted_placeholder_is_replaced(on: Stage) -> None:
    """Somebody deleted the placeholder: the picture comes all the same, as a reply."""
    on.model.gate.clear()
    said = await on.ada.say(on.channel, "a tree", mention_bot=True)
    placeholder = await on.ada.answer(said)
    on.discord.world.delete(placeholder.id)
    on.model.gate.set()
    post = await on.answer(said)
    assert post.id != placeholder.id
    assert post.attachments


async def test_a_lost_answer_to_a_late_post_never_doubles_it(on: Stage) -> None:
    """A fresh post carries the turn's nonce, so that Discord itself tells it from a second one."""
    on.discord.faults.plan(*SEND, Dropped(committed=True))
    await late(on)
    assert len(await shown(on)) == 1


async def test_a_failed_acknowledgement_costs_nothing_but_itself(on: Stage) -> None:
    """Without a placeholder the turn is done all the same, and shown in one post."""
    on.discord.faults.plan(*SEND, ServerError(503), times=2)
    post = await on.answer(await on.ada.say(on.channel, "a tree", mention_bot=True))
    assert post.attachments
    assert on.discord.faults.unused == 0


@pytest.mark.parametrize("by", ["mention", "command"])
async def test_a_new_process_finds_the_post_that_the_old_one_made(set_up: Stage, by: str) -> None:
    """Killed between posting and noting the post, the next process edits that post and makes no second one."""
    on = set_up
    async with played(on):
        if by == "mention":
            await on.answer(await on.ada.say(on.channel, "a tree", mention_bot=True))
        else:
            await late(on)
        (post,) = await shown(on)
        turn = replace(await on.turn_of(post), state=State.GENERATED, post=None, closed_at=None)
        on.turns.rows[turn.id] = turn
    for number in range(110):
        await on.grace.say(on.channel, f"line {number}")
    on.clock.advance(NONCE_SECONDS + 1)
    async with played(on):
        await on.studio.advance(turn.id)
        assert [p.id for p in await shown(on)] == [post.id]
        assert on.turns.rows[turn.id].post == post.id


async def test_a_new_process_finds_the_post_in_the_dm(set_up: Stage) -> None:
    """What went to somebody alone is looked for there, too, however old its nonce is."""
    on = set_up
    dm = on.discord.direct("Ada")
    async with played(on):
        await late(on, private=True)
        (post,) = on.discord.world.posts(dm)
        turn = await on.turn_of(post)
        assert turn.sent_to == dm.id
        on.turns.rows[turn.id] = replace(turn, state=State.GENERATED, post=None, closed_at=None)
    on.clock.advance(NONCE_SECONDS + 1)
    async with played(on):
        await on.studio.advance(turn.id)
        assert [p.id for p in on.discord.world.posts(dm)] == [post.id]
        assert on.turns.rows[turn.id].post == post.id


async def test_where_nothing_went_wrong_nothing_is_looked_for(on: Stage) -> None:
    """A command, a mention and a turn of a batch are shown without one request for messages."""
    post = await on.imagine()
    await on.answer(await on.ada.say(on.channel, "a tree", mention_bot=True))
    batched = replace(await on.turn_of(post), id="turn00000b001", origin=Origin(-1, 5), post=None)
    on.turns.rows[batched.id] = batched
    assert await on.delivery.deliver(batched) != post.id
    assert on.discord.recorder.requests("GET", "/messages") == []


async def test_a_batch_s_turn_is_looked_for_once_it_was_tried(on: Stage) -> None:
    """Its post may be there although its receipt got lost with the process."""
    post = await on.imagine()
    batched = replace(await on.turn_of(post), id="turn00000b001", origin=Origin(-1, 5), post=None)
    on.turns.rows[batched.id] = batched
    shown = await on.delivery.deliver(batched)
    on.clock.advance(NONCE_SECONDS + 1)
    assert await on.delivery.deliver(on.turns.rows[batched.id]) == shown


async def test_a_placeholder_that_was_not_noted_becomes_the_card(set_up: Stage) -> None:
    """Killed right after the placeholder was sent, the next process turns it into the card."""
    on = set_up
    async with played(on):
        on.model.answers.append(Unreachable())
        said = await on.ada.say(on.channel, "a tree", mention_bot=True)
        post = await on.answer(said)
        turn = replace(
            await on.turn_of(post), state=State.ACCEPTED, post=None, called_at=None, closed_at=None, failure=None
        )
        on.turns.rows[turn.id] = turn
    async with played(on):
        await on.studio.advance(turn.id)
        assert [p.id for p in await shown(on)] == [p.id for p in on.posts()] == [post.id]


def deny(on: Stage, *permissions: str) -> None:
    on.discord.world.change_channel(replace(on.channel, denied=frozenset(permissions)))


async def closed_meanwhile(on: Stage, *permissions: str) -> Message:
    """A mention whose channel loses these while it is painted; its placeholder, when all is done."""
    on.model.gate.clear()
    said = await on.ada.say(on.channel, "a tree", mention_bot=True)
    placeholder = await on.ada.answer(said)
    await on.painting()
    deny(on, *permissions)
    on.model.gate.set()
    await on.scheduler.idle()
    return on.discord.world.messages[placeholder.id]


def close_dm(on: Stage) -> None:
    on.discord.faults.plan("POST", f"/channels/{on.discord.direct('Ada').id}/messages", ServerError(403))


async def test_where_pictures_are_forbidden_words_say_where_it_went(on: Stage) -> None:
    """The card is in the DM, and its placeholder promises nothing any more but gives the picture."""
    placeholder = await closed_meanwhile(on, "attach_files")
    (card,) = on.discord.world.posts(on.discord.direct("Ada"))
    assert card.attachments
    assert texts(placeholder)[0].startswith("I may not post this picture here any more, so I sent it to Ada alone.")
    assert has_button(placeholder, "Original")
    assert not has_button(placeholder, "Cancel")
    turn = await on.turn_of(card)
    assert (turn.went_home, turn.unposted) == (True, False)
    assert post_address(turn) is None
    assert post_address(turn, turn.person.id) == f"https://discord.com/channels/@me/{card.channel_id}/{card.id}"


async def test_what_no_place_takes_has_no_post(on: Stage) -> None:
    """The placeholder is not the card: the turn is unposted, and where words are allowed they say so."""
    close_dm(on)
    placeholder = await closed_meanwhile(on, "attach_files")
    assert texts(placeholder)[0].startswith(PostFailed().told)
    (turn,) = on.turns.rows.values()
    assert (turn.state, turn.post, turn.unposted) == (State.DELIVERED, None, True)


async def test_an_answer_whose_channel_forbids_pictures_says_so_too(on: Stage) -> None:
    """An answer that stands already is edited as long as its token lives."""
    on.model.gate.clear()
    asked = await on.ada.slash(on.channel, "imagine", {"prompt": "a tree"})
    await on.painting()
    on.discord.faults.plan(*ANSWER, ServerError(403))
    deny(on, "attach_files")
    on.model.gate.set()
    await on.scheduler.idle()
    assert texts(await asked.post())[0].startswith("I may not post this picture here any more")
    assert len(on.discord.world.posts(on.discord.direct("Ada"))) == 1


async def test_a_picture_that_went_home_is_found_there_before_it_is_sent_again(on: Stage) -> None:
    """Also when the receipt of the DM was lost, and the channel is open again."""
    await closed_meanwhile(on, "attach_files")
    (card,) = on.discord.world.posts(on.discord.direct("Ada"))
    turn = await on.turn_of(card)
    deny(on)
    on.clock.advance(NONCE_SECONDS + 1)
    assert await on.delivery.deliver(replace(turn, post=None)) == card.id
    assert await shown(on) == []


async def test_an_answer_is_known_as_the_post_from_the_first_bar_on(on: Stage) -> None:
    """It can be edited when the token is over and the bot may not look for it; that is written down once."""
    on.model.gate.clear()
    asked = await on.ada.slash(on.channel, "imagine", {"prompt": "a tree"})
    await on.painting()
    (turn,) = on.turns.rows.values()
    noted = []
    note_post = on.turns.note_post

    async def note(turn_id: str, post: int) -> None:
        noted.append(post)
        await note_post(turn_id, post)

    on.turns.note_post = note  # type: ignore[method-assign] # counts
    for part in (0.1, 0.2):
        await on.delivery.progress(turn, part)
    assert noted == [on.turns.rows[turn.id].post] == [(await asked.post()).id]
    deny(on, "read_message_history")
    on.clock.advance(15 * 60 + 1)
    on.model.gate.set()
    assert [post.id for post in await shown(on)] == noted


async def test_a_note_that_cannot_be_written_holds_nothing_up(on: Stage, monkeypatch: pytest.MonkeyPatch) -> None:
    """The nonce guards the post all the same."""

    async def refuse(_turn: str, _channel: int) -> None:
        raise StorageFailed

    monkeypatch.setattr(on.turns, "note_sending", refuse)
    await late(on)
    assert len(await shown(on)) == 1


@pytest.mark.parametrize(
    ("fault", "final"), [*((ServerError(status), True) for status in (400, 403, 404)), (Dropped(), False)], ids=str
)
@pytest.mark.parametrize("door", ["a command", "a mention"])
async def test_an_excuse_that_no_place_will_ever_take_is_final(
    on: Stage, door: str, fault: Fault, *, final: bool
) -> None:
    """What may pass is not: whoever has it tries again."""
    said = await on.ada.say(on.channel, "a tree")
    origin = Origin(said.id, on.discord.world.bot.id, *(("token", None) if door == "a command" else (None, said.id)))
    way = ANSWER if door == "a command" else SEND
    on.discord.faults.plan(*way, fault, times=20)
    with pytest.raises(PostFailed) as failed:
        await on.delivery.excuse(
            Asked(on.channel.id, origin, datetime.fromtimestamp(on.clock(), UTC)), "I was restarted."
        )
    assert failed.value.final is final
