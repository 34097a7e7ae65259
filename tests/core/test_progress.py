"""The bar."""

import asyncio
from itertools import count

import pytest

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
    delivery, stopped = Watched(1), turn()
    progress = Progress(CATALOG, delivery, lambda: 0.0, first=0.001, tick=0.001)
    async with progress.shown(stopped), asyncio.timeout(5):
        (bar,) = (task for task in asyncio.all_tasks() if task.get_name() == f"progress of turn {stopped.id}")
        await delivery.enough.wait()
        progress.stop()
        shown = len(delivery.parts)
        await bar
    assert len(delivery.parts) == shown


async def test_nothing_is_shown_after_the_end() -> None:
    """What is quick shows no bar, and none can cover the card that follows."""
    delivery = Watched(1)
    async with Progress(CATALOG, delivery, lambda: 0.0, first=60).shown(turn()):
        pass
    assert delivery.parts == []


async def test_a_bar_that_discord_holds_is_given_up() -> None:
    """Nobody waits longer for it than the bound, neither the next bar nor what comes after."""
    delivery, tries = RecordingDelivery(), count(1)
    twice = asyncio.Event()

    async def hold(*_: object) -> None:
        if next(tries) > 1:
            twice.set()
        await asyncio.Event().wait()

    vars(delivery)["progress"] = hold
    progress = Progress(CATALOG, delivery, lambda: 0.0, first=0.001, tick=0.001, longest=0.01)
    async with asyncio.timeout(5), progress.shown(turn()):
        await twice.wait()


async def test_a_bar_that_fails_for_unknown_reasons_does_no_harm(caplog: pytest.LogCaptureFixture) -> None:
    """It is in the log, and what is drawn goes its way."""
    delivery, shown = RecordingDelivery(), asyncio.Event()

    async def fail(*_: object) -> None:
        shown.set()
        raise RuntimeError("nobody foresaw this")

    vars(delivery)["progress"] = fail
    async with asyncio.timeout(5), Progress(CATALOG, delivery, lambda: 0.0, first=0).shown(turn()):
        await shown.wait()
    assert "nobody foresaw this" in caplog.text


async def test_who_is_cancelled_while_the_last_bar_is_on_its_way_is_cancelled() -> None:
    """A process that ends is not kept by a bar."""
    delivery, shown = RecordingDelivery(), asyncio.Event()

    async def hold(*_: object) -> None:
        shown.set()
        await asyncio.Event().wait()

    async def draw() -> None:
        async with Progress(CATALOG, delivery, lambda: 0.0, first=0).shown(turn()):
            await shown.wait()
            leaving.set()

    vars(delivery)["progress"], leaving = hold, asyncio.Event()
    drawing = asyncio.create_task(draw())
    await leaving.wait()
    await asyncio.sleep(0)
    drawing.cancel()
    with pytest.raises(asyncio.CancelledError):
        await drawing
