"""Turns of batches on their way through the scheduler: one at a time, so that other wishes come in between."""

import asyncio

from bot.core.scheduling import Scheduler
from bot.core.turn import Turn


class Line:
    """Lines turns up among all others, and waits for each."""

    def __init__(self, scheduler: Scheduler) -> None:
        self._scheduler = scheduler
        self._ended: dict[str, asyncio.Event] = {}

    async def through(self, turn: Turn) -> None:
        """Return when *turn* has been advanced, however far that was."""
        ended = self._ended[turn.id] = asyncio.Event()
        try:
            self._scheduler.submit(turn.place.id, turn.id, turn.person.id)
            await ended.wait()
        finally:
            del self._ended[turn.id]

    def ended(self, turn_id: str) -> None:
        """Whoever advances turns says so here."""
        if event := self._ended.get(turn_id):
            event.set()
