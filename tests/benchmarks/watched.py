"""The bot as `plantain run` runs it, watched from inside: its loop's stalls, its memory, and what it holds.

    python -m tests.benchmarks.watched FILE

writes an address into FILE. `GET /` there tells what was seen since the last time it was asked.
"""

import asyncio
import gc
import os
import signal
import sys
import threading
from contextlib import suppress
from pathlib import Path
from typing import Any

import aiohttp
from aiohttp import web

from bot import app
from bot.logs import start_log
from bot.settings import Settings
from tests.benchmarks.measure import memory, stalls

_FDS = Path("/proc/self/fd")


class Watch:
    """`rss` in bytes, `stall` in seconds; of the loop's tasks those that the watch itself needs are in it."""

    def __init__(self) -> None:
        self._stall = 0.0
        self._asked = asyncio.Event()

    async def look(self) -> None:
        while True:
            self._asked.clear()
            async with stalls(self._note):
                await self._asked.wait()
            self._told.set_result(None)

    async def tell(self, _: web.Request) -> web.Response:
        self._told = asyncio.get_running_loop().create_future()
        self._asked.set()
        await self._told
        gc.collect()
        return web.json_response(self._seen())

    def _note(self, seconds: float) -> None:
        self._stall = seconds

    def _seen(self) -> dict[str, Any]:
        return {
            "stall": self._stall,
            "rss": memory("VmRSS"),
            "files": len(os.listdir(_FDS)) if _FDS.exists() else 0,  # noqa: PTH208 - only their number counts
            "tasks": len(asyncio.all_tasks()),
            "threads": threading.active_count(),
        }


async def main(address: Path) -> None:
    settings = Settings.read()
    start_log(settings.log_level, settings.log_format)
    stop, watch = asyncio.Event(), Watch()
    for number in (signal.SIGINT, signal.SIGTERM):
        asyncio.get_running_loop().add_signal_handler(number, stop.set)
    web_app = web.Application()
    web_app.router.add_get("/", watch.tell)
    runner = web.AppRunner(web_app, access_log=None)
    await runner.setup()
    await web.TCPSite(runner, "127.0.0.1", 0).start()
    address.write_text(f"http://127.0.0.1:{runner.addresses[0][1]}")  # noqa: ASYNC240 - a line, before anything runs
    looking = asyncio.create_task(watch.look())
    try:
        await app.run(settings, stop)
    finally:
        looking.cancel()
        with suppress(asyncio.CancelledError):
            await looking
        await runner.cleanup()


async def seen(address: Path) -> dict[str, Any]:
    """What a bot that runs here has seen since it was last asked."""
    async with (
        aiohttp.ClientSession() as session,
        session.get(address.read_text()) as response,  # noqa: ASYNC240 - a line
    ):
        return dict(await response.json())


if __name__ == "__main__":
    asyncio.run(main(Path(sys.argv[1])))
