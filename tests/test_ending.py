"""The end of the process is bounded."""

import logging
import threading

import pytest

from bot.ending import end_within

SOON = 5


def test_what_hangs_is_left_behind_and_that_is_said(caplog: pytest.LogCaptureFixture) -> None:
    """From a thread that nobody has to wait for, so that a blocked event loop holds it up no more than a hung one."""
    left = threading.Event()
    timer = end_within(0.01, left.set)
    assert timer.daemon
    assert left.wait(SOON)
    timer.join(SOON)
    assert [(line.levelno, "cut short" in line.message) for line in caplog.records] == [(logging.ERROR, True)]


def test_an_end_in_time_is_not_spoken_of(caplog: pytest.LogCaptureFixture) -> None:
    """As long as the time is not over nothing happens."""
    timer = end_within(SOON, lambda: pytest.fail("left"))
    timer.cancel()
    timer.join(SOON)
    assert caplog.records == []
