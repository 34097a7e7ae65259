"""The order in which wishes of a place came."""

import asyncio

import pytest

from bot.core import arrivals
from bot.core.arrivals import Arrivals


async def test_who_came_first_is_accepted_first() -> None:
    """However long the first is looked at, and whether or not it is accepted in the end."""
    line, accepted, looked_at = Arrivals(), list[str](), asyncio.Event()

    async def first() -> None:
        with line.came(1):
            await looked_at.wait()
            accepted.append("first")
            raise ValueError

    async def later(name: str, place: int = 1) -> None:
        with line.came(place) as arrival:
            await arrival.turn()
            accepted.append(name)

    tasks = [asyncio.create_task(work) for work in (first(), later("second"), later("third"), later("elsewhere", 2))]
    for _ in range(10):
        await asyncio.sleep(0)
    assert accepted == ["elsewhere"]
    looked_at.set()
    await asyncio.gather(*tasks, return_exceptions=True)
    assert accepted == ["elsewhere", "first", "second", "third"]
    await asyncio.sleep(0)
    assert line._newest == {}


async def test_behind_one_that_steps_aside_the_order_holds() -> None:
    """The third does not overtake the first, although the second has left the line."""
    line = Arrivals()
    with line.came(1) as first:
        with line.came(1):
            pass
        with line.came(1) as third:
            waiting = asyncio.create_task(third.turn())
            for _ in range(10):
                await asyncio.sleep(0)
            assert not waiting.done()
            first.step_aside()
            await waiting
    await asyncio.sleep(0)
    assert line._newest == {}


async def test_who_steps_aside_holds_nobody_up() -> None:
    """A wish whose pictures are fetched for a minute is accepted when they are there."""
    line = Arrivals()
    with line.came(1) as slow:
        slow.step_aside()
        with line.came(1) as quick:
            async with asyncio.timeout(5):
                await quick.turn()


async def test_nobody_waits_for_ever(monkeypatch: pytest.MonkeyPatch) -> None:
    """Discord may keep the one before for long, and another one's question must not wait as long."""
    monkeypatch.setattr(arrivals, "LONGEST", 0.01)
    line = Arrivals()
    with line.came(1) as stuck, line.came(1) as behind:
        await behind.turn()
        assert not stuck.over.done()
