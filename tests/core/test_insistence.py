"""Trying again and again to store what is paid for."""

import asyncio

import pytest

from bot.core.errors import StorageFailed
from bot.core.insistence import PAUSES, Insistence
from tests.fakes import Waits


class Disk:
    """Refuses so many times before it takes something."""

    def __init__(self, refusals: int) -> None:
        self.refusals, self.tries = refusals, 0

    async def take(self) -> str:
        self.tries += 1
        if self.tries <= self.refusals:
            raise StorageFailed
        return "taken"


async def test_a_disk_that_is_cleaned_within_minutes_loses_nothing() -> None:
    """Pauses widen, and after many failures it is stored all the same."""
    waits, disk = Waits(), Disk(8)
    assert await Insistence(waits).through("a picture", disk.take) == "taken"
    assert waits == list(PAUSES[:8])
    assert waits == sorted(waits)


async def test_it_is_bounded() -> None:
    """Long before the interaction's quarter of an hour is over the person hears how it ended."""
    waits, disk = Waits(), Disk(1000)
    with pytest.raises(StorageFailed):
        await Insistence(waits).through("a picture", disk.take)
    assert disk.tries == len(PAUSES) + 1
    assert 8 * 60 < sum(waits) < 10 * 60


async def test_who_is_cancelled_tries_once_more() -> None:
    """A process that ends has a last chance to keep what is paid for."""
    waiting = asyncio.Event()

    async def wait(_: float) -> None:
        waiting.set()
        await asyncio.Event().wait()

    disk = Disk(1)
    insisting = asyncio.create_task(Insistence(wait).through("a picture", disk.take))
    await waiting.wait()
    insisting.cancel()
    with pytest.raises(asyncio.CancelledError):
        await insisting
    assert disk.tries == 2
