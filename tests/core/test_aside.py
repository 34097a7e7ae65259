import asyncio
import gc
import threading
from collections.abc import Callable

import pytest

from bot.core.aside import aside

LONG = 30.0


async def test_work_is_done_in_a_thread() -> None:
    """What it returns or raises is handed on."""
    assert await aside(threading.get_ident) != threading.get_ident()
    assert await aside(divmod, 7, 2) == (3, 1)
    with pytest.raises(ZeroDivisionError):
        await aside(divmod, 7, 0)


@pytest.mark.parametrize("ends", [lambda: None, lambda: 1 / 0], ids=["well", "badly"])
async def test_who_is_cancelled_waits_for_the_end(ends: Callable[[], object]) -> None:
    """However often, and however the work ends, of which nobody complains."""
    loop, begun, go_on = asyncio.get_running_loop(), asyncio.Event(), threading.Event()
    complaints: list[object] = []
    loop.set_exception_handler(lambda _loop, context: complaints.append(context))

    def work() -> object:
        loop.call_soon_threadsafe(begun.set)
        assert go_on.wait(LONG)
        return ends()

    task = asyncio.create_task(aside(work))
    async with asyncio.timeout(LONG):
        await begun.wait()
        for _ in range(3):
            task.cancel()
            await asyncio.sleep(0)
            await asyncio.sleep(0)
        assert not task.done()
        go_on.set()
        with pytest.raises(asyncio.CancelledError):
            await task
    del task
    gc.collect()
    assert complaints == []
