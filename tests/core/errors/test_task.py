"""What can become of a request that was placed as a task."""

import pytest

from bot.core import errors
from bot.core.errors import Cost, TaskError


@pytest.mark.parametrize(
    "error",
    [errors.TaskUnconfirmed(), errors.TaskFailed(), errors.TaskLost(), errors.TaskUnfinished(900)],
    ids=lambda error: error.code,
)
def test_what_was_placed_may_have_cost(error: TaskError) -> None:
    """Once a provider may have the task nobody can say that it was free."""
    assert error.charge is Cost.MAYBE


def test_a_refused_task_cost_nothing() -> None:
    """A key that may place no tasks placed none."""
    assert errors.TasksRefused().charge is Cost.NOTHING


def test_the_time_that_was_waited_is_told_in_minutes() -> None:
    """Nobody counts 900 seconds."""
    assert "15 minutes" in errors.TaskUnfinished(900).sentence
    assert "1 minutes" in errors.TaskUnfinished(1).sentence


def test_the_request_id_is_for_the_log() -> None:
    """It is on the failure and not in the sentence."""
    error = errors.TaskFailed(request_id="task-77")
    assert error.request_id == "task-77"
    assert "task-77" not in error.told
