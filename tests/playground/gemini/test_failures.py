"""Failures by plan and by word."""

import pytest

from bot.playground.gemini.errors import GoogleError
from bot.playground.gemini.failures import FAILURES, Failures, quota
from tests.playground.gemini.asking import simple_call


def test_planned_failures_come_once_each_and_in_order() -> None:
    """A plan is used up, then everything is well again."""
    failures = Failures()
    failures.plan("safety", None, 2)
    failures.plan("drop", None, 1)
    assert [failures.take(simple_call())[0] for _ in range(4)] == ["safety", "safety", "drop", ""]


def test_a_planned_failure_can_wait_for_its_call() -> None:
    """A call for which the condition does not hold is left alone."""
    failures = Failures()
    failures.plan("safety", lambda call: "pear" in call.words, 1)
    assert failures.take(simple_call("an apple")) == ("", None)
    assert failures.take(simple_call("a pear")) == ("safety", FAILURES["safety"])


def test_a_failure_without_a_name_keeps_its_value() -> None:
    """A failure made by a test is taken as it is."""
    failures = Failures()
    failures.plan(quota(7), None, 1)
    _, failure = failures.take(simple_call())
    assert isinstance(failure, GoogleError)
    assert failure.details[-1]["retryDelay"] == "7s"


def test_an_unknown_name_is_an_error_of_the_test() -> None:
    """A misspelt failure does not pass in silence."""
    with pytest.raises(KeyError):
        Failures().plan("saftey", None, 1)


@pytest.mark.parametrize(
    ("words", "name"), [("a pear (fail: safety)", "safety"), ("(FAIL:  cut sized ) x", "cut sized")]
)
def test_words_in_a_prompt_ask_for_a_failure_each_time(words: str, name: str) -> None:
    """The demo's failures need no code."""
    failures = Failures()
    assert failures.take(simple_call(words)) == (name, FAILURES[name])
    assert failures.take(simple_call(words)) == (name, FAILURES[name])


def test_words_with_once_fail_once() -> None:
    """A retry of the same words succeeds."""
    failures = Failures()
    assert failures.take(simple_call("a pear (fail: quota once)"))[0] == "quota"
    assert failures.take(simple_call("a pear (fail: quota once)")) == ("", None)


def test_words_that_name_no_failure_change_nothing() -> None:
    """An unknown name in a prompt is only words."""
    assert Failures().take(simple_call("(fail: everything)"))[1] is None
