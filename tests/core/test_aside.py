import asyncio
import gc
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress

import pytest

from bot.core.aside import aside, entered
from tests.stalled import StalledDisk

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


async def test_a_context_is_entered_and_left_in_threads() -> None:
    """What it gives is handed on, and what ends the block ends it."""
    threads = []

    @contextmanager
    def context() -> Iterator[str]:
        threads.append(threading.get_ident())
        try:
            yield "given"
        except ZeroDivisionError:
            threads.append(threading.get_ident())
            raise

    with suppress(ZeroDivisionError):
        async with entered(context()) as given:
            assert given == "given"
            raise ZeroDivisionError
    async with entered(context()):
        pass
    assert len(threads) == 3
    assert threading.get_ident() not in threads


async def test_a_context_that_nobody_waits_for_any_more_is_left() -> None:
    """Who is cancelled while a thread enters it leaves nothing open."""
    disk, ended = StalledDisk(), []

    @contextmanager
    def context() -> Iterator[None]:
        disk.wait()
        try:
            yield
        except BaseException as error:
            ended.append(type(error))
            raise

    async def cancelled() -> None:
        with pytest.raises(TimeoutError):
            async with asyncio.timeout(0), entered(context()):
                raise AssertionError("it was entered for nobody")

    await disk.beside(cancelled())
    assert ended == [asyncio.CancelledError]
