"""The steps of a turn's life."""

from dataclasses import replace

import pytest

from bot.core.citations import Citations, Source
from bot.core.errors import Cancelled, Cost, NothingAsked, TimedOut, WordsOnly
from bot.core.turn import Failure, ImpossibleMove, Origin, State
from tests.fakes import MAKER, NOW, reply, turn


def test_starting_settles_the_parent_and_marks_the_call() -> None:
    """After the start a turn no longer follows the head, whatever happens to the head."""
    started = turn(follows_head=True).starting("turn000000009", NOW)
    assert (started.parent, started.follows_head, started.called_at) == ("turn000000009", False, NOW)
    assert started.state is State.ACCEPTED


def test_a_turn_of_a_batch_is_held_until_it_is_drawn() -> None:
    """It has an origin that nothing in Discord has; once it has an end it is a turn like any other."""
    held = turn(origin=Origin(-1001, 5))
    assert (held.is_held, held.origin.is_batch, turn().is_held) == (True, True, False)
    assert not held.generated(reply()).is_held


def test_a_delivered_turn_is_closed_and_knows_its_post() -> None:
    """Nothing is left to do after delivery."""
    done = turn().generated(reply()).delivered(77, NOW)
    assert (done.state, done.post, done.closed_at) == (State.DELIVERED, 77, NOW)


def test_a_turn_whose_end_somebody_sees_is_closed() -> None:
    """Its picture is delivered, its failure told, in the post that they see."""
    seen = [ended.seen(77, NOW) for ended in (turn().generated(reply()), turn().failed(TimedOut(300)))]
    assert [each.state for each in seen] == [State.DELIVERED, State.FAILED]
    assert [(each.post, each.closed_at) for each in seen] == [(77, NOW)] * 2


def test_a_placed_turn_waits_for_its_task() -> None:
    """It stays accepted and called, with what the provider knows it by."""
    placed = turn().starting(None, NOW).placed("task_1")
    assert (placed.state, placed.called_at, placed.task) == (State.ACCEPTED, NOW, "task_1")
    assert placed.generated(reply()).task == "task_1"
    assert turn().cancelled().placed("task_1").state is State.CANCELLED


def test_the_family_of_a_turn_is_who_drew_it() -> None:
    """Until that is known, who was asked."""
    assert turn().family == "nano-banana-2.1"
    other = replace(MAKER, family="nano-banana-pro")
    assert turn().generated(reply(maker=other)).family == "nano-banana-pro"


def test_a_call_is_lost_when_nobody_can_tell_what_came_of_it() -> None:
    """Called, without an end, and not to be asked for by a task."""
    called = turn().starting(None, NOW)
    assert called.is_lost
    others = (turn(), called.placed("task_1"), called.generated(reply()), called.failed(TimedOut(300)))
    assert not any(other.is_lost for other in others)


def test_no_turn_moves_against_the_table() -> None:
    """What is over stays over: a delivered turn cannot fail, a failed one cannot be delivered."""
    done = turn().generated(reply()).delivered(77, NOW)
    with pytest.raises(ImpossibleMove):
        done.failed(TimedOut(300))
    with pytest.raises(ImpossibleMove):
        turn().failed(TimedOut(300)).generated(reply())
    with pytest.raises(ImpossibleMove):
        turn().delivered(77, NOW)


def test_a_failure_settles_its_charge() -> None:
    """What surely cost nothing is refunded; what may have cost is taken to have."""
    held = turn(reserved=50)
    assert held.failed(NothingAsked()).charged == 0
    assert held.failed(TimedOut(300)).charged == 50
    assert held.failed(TimedOut(300), 30).charged == 30
    assert held.generated(reply()).charged == 50
    assert held.generated(reply(), 40).charged == 40


def test_a_cancelled_turn_costs_what_is_known_of_its_calls() -> None:
    """Nothing before its call, all that is held once that has begun, unless somebody knows better; in the end, that."""
    queued = turn(reserved=50)
    running = queued.starting(None, NOW)
    assert queued.cancelled().charged == running.cancelled(Cost.NOTHING).charged == 0
    assert running.cancelled().charged == queued.cancelled(Cost.MAYBE).charged == 50
    assert running.cancelled().failure == Failure.of(Cancelled(Cost.MAYBE))
    late = running.cancelled().late(reply(), 40)
    assert (late.state, late.charged, late.reply) == (State.CANCELLED, 40, reply())
    assert running.cancelled().late(None, 0).charged == 0


def test_a_start_holds_what_is_known_then() -> None:
    """The reservation of a turn whose parent was not known may change with its start, and only there."""
    held = turn(reserved=50)
    assert held.starting(None, NOW).reserved == 50
    assert held.starting(None, NOW, reserved=70).reserved == 70


def test_a_failure_keeps_its_sentence_and_cost() -> None:
    """A restart later, the person still reads what happened and whether it cost anything."""
    failed = turn().failed(TimedOut(300))
    assert failed.failure == Failure("TimedOut", TimedOut(300).sentence, Cost.MAYBE)
    assert failed.failure.told == TimedOut(300).told
    assert failed.closed_at is None


def test_a_failure_keeps_what_grounds_its_words() -> None:
    """Wherever the words are shown, so are their sources and searches."""
    cited = Citations((Source("https://a.test", "A"),), (), ("a",))
    failed = turn().failed(WordsOnly("It was tall [1].", cited))
    assert failed.failure
    assert failed.failure.citations == cited
    assert failed.told(NOW, None).closed_at == NOW
