"""The bound on the end of the process: whatever hangs by then is left behind."""

import logging
import os
import threading
from collections.abc import Callable

_log = logging.getLogger(__name__)


def _leave() -> None:
    os._exit(1)


def end_within(seconds: float, leave: Callable[[], None] = _leave) -> threading.Timer:
    """Leave the process after *seconds* if it is still there, whatever its event loop and its threads are at.

    What is on disk is whole at any instant, so that nothing is lost by that.
    """

    def give_up() -> None:
        _log.error("the end took longer than %g s, and was cut short: the next start goes on from there", seconds)
        leave()

    timer = threading.Timer(seconds, give_up)
    timer.name, timer.daemon = "plantain-end", True
    timer.start()
    return timer
