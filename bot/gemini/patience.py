"""When a call that surely cost nothing is made again."""

import logging
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from typing import TypeVar

from bot.core.errors import Cost, Overloaded, RateLimited
from bot.core.ports import Wait

T = TypeVar("T")
_log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Patience:
    """Only 429 and 503 that cost nothing are tried again: all else may have been billed, or would fail the same way.

    `pauses`: seconds before each further try, when the provider names none; `longest`: a provider that asks for more
    than this is not waited for. *jitter* gives a number from 0 to 1, so that many callers don't come back at once.
    """

    wait: Wait
    jitter: Callable[[], float]
    pauses: tuple[float, ...] = (2, 8)
    longest: float = 60

    async def through(self, attempt: Callable[[], Awaitable[T]]) -> T:
        """Raises what the last *attempt* raises."""
        for pause in self.pauses:
            try:
                return await attempt()
            except (RateLimited, Overloaded) as error:
                asked = error.retry_after
                if error.charge is not Cost.NOTHING or (asked is not None and asked > self.longest):
                    raise
                seconds = (pause if asked is None else asked) + self.jitter()
                _log.info("%s: next try in %.1f s (request id %s)", error.code, seconds, error.request_id)
            await self.wait(seconds)
        return await attempt()
