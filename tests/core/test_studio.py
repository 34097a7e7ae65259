"""The use cases, on fakes of every port."""

from dataclasses import dataclass, field, replace

import pytest

from bot.core.errors import (
    BudgetSpent,
    Interrupted,
    NothingAsked,
    NothingToUndo,
    OptionUnsupported,
    PictureWithheld,
    QueueFull,
    SignatureRefused,
    StorageFailed,
    TurnUnknown,
)
from bot.core.limits import WAITING_PER_PLACE
from bot.core.ports import Identify
from bot.core.reply import Usage
from bot.core.request import Options
from bot.core.studio import RESEEDED, Order, Studio
from bot.core.turn import Origin, State, Turn
from tests.fakes import (
    ADA,
    CATALOG,
    GRACE,
    NOW,
    PLACE,
    ByHand,
    Clock,
    MemoryPictures,
    MemoryTurns,
    QueueModel,
    RecordingDelivery,
    Waits,
    ids,
    reply,
    request,
)


@dataclass
class House:
    """A studio with everything it stands on in sight."""

    turns: MemoryTurns = field(default_factory=MemoryTurns)
    pictures: MemoryPictures = field(default_factory=MemoryPictures)
    model: QueueModel = field(default_factory=QueueModel)
    delivery: RecordingDelivery = field(default_factory=RecordingDelivery)
    scheduler: ByHand = field(default_factory=ByHand)
    clock: Clock = field(default_factory=Clock)
    waits: Waits = field(default_factory=Waits)
    identify: Identify = field(default_factory=ids)
    events: int = 0

    def __post_init__(self) -> None:
        self.studio = self.build()

    def build(self, daily_budget: int | None = None) -> Studio:
        return Studio(
            catalog=CATALOG,
            turns=self.turns,
            pictures=self.pictures,
            model=self.model,
            delivery=self.delivery,
            scheduler=self.scheduler,
            clock=self.clock,
            identify=self.identify,
            wait=self.waits,
            daily_budget=daily_budget,
        )

    def order(self, words: str = "a lighthouse", **changes: object) -> Order:
        self.events += 1
        plain = Order(request(words), PLACE, ADA, Origin(self.events, 5, token="t"))
        return replace(plain, **changes)  # type: ignore[arg-type] # any field

    async def made(self, order: Order) -> Turn:
        turn = await self.studio.accept(order)
        await self.run()
        return await self.studio.find(turn.id)

    async def run(self) -> None:
        await self.scheduler.run(self.studio.advance)


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


async def test_advancing_again_changes_nothing(house: House) -> None:
    """`advance` may be called any number of times after the end."""
    turn = await house.made(house.order())
    await house.studio.advance(turn.id)
    await house.studio.advance("nobody")
    assert len(house.model.calls) == 1
    assert house.delivery.delivered == [turn.id]


async def test_two_edits_at_once_build_on_each_other(house: House) -> None:
    """The head is settled when a turn starts, so the second of two edits sees the first."""
    root = await house.made(house.order())
    one = await house.studio.accept(house.order("make it winter", follows_head=True))
    two = await house.studio.accept(house.order("add a ship", follows_head=True, person=GRACE))
    await house.run()
    assert (await house.studio.find(one.id)).parent == root.id
    assert (await house.studio.find(two.id)).parent == one.id
    assert [turn.id for turn in house.model.calls[2].history.turns] == [root.id, one.id]


async def test_an_answer_to_an_old_post_goes_on_from_that_turn(house: House) -> None:
    """A given parent is kept, however many turns came later."""
    old = await house.made(house.order("a cat"))
    await house.made(house.order("a dog"))
    branch = await house.made(house.order("make it blue", parent=old.id, person=GRACE))
    assert branch.parent == old.id
    assert [turn.id for turn in house.model.calls[-1].history.turns] == [old.id]


async def test_the_call_gets_the_files_of_history_and_references(house: House) -> None:
    """Pictures and signatures of the path are at hand when the model is called."""
    root = await house.made(house.order())
    await house.made(house.order("winter", parent=root.id))
    assert root.reply is not None
    assert house.pictures.asked[-1] == {root.reply.pictures[0].sha256, "0" * 64}


@pytest.mark.parametrize(
    ("words", "options", "refusal"),
    [("  ", Options(), NothingAsked), ("a cat", Options(size="0.5K"), OptionUnsupported)],
)
async def test_what_cannot_work_is_refused_before_it_is_written(
    house: House, words: str, options: Options, refusal: type[Exception]
) -> None:
    """A refused order leaves no turn and no call."""
    with pytest.raises(refusal):
        await house.studio.accept(house.order(request=request(words, options=options)))
    assert not house.turns.rows


async def test_an_edit_of_nothing_without_words_is_told(house: House) -> None:
    """An empty /edit where there is no picture yet fails before the model is called."""
    turn = await house.made(house.order("", follows_head=True))
    assert turn.failure is not None
    assert turn.failure.code == "NothingAsked"
    assert not house.model.calls


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


async def test_refused_signatures_start_over_from_the_newest_picture(house: House) -> None:
    """A refused signature costs one more call with a seed, and the reply says so."""
    root = await house.made(house.order("a lighthouse"))
    house.model.answers.append(SignatureRefused())
    turn = await house.made(house.order("winter", parent=root.id))
    seed = house.model.calls[-1].history.seed
    assert seed is not None
    assert root.reply is not None
    assert seed.picture == root.reply.pictures[-1]
    assert seed.wishes == ("a lighthouse",)
    assert turn.reply is not None
    assert turn.reply.reseeded
    assert RESEEDED in turn.reply.notes


async def test_refused_signatures_without_history_are_not_tried_again(house: House) -> None:
    """There is nothing to start over from on a first turn."""
    house.model.answers.append(SignatureRefused())
    turn = await house.made(house.order())
    assert turn.state is State.FAILED
    assert len(house.model.calls) == 1


async def test_another_key_re_seeds_without_asking_in_vain(house: House) -> None:
    """Signatures belong to provider, family and key: with another key the first call already carries a seed."""
    root = await house.made(house.order())
    house.model.key = "key2"
    await house.made(house.order("winter", parent=root.id))
    assert len(house.model.calls) == 2
    assert house.model.calls[1].history.seed is not None


async def test_a_post_that_fails_is_posted_later_without_paying_again(house: House) -> None:
    """The generated turn stays, and the next `advance` posts it."""
    house.delivery.fail_once()
    turn = await house.made(house.order())
    assert turn.state is State.GENERATED
    await house.studio.advance(turn.id)
    assert (await house.studio.find(turn.id)).state is State.DELIVERED
    assert len(house.model.calls) == 1


async def test_a_failure_that_cannot_be_told_is_told_later(house: House) -> None:
    """An untold failure stays open."""
    house.model.answers.append(PictureWithheld())
    house.delivery.fail_once()
    turn = await house.made(house.order())
    assert turn.closed_at is None
    await house.studio.advance(turn.id)
    assert (await house.studio.find(turn.id)).closed_at == NOW


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


async def test_storage_that_fails_after_the_call_is_said(house: House) -> None:
    """A full disk ends the turn with its own sentence, which says that it may have cost."""
    house.model.answers.append(StorageFailed())
    turn = await house.made(house.order())
    assert turn.failure is not None
    assert turn.failure.told == StorageFailed().told


async def test_a_database_that_refuses_everything_does_not_leave_a_person_waiting(house: House) -> None:
    """When neither the reply nor the failure can be written, the person is told directly, once."""
    turn = await house.studio.accept(house.order())
    house.turns.refusing = [False] + [True] * 5  # the start is written; the reply and the failure are not
    await house.run()
    assert house.delivery.told == [(turn.id, StorageFailed().told)]
    assert house.turns.rows[turn.id].state is State.ACCEPTED


async def test_a_reply_that_cannot_be_stored_at_once_is_stored_later(house: House) -> None:
    """A database that comes back within seconds costs no picture."""
    house.turns.refusing = [False, True, True]
    turn = await house.made(house.order())
    assert turn.state is State.DELIVERED
    assert house.waits == [1, 5]
    assert len(house.model.calls) == 1


async def test_a_turn_that_was_ended_meanwhile_is_not_paid_for(house: House) -> None:
    """Between reading and starting somebody else may have cancelled it."""
    turn = await house.studio.accept(house.order())
    await house.turns.save(replace(turn, state=State.CANCELLED), was=State.ACCEPTED)

    async def get(turn_id: str) -> Turn | None:
        return turn if turn.id == turn_id else None

    house.turns.get = get  # type: ignore[method-assign] # what another process read a moment ago
    await house.studio.advance(turn.id)
    assert not house.model.calls


async def test_a_daily_budget_refuses_what_would_go_beyond_it(house: House) -> None:
    """The reservation is checked before anything is lined up, and a refund makes room again."""
    first = await house.studio.accept(house.order())
    house.studio = house.build(daily_budget=first.reserved + 1)
    with pytest.raises(BudgetSpent):
        await house.studio.accept(house.order())
    assert len(house.scheduler.lined_up) == 1


async def test_a_reply_settles_what_it_cost(house: House) -> None:
    """The turn is charged by the provider's count, and by the reservation where there is none."""
    house.model.answers.append(reply(usage=Usage(pictures=1120)))
    assert (await house.made(house.order())).charged == 33_600
    uncounted = await house.made(house.order())
    assert uncounted.charged == uncounted.reserved > 0


async def test_a_full_queue_refuses_before_writing(house: House) -> None:
    """No place may hoard turns."""
    for number in range(WAITING_PER_PLACE):
        await house.studio.accept(house.order(f"number {number}"))
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


async def test_a_turn_that_is_not_known_is_said(house: House) -> None:
    """A button of a forgotten turn gets a sentence."""
    with pytest.raises(TurnUnknown):
        await house.studio.find("gone")
