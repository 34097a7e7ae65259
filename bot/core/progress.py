"""Showing how far a turn is while the model works on it."""

import asyncio
import logging
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager, suppress

from bot.core.catalog import Catalog
from bot.core.errors import PostFailed
from bot.core.ports import Delivery
from bot.core.turn import Turn

_log = logging.getLogger(__name__)


class Progress:
    """Shows a bar after *first* and then every *tick* seconds; *seconds* is a steady clock.

    The bar is full at the usual time of the family and size. Showing it takes no longer than *longest* seconds.
    """

    def __init__(
        self,
        catalog: Catalog,
        delivery: Delivery,
        seconds: Callable[[], float],
        *,
        first: float = 1.0,
        tick: float = 4.0,
        longest: float = 10.0,
    ) -> None:
        self._catalog, self._delivery, self._seconds = catalog, delivery, seconds
        self._first, self._tick, self._longest = first, tick, longest
        self._stopped = False

    def stop(self) -> None:
        """Let every bar stay as it is."""
        self._stopped = True

    @asynccontextmanager
    async def shown(self, turn: Turn) -> AsyncIterator[None]:
        """Show progress while inside. On leaving nothing more is sent that could cover what comes next.

        That takes as long as the last bar is on its way: what must not be lost is stored inside.
        """
        over = asyncio.Event()
        showing = asyncio.create_task(self._show(turn, over), name=f"progress of turn {turn.id}")
        try:
            yield
        finally:
            over.set()
            await showing

    async def _show(self, turn: Turn, over: asyncio.Event) -> None:
        began, usual, pause = self._seconds(), self._usual(turn), self._first
        while not await _set_within(over, pause) and not self._stopped:
            try:
                async with asyncio.timeout(self._longest):
                    await self._delivery.progress(turn, (self._seconds() - began) / usual)
            except (PostFailed, TimeoutError):
                _log.debug("turn %s: its progress could not be shown", turn.id)
            except Exception:  # noqa: BLE001 - a bar is no reason to lose what is drawn
                _log.exception("turn %s: its progress could not be shown", turn.id)
            pause = self._tick

    def _usual(self, turn: Turn) -> float:
        family = self._catalog.family(turn.request.family)
        size = turn.request.options.size or family.usual_size
        return float(family.usual_seconds.get(size) or max(family.usual_seconds.values()))


async def _set_within(event: asyncio.Event, seconds: float) -> bool:
    with suppress(TimeoutError):
        await asyncio.wait_for(event.wait(), seconds)
    return event.is_set()
