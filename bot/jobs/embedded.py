"""The scheduler inside the bot's own process: one lane per conversation, nothing on disk (the turns' table is that)."""

import asyncio
import logging
from collections import deque
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass, field

from bot.jobs.fairness import Slots

Advance = Callable[[str], Awaitable[None]]
"""Carry the turn with this id as far as it goes; safe to repeat."""

_log = logging.getLogger(__name__)


@dataclass(slots=True)
class _Lane:
    """Turns of one place, oldest first, and the task that works them off. It lives while there are any."""

    waiting: deque[str] = field(default_factory=deque)
    running: str | None = None
    task: asyncio.Task[None] | None = None

    @property
    def started(self) -> int:
        return 0 if self.running is None else 1


class EmbeddedScheduler:
    """Advances turns: those of one place one at a time and in order, those of at most *at_once* places side by side.

    Where there is less room than that, people are let in in turn.
    A turn whose lane never comes to it, because the process ends, stays in the table for the next start.
    """

    def __init__(self, advance: Advance | None = None, *, at_once: int) -> None:
        self._advance = advance
        self._at_once, self._slots = at_once, Slots(at_once)
        self._people: dict[str, int] = {}
        self._lanes: dict[int, _Lane] = {}
        self._empty = asyncio.Event()
        self._empty.set()
        self._closed = False

    def bind(self, advance: Advance) -> None:
        """Name what advances turns, where it needs the scheduler to be made itself. Before the first `submit`."""
        self._advance = advance

    def submit(self, place: int, turn_id: str, person: int) -> int:
        """Line a turn up, unless it waits already; returns how many turns of its place are before it, running or not.

        A turn that is running is lined up once more: what is new about it may have come too late for this run.
        After `close` nothing is lined up.
        """
        if self._advance is None:
            raise RuntimeError("bind the scheduler before submitting turns")
        lane = self._lanes.get(place, _Lane())
        if turn_id in lane.waiting:
            return lane.started + lane.waiting.index(turn_id)
        before = lane.started + len(lane.waiting)
        if not self._closed:
            lane.waiting.append(turn_id)
            self._people[turn_id] = person
            self._open(place, lane, self._advance)
        return before

    def has(self, place: int, turn_id: str) -> bool:
        lane = self._lanes.get(place)
        return lane is not None and (turn_id == lane.running or turn_id in lane.waiting)

    def line(self, place: int) -> Sequence[str]:
        lane = self._lanes.get(place)
        return tuple(lane.waiting) if lane else ()

    def waiting(self, place: int) -> int:
        """How many turns of the place are lined up and have not started."""
        return len(self.line(place))

    def waiting_for(self, person: int) -> int:
        return sum(whose == person for whose in self._people.values())

    def all_waiting(self) -> int:
        return len(self._people)

    def hurry(self) -> None:
        """Make as much room again: what is quick to do need not wait for what takes long, now that time is short."""
        self._slots.widen(self._at_once)

    async def idle(self) -> None:
        """Return when nothing runs and nothing waits."""
        await self._empty.wait()

    async def close(self, grace: float) -> None:
        """Start nothing more, let what runs finish for up to *grace* seconds, then cancel it."""
        self._closed = True
        self._people.clear()
        for lane in self._lanes.values():
            lane.waiting.clear()
        tasks = [lane.task for lane in self._lanes.values() if lane.task]
        if not tasks:
            return
        _, late = await asyncio.wait(tasks, timeout=grace)
        for task in late:
            task.cancel()
        await asyncio.gather(*late, return_exceptions=True)
        self._lanes.clear()
        self._empty.set()

    def _open(self, place: int, lane: _Lane, advance: Advance) -> None:
        self._empty.clear()
        self._lanes[place] = lane
        if lane.task is None:
            lane.task = asyncio.create_task(self._work(place, lane, advance), name=f"lane of place {place}")

    async def _work(self, place: int, lane: _Lane, advance: Advance) -> None:
        try:
            while lane.waiting:
                async with self._slots.held(self._people.get(lane.waiting[0], 0)):
                    if lane.waiting:
                        self._people.pop(lane.waiting[0], None)
                    await _next(lane, advance)
        finally:
            self._lanes.pop(place, None)
            if not self._lanes:
                self._empty.set()


async def _next(lane: _Lane, advance: Advance) -> None:
    """Advance the lane's oldest turn, if closing left one. Its failure is logged; the lane goes on."""
    if not lane.waiting:
        return
    lane.running = lane.waiting.popleft()
    try:
        await advance(lane.running)
    except asyncio.CancelledError:
        if _is_cancelled():
            raise
        _log.warning("turn %s was cancelled from within", lane.running)
    except Exception:  # noqa: BLE001 - one turn's failure, of whatever kind, must not hold up the lane
        _log.exception("turn %s could not be advanced", lane.running)
    finally:
        lane.running = None


def _is_cancelled() -> bool:
    """Whether it is this task that somebody cancelled, and not something that it waited for."""
    task = asyncio.current_task()
    return task is not None and task.cancelling() > 0
