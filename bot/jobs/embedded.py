"""The scheduler inside the bot's own process: one lane per conversation, nothing on disk (the turns' table is that)."""

import asyncio
import logging
from collections import deque
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass, field

from bot.jobs.fairness import FairRoom

Advance = Callable[[str], Awaitable[None]]
"""Carry the turn with this id as far as it goes; safe to repeat."""

_log = logging.getLogger(__name__)


@dataclass(slots=True)
class _Lane:
    """Turns of one place, oldest first, and the task that works them off. It lives while there are any."""

    waiting: deque[str] = field(default_factory=deque)
    running: str | None = None
    task: asyncio.Task[None] | None = None


class EmbeddedScheduler:
    """Advances turns: those of one place one at a time and in order, those of different places side by side.

    `room` is what the model has for at most *at_once* of them; who advances a turn holds it while the model draws, so
    that Discord's trouble with one place costs the others nothing.
    A turn whose lane never comes to it, because the process ends, stays in the table for the next start.
    """

    def __init__(self, advance: Advance | None = None, *, at_once: int) -> None:
        self._advance = advance
        self.room = FairRoom(at_once)
        self._people: dict[str, int] = {}
        self._lanes: dict[int, _Lane] = {}
        self._empty = asyncio.Event()
        self._empty.set()
        self._closed = False

    def bind(self, advance: Advance) -> None:
        """Name what advances turns, where it needs the scheduler to be made itself. Before the first `submit`."""
        self._advance = advance

    def submit(self, place: int, turn_id: str, person: int) -> int:
        """Line a turn up, unless it waits already; returns how many are before it.

        A turn that is running is lined up once more: what is new about it may have come too late for this run.
        After `close` nothing is lined up.
        """
        if self._advance is None:
            raise RuntimeError("bind the scheduler before submitting turns")
        lane = self._lanes.get(place, _Lane())
        if turn_id in lane.waiting:
            return self.ahead(place, turn_id)
        before = self._before(lane, len(lane.waiting), person)
        if not self._closed:
            lane.waiting.append(turn_id)
            self._people[turn_id] = person
            self._open(place, lane, self._advance)
        return before

    def withdraw(self, place: int, turn_id: str) -> None:
        """Let a turn wait no longer; one that is running runs on."""
        self.room.withdraw(turn_id)
        lane = self._lanes.get(place)
        if lane and turn_id in lane.waiting:
            lane.waiting.remove(turn_id)
            del self._people[turn_id]

    def has(self, place: int, turn_id: str) -> bool:
        lane = self._lanes.get(place)
        return lane is not None and (turn_id == lane.running or turn_id in lane.waiting)

    def ahead(self, place: int, turn_id: str) -> int:
        """How many pictures are drawn before that of a turn, as far as one can tell; 0 when it does not wait."""
        lane = self._lanes.get(place)
        if lane and turn_id in lane.waiting:
            return self._before(lane, lane.waiting.index(turn_id), self._people[turn_id])
        return self._before_in_room(turn_id)

    def line(self, place: int) -> Sequence[str]:
        lane = self._lanes.get(place)
        return tuple(lane.waiting) if lane else ()

    def waiting(self, place: int) -> int:
        """How many turns of the place are lined up and have not started."""
        return len(self.line(place))

    def waiting_for(self, person: int) -> int:
        return sum(whose == person for whose in self._people.values()) + self.room.waiting_for(person)

    def all_waiting(self) -> int:
        return len(self._people) + len(self.room.line())

    async def idle(self) -> None:
        """Return when nothing runs and nothing waits."""
        await self._empty.wait()

    async def close(self, grace: float) -> None:
        """Start nothing more, let what runs finish for up to *grace* seconds, then cancel it."""
        self._closed = True
        self.room.close()
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

    def _before(self, lane: _Lane, index: int, person: int) -> int:
        if lane.running is not None:
            return index + 1 + self._before_in_room(lane.running)
        first = self._people[lane.waiting[0]] if lane.waiting else person
        return index + (self.room.before(first) + 1 if self.room.is_full else 0)

    def _before_in_room(self, turn_id: str) -> int:
        """One of those that are in has to leave, and then go those who come before."""
        line = self.room.line()
        return line.index(turn_id) + 1 if turn_id in line else 0

    async def _work(self, place: int, lane: _Lane, advance: Advance) -> None:
        try:
            while lane.waiting:
                lane.running = lane.waiting.popleft()
                self._people.pop(lane.running, None)
                await _run(lane, lane.running, advance)
        finally:
            self._lanes.pop(place, None)
            if not self._lanes:
                self._empty.set()


async def _run(lane: _Lane, turn_id: str, advance: Advance) -> None:
    """Advance a turn. Its failure is logged; the lane goes on."""
    try:
        await advance(turn_id)
    except asyncio.CancelledError:
        if _is_cancelled():
            raise
        _log.warning("turn %s was cancelled from within", turn_id)
    except Exception:  # noqa: BLE001 - one turn's failure, of whatever kind, must not hold up the lane
        _log.exception("turn %s could not be advanced", turn_id)
    finally:
        lane.running = None


def _is_cancelled() -> bool:
    """Whether it is this task that somebody cancelled, and not something that it waited for."""
    task = asyncio.current_task()
    return task is not None and task.cancelling() > 0
