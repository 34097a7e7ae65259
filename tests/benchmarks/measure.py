"""How a worker measures itself: CPU, the longest stall of its event loop, memory."""

import asyncio
import time
from collections.abc import AsyncIterator, Callable, Coroutine
from contextlib import asynccontextmanager
from pathlib import Path

_STATUS = Path("/proc/self/status")
_CLEAR = Path("/proc/self/clear_refs")
_TICK = 0.001
_ARRIVAL = 0.005


def cpu() -> float:
    """Seconds that this process has spent so far, user and system, all threads."""
    return time.process_time()


def forget_peak() -> None:
    """Let the peak of memory begin anew (Linux, proc(5): clear_refs)."""
    if _CLEAR.exists():
        _CLEAR.write_text("5")


def memory(field: str) -> int:
    """Bytes of `VmRSS` (now) or `VmHWM` (the peak); 0 where there is no /proc."""
    if not _STATUS.exists():
        return 0
    lines = _STATUS.read_text(encoding="ascii", errors="replace").splitlines()
    return next(int(line.split()[1]) * 1024 for line in lines if line.startswith(f"{field}:"))


@asynccontextmanager
async def stalls(note: Callable[[float], None]) -> AsyncIterator[None]:
    """Tells *note* the seconds for which the loop was longest unable to serve a timer of one millisecond."""
    longest = 0.0

    async def tick() -> None:
        nonlocal longest
        while True:
            before = time.perf_counter()
            await asyncio.sleep(_TICK)
            longest = max(longest, time.perf_counter() - before - _TICK)

    async with _beside(tick()):
        yield
    note(longest)


@asynccontextmanager
async def lateness(note: Callable[[float], None]) -> AsyncIterator[None]:
    """Tells *note* the 99th percentile of how late, in seconds, the loop serves something that arrives every 5 ms.

    What arrives while the loop is blocked counts too, each for itself.
    """
    late: list[float] = []

    async def serve() -> None:
        due = time.perf_counter()
        while True:
            due += _ARRIVAL
            await asyncio.sleep(max(0, due - time.perf_counter()))
            late.append(max(0, time.perf_counter() - due))

    async with _beside(serve()):
        yield
    note(sorted(late)[int(len(late) * 0.99)])


@asynccontextmanager
async def _beside(work: Coroutine[None, None, None]) -> AsyncIterator[None]:
    task = asyncio.create_task(work)
    await asyncio.sleep(0)
    try:
        yield
    finally:
        await asyncio.sleep(0)  # a stall at the very end is seen as well
        task.cancel()
        await asyncio.gather(task, return_exceptions=True)
