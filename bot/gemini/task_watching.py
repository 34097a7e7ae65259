"""Asking for a task until it is done. Whatever goes wrong on the way, the task itself goes on."""

import logging
import re
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from typing import TypeVar
from urllib.parse import quote

from bot.core.errors import (
    AnswerUnreadable,
    Cost,
    LinkBroken,
    PlantainError,
    PromptBlocked,
    ProviderFailed,
    TaskFailed,
    TaskLost,
    TaskUnfinished,
)
from bot.core.ports import Wait
from bot.gemini.exchange import Exchange
from bot.gemini.task_errand import Errand
from bot.gemini.task_reading import Sighting, State, complaint

T = TypeVar("T")
Take = Callable[[Sighting, Exchange], Awaitable[T]]
"""Keep the pictures of a finished task while the files that came with the answer are there."""

_GROWTH = 1.5
_LONGER = 5
"""Questions that fail get up to so many times the longest pause between them: that is mended by people, if at all."""
_MOST_DENIALS = 5
"""A task may not be known at once everywhere; one that stays unknown is lost."""
_MORE_LOOKS = 4
_UNKNOWN = frozenset((404, 410))
_OF_THE_TASK = re.compile(r"(?<![/\w])tasks?(?!\w*/)|任务", re.IGNORECASE)
"""The thing, not the word in an address that is quoted because nothing is there."""
_BLOCKED = re.compile(r"safety|prohibit|sensitive|policy|blocked|violat|moderation|敏感|违规|审核", re.IGNORECASE)
_log = logging.getLogger(__name__)


@dataclass(eq=False, slots=True)
class Watch:
    """*seconds* is a monotonic clock.

    `denials`: how often the task was not known since it was last told of; `looks`: how often it ended without a result.
    """

    errand: Errand
    task: str
    wait: Wait
    seconds: Callable[[], float]
    denials: int = 0
    looks: int = 0

    async def result(self, take: Take[T], again: Callable[[], Awaitable[None]]) -> T:
        """What *take* makes of the finished task; *again* is called before each question.

        While its links give no picture it is asked for again: it is paid for, and its links may be others by then.

        Raises TaskFailed, PromptBlocked, TaskLost, TaskUnfinished, and what *take* raises.
        """
        tasks = self.errand.tasks
        until, pause = self.seconds() + tasks.longest, tasks.first_pause
        while True:
            await self.wait(pause)
            await again()
            async with self.errand.exchange() as exchange:
                sighting = await self._seen(exchange)
                if sighting and self._is_over(sighting):
                    try:
                        return await take(_finished(sighting, exchange), exchange)
                    except LinkBroken as error:
                        if error.final or self.seconds() >= until:
                            raise
            if self.seconds() >= until:
                raise TaskUnfinished(tasks.longest)
            longest = tasks.longest_pause if sighting else tasks.longest_pause * _LONGER
            pause = min(pause * _GROWTH, longest)

    def _is_over(self, sighting: Sighting) -> bool:
        """A task may be done before its results are everywhere; they are paid for, so some more looks are taken."""
        if sighting.state in {State.DONE, State.PARTIAL} and not sighting.results:
            self.looks += 1
            return self.looks > _MORE_LOOKS
        return sighting.state is not State.RUNNING

    async def _seen(self, exchange: Exchange) -> Sighting | None:
        """None when nothing is told. A key or an address that is refused says nothing of the task, which goes on."""
        tasks = self.errand.tasks
        path = tasks.poll.replace("{id}", quote(self.task, safe=":"))
        try:
            sighting = await self.errand.ask(exchange, "GET", path, seconds=tasks.request_timeout)
        except ProviderFailed as error:
            self._heed(error, exchange)
            return None
        self.denials = 0
        return sighting

    def _heed(self, error: ProviderFailed, exchange: Exchange) -> None:
        """Raises TaskLost when the task was not known too often."""
        if exchange.http_status not in _UNKNOWN or not _OF_THE_TASK.search(complaint(exchange.reply)):
            return
        self.denials += 1
        if self.denials >= _MOST_DENIALS:
            raise TaskLost(request_id=error.request_id) from error


def _finished(sighting: Sighting, exchange: Exchange) -> Sighting:
    """Raises what people are told of a task that ended badly."""
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
