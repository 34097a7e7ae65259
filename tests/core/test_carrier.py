"""Carrying turns to their ends, on fakes of every port."""

from dataclasses import replace

import pytest

from bot.core.errors import Cancelled, Cost, PictureWithheld, PostFailed, StorageFailed, TooLate
from bot.core.insistence import PAUSES
from bot.core.turn import State, Turn
from tests.core.house import House
from tests.fakes import NOW, PLACE, turn


@pytest.fixture
def house() -> House:
    return House()


async def test_advancing_again_changes_nothing(house: House) -> None:
    """`advance` may be called any number of times after the end."""
    turn = await house.made(house.order())
    await house.studio.advance(turn.id)
    await house.studio.advance("nobody")
    assert len(house.model.calls) == 1
    assert house.delivery.delivered == [turn.id]


@pytest.mark.parametrize("task", [None, "task_1"])
async def test_a_call_whose_answer_is_lost_is_never_made_again(house: House, task: str | None) -> None:
    """Whoever advances such a turn reports it; only what the provider has as a task is asked for once more."""
    asked = turn().starting(None, NOW)
    await house.turns.accept(asked.placed(task) if task else asked)
    await house.studio.advance(asked.id)
    ended = await house.studio.find(asked.id)
    assert len(house.model.calls) == (1 if task else 0)
    assert ended.state is (State.DELIVERED if task else State.FAILED)
    assert [turn_id for turn_id, _ in house.delivery.told] == ([] if task else [asked.id])


async def test_a_refusal_is_told_once_and_can_be_gone_around(house: House) -> None:
    """A failed turn is told, is no head, and the next turn goes on from what was there before."""
    root = await house.made(house.order())
    house.model.answers.append(PictureWithheld())
    failed = await house.made(house.order("something grim", follows_head=True))
    await house.studio.advance(failed.id)
    after = await house.made(house.order("something kind", follows_head=True))
    assert [turn_id for turn_id, _ in house.delivery.told] == [failed.id]
    assert "safety" in house.delivery.told[0][1]
    assert after.parent == root.id


async def test_an_unforeseen_exception_ends_the_turn_with_an_error_id(
    house: House, caplog: pytest.LogCaptureFixture
) -> None:
    """No exception text reaches a person; the id in the sentence is the one in the log."""
    house.model.answers.append(RuntimeError("secret inner thing"))
    turn = await house.made(house.order())
    assert turn.failure is not None
    assert "secret" not in turn.failure.sentence
    error_id = turn.failure.sentence.split("“")[1].split("”")[0]
    assert error_id in caplog.text


async def test_a_post_that_fails_is_posted_later_without_paying_again(house: House) -> None:
    """The generated turn stays, and the next `advance` posts it."""
    house.delivery.fail_once()
    turn = await house.made(house.order())
    assert turn.state is State.GENERATED
    await house.studio.advance(turn.id)
    assert (await house.studio.find(turn.id)).state is State.DELIVERED
    assert len(house.model.calls) == 1


async def test_an_edit_goes_on_from_a_picture_whose_post_failed(house: House) -> None:
    """Discord being away does not part two edits, and posting the first one late does not bring it back."""
    house.delivery.fail_once()
    first = await house.made(house.order())
    second = await house.made(house.order("winter", follows_head=True))
    assert (second.parent, first.state) == (first.id, State.GENERATED)
    await house.studio.advance(first.id)
    head = await house.turns.head(PLACE.id)
    assert head is not None
    assert head.id == second.id


async def test_who_sees_a_picture_may_take_it_back_at_once(house: House) -> None:
    """Undone in the moment when its post appears, before that is written down, it does not come back."""
    undone = []
    post = house.delivery.deliver

    async def deliver_and_undo(turn: Turn) -> int:
        undone.append(await house.studio.undo(PLACE.id))
        return await post(turn)

    vars(house.delivery)["deliver"] = deliver_and_undo
    turn = await house.made(house.order())
    assert [taken.id for taken, _ in undone] == [turn.id]
    assert (turn.state, await house.turns.head(PLACE.id)) == (State.DELIVERED, None)


async def test_a_failure_that_cannot_be_told_is_told_later(house: House) -> None:
    """An untold failure stays open."""
    house.model.answers.append(PictureWithheld())
    house.delivery.fail_once()
    turn = await house.made(house.order())
    assert turn.closed_at is None
    await house.studio.advance(turn.id)
    assert (await house.studio.find(turn.id)).closed_at == NOW


async def test_a_database_that_refuses_everything_does_not_leave_a_person_waiting(house: House) -> None:
    """When neither the reply nor the failure can be written, the person is told directly, once."""
    turn = await house.studio.accept(house.order())
    house.turns.refusing = [False] + [True] * (len(PAUSES) + 2)  # the start is written; reply and failure are not
    await house.run()
    assert house.delivery.told == [(turn.id, StorageFailed().told)]
    assert house.turns.rows[turn.id].state is State.ACCEPTED


async def test_a_queued_turn_is_cancelled_for_nothing(house: House) -> None:
    """It is told at once, refunded, and never drawn."""
    first, second = await house.studio.accept(house.order()), await house.studio.accept(house.order())
    await house.studio.cancel(second.id)
    assert house.delivery.told == [(second.id, Cancelled(Cost.NOTHING).told)]
    await house.run()
    assert house.delivery.delivered == [first.id]
    assert (await house.studio.find(second.id)).charged == 0
    assert len(house.model.calls) == 1


async def test_what_is_done_cannot_be_cancelled(house: House) -> None:
    """The person learns that it is too late, and the picture stays."""
    turn = await house.made(house.order())
    with pytest.raises(TooLate):
        await house.studio.cancel(turn.id)
    assert (await house.studio.find(turn.id)).state is State.DELIVERED


async def test_a_picture_that_no_place_takes_is_found_in_the_history(house: House) -> None:
    """Channel gone and DM closed: the turn ends delivered, without a post, instead of being tried for ever."""
    house.delivery.failing.append(PostFailed(final=True))
    turn = await house.made(house.order())
    assert (turn.state, turn.post) == (State.DELIVERED, None)
    assert [found.id for found in await house.studio.recent(PLACE.id)] == [turn.id]


async def test_a_picture_that_is_deleted_while_it_is_posted_is_neither_unposted_nor_told(
    house: House, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Its row is closed by then and stays so: nothing is said about it, and nothing is left to do."""

    async def deliver(given: Turn) -> None:
        await house.studio.seen(given, 77)
        await house.studio.post_deleted(given)

    monkeypatch.setattr(house.delivery, "deliver", deliver)
    gone = await house.made(house.order())
    assert (gone.state, gone.post, gone.unposted) == (State.DELIVERED, None, False)
    assert (house.delivery.told, await house.studio.sweep()) == ([], 0)


async def test_a_picture_that_cannot_be_shown_for_unknown_reasons_ends_in_a_sentence(house: House) -> None:
    """An unforeseen error of delivery is told once, with its id; no sweep comes back to it or pays again."""
    house.delivery.failing.append(RuntimeError("nobody foresaw this"))  # type: ignore[arg-type] # on purpose
    turn = await house.made(house.order())
    assert turn.state is State.DELIVERED
    assert [turn_id for turn_id, _ in house.delivery.told] == [turn.id]
    assert await house.studio.sweep() == 0
    assert len(house.model.calls) == 1


async def test_a_place_that_is_closed_meanwhile_is_told_before_the_model_is_asked(house: House) -> None:
    """It costs nothing; but what is placed as a task already is fetched all the same."""
    house.delivery.closed = True
    refused = await house.made(house.order())
    assert refused.failure is not None
    assert (refused.state, refused.failure.code, refused.charged) == (State.FAILED, "MissingPermission", 0)
    assert house.model.calls == []
    placed = replace(turn("turn000000777"), origin=replace(turn().origin, id=777)).starting(None, NOW).placed("task_1")
    await house.turns.accept(placed)
    await house.studio.advance(placed.id)
    assert len(house.model.calls) == 1


@pytest.mark.parametrize("still_refused", [0, 1])
async def test_a_failure_that_could_not_be_written_is_what_is_written_later(house: House, still_refused: int) -> None:
    """Who was told why it failed is not told by the sweep that the bot was restarted, however late that is."""
    turn = await house.studio.accept(house.order())
    house.turns.refusing = [False] + [True] * (len(PAUSES) + 2 + still_refused)
    await house.run()
    for _ in range(1 + still_refused):
        await house.studio.advance(turn.id)
    ended = await house.studio.find(turn.id)
    assert {told for _, told in house.delivery.told} == {StorageFailed().told}
    assert (ended.state, ended.charged, ended.closed_at) == (State.FAILED, ended.reserved, NOW)
    assert ended.failure is not None
    assert ended.failure.told == StorageFailed().told
    assert len(house.model.calls) == 1


async def test_a_failure_that_could_not_be_written_gives_way_to_a_cancellation(house: House) -> None:
    """A turn that has its end by then keeps it."""
    turn = await house.studio.accept(house.order())
    house.turns.refusing = [False] + [True] * (len(PAUSES) + 2)
    await house.run()
    await house.studio.cancel(turn.id)
    await house.studio.advance(turn.id)
    assert (await house.studio.find(turn.id)).state is State.CANCELLED
