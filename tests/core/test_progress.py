"""The bar."""

import asyncio
from itertools import count

from bot.core.errors import PostFailed
from bot.core.progress import Progress
from bot.core.turn import Turn
from tests.fakes import CATALOG, RecordingDelivery, turn


class Watched(RecordingDelivery):
    """A delivery that says when so many bars have been shown, and may fail each time."""

    def __init__(self, wanted: int, *, failing: bool = False) -> None:
        super().__init__()
        self.enough, self._wanted, self._failing = asyncio.Event(), wanted, failing

    async def progress(self, turn: Turn, part: float) -> None:
        await super().progress(turn, part)
        if len(self.parts) >= self._wanted:
            self.enough.set()
        if self._failing:
            raise PostFailed


async def shown(delivery: Watched) -> list[float]:
    seconds = count(0, 5).__next__
    progress = Progress(CATALOG, delivery, seconds, first=0.001, tick=0.001)
    async with progress.shown(turn()), asyncio.timeout(5):
        await delivery.enough.wait()
    return [part for _, part in delivery.parts]


async def test_the_bar_follows_the_usual_time() -> None:
    """Twenty seconds are usual for a 1K picture of Nano Banana 2.1, so each five seconds are a quarter."""
    assert (await shown(Watched(5)))[:5] == [0.25, 0.5, 0.75, 1.0, 1.25]


async def test_a_bar_that_cannot_be_shown_does_no_harm() -> None:
    """The picture comes whether its progress could be shown or not."""
    assert len(await shown(Watched(3, failing=True))) >= 3


async def test_a_stopped_bar_stays_as_it_is() -> None:
    """While the process ends, what can be posted to Discord is left to the pictures."""
    delivery, rounds = Watched(1), count()
    progress = Progress(CATALOG, delivery, lambda: float(next(rounds)), first=0.001, tick=0.001)
    async with progress.shown(turn()), asyncio.timeout(5):
        await delivery.enough.wait()
        progress.stop()
        shown = len(delivery.parts)
        await asyncio.sleep(0.02)
    assert len(delivery.parts) == shown


async def test_nothing_is_shown_after_the_end() -> None:
    """What is quick shows no bar, and none can cover the card that follows."""
    delivery = Watched(1)
    async with Progress(CATALOG, delivery, lambda: 0.0, first=60).shown(turn()):
        pass
    assert delivery.parts == []
