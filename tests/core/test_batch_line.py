"""Turns of batches among all others."""

import asyncio

from bot.core.batch_line import Line
from tests.fakes import ByHand, turn


async def test_a_turn_is_lined_up_and_waited_for() -> None:
    """`through` returns when it was advanced, and not for another turn."""
    scheduler = ByHand()
    line = Line(scheduler)
    going = asyncio.create_task(line.through(turn("turn000000001")))
    await asyncio.sleep(0)
    assert [name for _, name in scheduler.lined_up] == ["turn000000001"]
    line.ended("turn000000002")
    await asyncio.sleep(0)
    assert not going.done()
    line.ended("turn000000001")
    await asyncio.wait_for(going, 5)
    line.ended("turn000000001")
