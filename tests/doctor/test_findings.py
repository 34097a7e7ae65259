"""Findings."""

from bot.doctor.findings import State, broken, ok, warning, worst


def test_the_worst_of_all_counts() -> None:
    """Broken beats doubtful beats fine, and nothing found is fine."""
    fine, doubtful, wrong = ok("a", "is well"), warning("b", "limps", "rest"), broken("c", "is broken")
    assert worst([]) is State.OK
    assert worst([fine]) is State.OK
    assert worst([doubtful, fine]) is State.WARNING
    assert worst([wrong, doubtful, fine]) is State.BROKEN
