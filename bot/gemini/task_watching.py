"""Asking for a task until it is done. Whatever goes wrong on the way, the task itself goes on."""

import logging
import re
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from typing import TypeVar

from bot.core.errors import (
    AnswerCut,
    AnswerUnreadable,
    Cost,
    GatewayTimedOut,
    Overloaded,
    PlantainError,
    PromptBlocked,
    ProviderBroken,
    ProviderFailed,
    RateLimited,
    TaskFailed,
    TaskLost,
    TaskUnfinished,
    TimedOut,
    Unreachable,
)
from bot.core.ports import Wait
from bot.gemini.exchange import Exchange
from bot.gemini.task_errand import Errand
from bot.gemini.task_reading import Sighting, State

T = TypeVar("T")
Take = Callable[[Sighting, Exchange], Awaitable[T]]
"""Keep the pictures of a finished task while the files that came with the answer are there."""

_PASSING = (
    RateLimited,
    Overloaded,
    ProviderBroken,
    Unreachable,
    TimedOut,
    GatewayTimedOut,
    AnswerCut,
    AnswerUnreadable,
)
_GROWTH = 1.5
_MOST_DENIALS = 3
"""A task may not be known at once everywhere; one that stays unknown is lost."""
_BLOCKED = re.compile(r"safety|prohibit|sensitive|policy|blocked|violat|moderation|敏感|违规|审核", re.IGNORECASE)
_log = logging.getLogger(__name__)


@dataclass(eq=False, slots=True)
class Watch:
    """*seconds* is a monotonic clock."""

    errand: Errand
    task: str
    wait: Wait
    seconds: Callable[[], float]
    denials: int = 0

    async def result(self, take: Take[T], again: Callable[[], Awaitable[None]]) -> T:
        """What *take* makes of the finished task; *again* is called before each question.

        Raises TaskFailed, PromptBlocked, TaskLost, TaskUnfinished, and what *take* raises.
        """
        tasks = self.errand.tasks
        until, pause = self.seconds() + tasks.longest, tasks.first_pause
        while True:
            await self.wait(pause)
            await again()
            with self.errand.exchange() as exchange:
                sighting = await self._seen(exchange)
                if sighting is not None:
                    return await take(sighting, exchange)
            if self.seconds() >= until:
                raise TaskUnfinished(tasks.longest)
            pause = min(pause * _GROWTH, tasks.longest_pause)

    async def _seen(self, exchange: Exchange) -> Sighting | None:
        """The finished task, or None."""
        tasks = self.errand.tasks
        path = tasks.poll.replace("{id}", self.task)
        try:
            sighting = await self.errand.ask(exchange, "GET", path, seconds=tasks.request_timeout)
        except _PASSING:
            return None
        except ProviderFailed as error:
            self.denials += 1
            if self.denials >= _MOST_DENIALS:
                raise TaskLost(request_id=error.request_id) from error
            return None
        self.denials = 0
        if sighting.state is State.RUNNING:
            return None
        if sighting.state is State.FAILED or (sighting.state is State.PARTIAL and not sighting.results):
            raise _failure(sighting, exchange)
        if not sighting.results:
            raise AnswerUnreadable(cost=Cost.CHARGED, request_id=exchange.request_id or None)
        return sighting


def _failure(sighting: Sighting, exchange: Exchange) -> PlantainError:
    """The provider's words go to the log; a filter's are told apart by them."""
    _log.warning("a task failed (request id %s): %.200s", exchange.request_id or "unknown", sighting.message)
    if _BLOCKED.search(sighting.message):
        return PromptBlocked()
    return TaskFailed(request_id=exchange.request_id or None)
