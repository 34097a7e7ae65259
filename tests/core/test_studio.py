"""The use cases, on fakes of every port."""

from collections.abc import Sequence
from dataclasses import replace

import pytest

from bot.core.errors import (
    BudgetSpent,
    Cost,
    Interrupted,
    NothingAsked,
    NothingToUndo,
    NotWritten,
    OptionUnsupported,
    QueueFull,
    ShuttingDown,
    StorageFailed,
    TurnUnknown,
)
from bot.core.limits import WAITING_PER_PERSON, WAITING_PER_PLACE
from bot.core.request import Options
from bot.core.turn import State, Turn
from tests.core.house import House
from tests.fakes import ADA, GRACE, NOW, PLACE, request


@pytest.fixture
def house() -> House:
    return House()


async def test_an_accepted_order_ends_in_one_post_and_becomes_the_head(house: House) -> None:
    """An order goes from accepted to delivered, once, and is the conversation's head then."""
    turn = await house.made(house.order())
    assert turn.state is State.DELIVERED
    assert house.delivery.delivered == [turn.id]
    head = await house.turns.head(PLACE.id)
    assert head is not None
    assert head.id == turn.id


async def test_a_private_turn_is_nothing_for_others_to_go_on_from(house: House) -> None:
    """What one person sees alone never becomes the head of a shared conversation."""
    shown = await house.made(house.order())
    await house.made(house.order(request=request(private=True)))
    head = await house.turns.head(PLACE.id)
    assert head is not None
    assert head.id == shown.id


async def test_the_same_event_twice_is_accepted_once(house: House) -> None:
    """A replayed Discord event neither pays nor posts again."""
    order = house.order()
    first = await house.studio.accept(order)
    again = await house.studio.accept(order)
    await house.run()
    assert first.id == again.id
    assert len(house.model.calls) == 1
    assert house.delivery.delivered == [first.id]


@pytest.mark.parametrize(
    ("words", "options", "refusal"),
    [("  ", Options(), NothingAsked), ("a cat", Options(ratio="7:3"), OptionUnsupported)],
)
async def test_what_cannot_work_is_refused_before_it_is_written(
    house: House, words: str, options: Options, refusal: type[Exception]
) -> None:
    """A refused order leaves no turn and no call."""
    with pytest.raises(refusal):
        await house.studio.accept(house.order(request=request(words, options=options)))
    assert not house.turns.rows


async def test_a_call_that_a_dead_process_made_is_never_repeated(house: House) -> None:
    """What may have been billed ends in an honest sentence; what had not started is done."""
    called = await house.studio.accept(house.order("one"))
    fresh = await house.studio.accept(house.order("two"))
    await house.turns.save(replace(called, called_at=NOW), was=State.ACCEPTED)
    house.scheduler.lined_up.clear()
    assert await house.studio.resume() == 2
    await house.run()
    assert house.delivery.told == [(called.id, Interrupted().told)]
    assert house.delivery.delivered == [fresh.id]
    assert len(house.model.calls) == 1


async def test_lost_calls_that_cannot_be_ended_together_are_ended_in_their_turn(
    house: House, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A disk that takes nothing at the start keeps nobody from an answer once it does."""
    called = await house.studio.accept(house.order("one"))
    await house.turns.save(replace(called, called_at=NOW), was=State.ACCEPTED)

    async def full(_failed: Sequence[Turn]) -> int:
        raise StorageFailed

    monkeypatch.setattr(house.turns, "save_failed", full)
    assert await house.studio.resume() == 1
    await house.run()
    assert house.delivery.told == [(called.id, Interrupted().told)]
    assert house.model.calls == []


async def test_what_a_dead_process_placed_as_a_task_is_asked_for(house: House) -> None:
    """A turn whose task was noted is not lost with the process: the model gets the task back, and it is delivered."""
    root = await house.made(house.order())
    edit = await house.studio.accept(house.order("winter", parent=root.id))
    await house.turns.save(edit.starting(root.id, NOW).placed("task_7"), was=State.ACCEPTED)
    house.scheduler.lined_up.clear()
    house.clock.pass_(3600)
    assert await house.studio.resume() == 1
    await house.run()
    assert house.model.calls[-1].task == "task_7"
    assert house.pictures.asked[-1] == set()
    done = await house.studio.find(edit.id)
    assert (done.state, done.parent, done.called_at, done.task) == (State.DELIVERED, root.id, NOW, "task_7")
    assert house.delivery.told == []


async def test_a_daily_budget_refuses_what_would_go_beyond_it(house: House) -> None:
    """The reservation is checked before anything is lined up, and a refund makes room again."""
    first = await house.studio.accept(house.order())
    house.studio = house.build(daily_budget=first.reserved + 1)
    with pytest.raises(BudgetSpent):
        await house.studio.accept(house.order())
    assert len(house.scheduler.lined_up) == 1


async def test_a_full_queue_refuses_before_writing(house: House) -> None:
    """No place may hoard turns."""
    for number in range(WAITING_PER_PLACE):
        person = replace(ADA, id=number)
        await house.studio.accept(house.order(f"number {number}", person=person))
    with pytest.raises(QueueFull):
        await house.studio.accept(house.order("one too many"))
    assert len(house.turns.rows) == WAITING_PER_PLACE


async def test_undo_goes_back_one_turn_at_a_time(house: House) -> None:
    """Undo moves the head to its parent, in the end to nothing."""
    root = await house.made(house.order())
    edit = await house.made(house.order("winter", follows_head=True))
    taken, head = await house.studio.undo(PLACE.id)
    assert taken.id == edit.id
    assert head is not None
    assert head.id == root.id
    taken, head = await house.studio.undo(PLACE.id)
    assert (taken.id, head) == (root.id, None)
    with pytest.raises(NothingToUndo):
        await house.studio.undo(PLACE.id)


async def test_reset_forgets_the_head_but_not_the_turns(house: House) -> None:
    """After a reset an edit starts anew, while an answer to an old post still works."""
    root = await house.made(house.order())
    await house.studio.reset(PLACE.id)
    fresh = await house.made(house.order("a boat", follows_head=True))
    assert fresh.parent is None
    branch = await house.made(house.order("winter", parent=root.id))
    assert branch.parent == root.id
    assert [turn.id for turn in await house.studio.recent(PLACE.id, 2)] == [branch.id, fresh.id]


async def test_what_is_under_way_when_a_place_is_reset_does_not_lead_it(house: House) -> None:
    """Its picture is posted, and the next wish starts afresh all the same, as it was told."""
    running = await house.studio.accept(house.order("a house"))
    await house.studio.reset(PLACE.id)
    assert await house.studio.newest(PLACE.id) is None
    await house.run()
    assert house.turns.rows[running.id].state is State.DELIVERED
    assert await house.studio.head(PLACE.id) is None
    assert (await house.made(house.order("a boat", follows_head=True))).parent is None


async def test_a_turn_that_is_not_known_is_said(house: House) -> None:
    """A button of a forgotten turn gets a sentence."""
    with pytest.raises(TurnUnknown):
        await house.studio.find("gone")


async def test_a_sweep_takes_up_what_neither_runs_nor_waits(house: House) -> None:
    """A post that failed is tried again by the next sweep, and what waits already is left alone."""
    house.delivery.fail_once()
    turn = await house.made(house.order())
    waiting = await house.studio.accept(house.order())
    assert await house.studio.sweep() == 1
    assert await house.studio.sweep() == 0
    await house.run()
    assert house.delivery.delivered == [waiting.id, turn.id]
    assert len(house.model.calls) == 2


async def test_who_waits_is_shown_that_they_moved_up(house: House) -> None:
    """When a turn starts, those behind it learn their new places."""
    turns = [await house.studio.accept(house.order()) for _ in range(3)]
    await house.run()
    assert house.delivery.acknowledged == [(turn.id, ahead) for ahead, turn in enumerate(turns)]
    assert house.delivery.moved_up == [(turns[1].id, 1), (turns[2].id, 2), (turns[2].id, 1)]


async def test_one_person_cannot_fill_all_queues(house: House) -> None:
    """The limit counts a person's waiting turns in all places together."""
    for number in range(WAITING_PER_PERSON):
        await house.studio.accept(house.order(place=replace(PLACE, id=number)))
    with pytest.raises(QueueFull, match="of your pictures"):
        await house.studio.accept(house.order(place=replace(PLACE, id=999)))
    await house.studio.accept(house.order(place=replace(PLACE, id=999), person=GRACE))


async def test_while_pausing_nothing_is_begun_and_what_is_made_is_posted(house: House) -> None:
    """A picture that is there goes out; a turn that waits stays as it is, for the next start."""
    house.delivery.fail_once()
    made = await house.made(house.order())
    assert made.state is State.GENERATED
    waiting = await house.studio.accept(house.order())
    house.studio.pause()
    for turn in (made, waiting):
        await house.studio.advance(turn.id)
    assert house.delivery.delivered == [made.id]
    assert (await house.studio.find(waiting.id)) == waiting
    with pytest.raises(ShuttingDown):
        house.studio.check_open()


async def test_a_farewell_is_said_to_those_who_still_wait(house: House) -> None:
    """Only turns without a picture are told, and one that cannot be told does not keep the others from it."""
    await house.made(house.order())
    turns = [await house.studio.accept(house.order()) for _ in range(3)]
    house.studio.pause()
    house.delivery.fail_once()
    await house.studio.farewell()
    assert house.delivery.paused == [turn.id for turn in turns[1:]]


async def test_an_order_that_cannot_be_written_down_cost_nothing(house: House) -> None:
    """A disk that takes nothing is told as such before anything is paid."""

    async def full(*_: object) -> Turn:
        raise StorageFailed

    house.turns.accept = full  # type: ignore[assignment, method-assign] # the disk is full
    with pytest.raises(NotWritten) as refused:
        await house.studio.accept(house.order())
    assert refused.value.charge is Cost.NOTHING
    assert house.scheduler.lined_up == []


async def test_a_post_that_cannot_be_noted_does_no_harm(house: House) -> None:
    """The turn is accepted all the same: its post can be found again by what it shows."""

    async def full(*_: object) -> None:
        raise StorageFailed

    async def shown(*_: object) -> int:
        return 9

    house.turns.note_post = full  # type: ignore[assignment, method-assign] # the disk is full
    house.delivery.acknowledge = shown  # type: ignore[assignment, method-assign] # with a post
    assert (await house.made(house.order())).state is State.DELIVERED
