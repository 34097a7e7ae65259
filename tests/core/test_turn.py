"""The steps of a turn's life."""

from bot.core.errors import Cost, TimedOut
from bot.core.turn import Failure, State
from tests.fakes import NOW, reply, turn


def test_starting_settles_the_parent_and_marks_the_call() -> None:
    """After the start a turn no longer follows the head, whatever happens to the head."""
    started = turn(follows_head=True).starting("turn000000009", NOW)
    assert (started.parent, started.follows_head, started.called_at) == ("turn000000009", False, NOW)
    assert started.state is State.ACCEPTED


def test_a_delivered_turn_is_closed_and_knows_its_post() -> None:
    """Nothing is left to do after delivery."""
    done = turn().generated(reply()).delivered(77, NOW)
    assert (done.state, done.post, done.closed_at) == (State.DELIVERED, 77, NOW)


def test_a_failure_keeps_its_sentence_and_cost() -> None:
    """A restart later, the person still reads what happened and whether it cost anything."""
    failed = turn().failed(TimedOut(300))
    assert failed.failure == Failure("TimedOut", TimedOut(300).sentence, Cost.MAYBE)
    assert failed.failure.told == TimedOut(300).told
    assert failed.closed_at is None
    assert failed.told(NOW, None).closed_at == NOW
