"""Work that outlives its request: jobs that go from state to state, each step let go by a pace."""

import asyncio
from collections import deque
from collections.abc import Awaitable, Callable, Coroutine
from dataclasses import dataclass, field
from typing import Any

JobPace = Callable[[str, str], Awaitable[None]]
"""Awaited with a job's id and state before it leaves that state."""

_MOST = 200


@dataclass(slots=True)
class Jobs:
    """All jobs of a stand-in. ``plans`` are the states that coming jobs shall go through instead of the usual ones."""

    pace: JobPace | None = None
    plans: deque[tuple[str, ...]] = field(default_factory=deque)
    _running: set["asyncio.Task[None]"] = field(default_factory=set)

    def states(self, *usual: str) -> list[str]:
        """The states of the next job; a last one that is empty is for its maker to fill."""
        return list(self.plans.popleft() if self.plans else usual)

    async def leave(self, job: str, state: str) -> None:
        if self.pace:
            await self.pace(job, state)

    def start(self, work: Coroutine[Any, Any, None]) -> None:
        task = asyncio.create_task(work)
        self._running.add(task)
        task.add_done_callback(self._running.discard)

    async def close(self) -> None:
        for task in (running := tuple(self._running)):
            task.cancel()
        await asyncio.gather(*running, return_exceptions=True)


def remember(jobs: dict[str, Any], name: str, job: Any) -> None:
    """Keeps the newest jobs only."""
    jobs[name] = job
    while len(jobs) > _MOST:
        del jobs[next(iter(jobs))]
