"""A disk that keeps whoever works on a file waiting, while the event loop has to turn."""

import asyncio
import threading
from collections.abc import Coroutine
from io import BufferedReader, FileIO
from pathlib import Path
from typing import Any, TypeVar

LONG = 5.0
T = TypeVar("T")


class StalledDisk:
    """Stalls from the beginning; `asked` is set when somebody waits for it."""

    def __init__(self) -> None:
        self._loop, self._thread = asyncio.get_running_loop(), threading.get_ident()
        self.asked, self._goes = asyncio.Event(), threading.Event()

    def stall(self) -> None:
        self.asked.clear()
        self._goes.clear()

    def go_on(self) -> None:
        self._goes.set()

    def wait(self) -> None:
        """What a thread does until the disk goes on."""
        assert threading.get_ident() != self._thread, "the event loop waits for the disk"
        self._loop.call_soon_threadsafe(self.asked.set)
        assert self._goes.wait(LONG)

    def at(self, path: Path) -> Path:
        """*path*; opening its file, looking at it, reading and deleting it wait for the disk."""
        disk = self

        class Stalled(type(path)):  # type: ignore[misc]  # what Path is differs from system to system
            def open(self, mode: str = "r", buffering: int = -1) -> Any:
                disk.wait()
                file = StalledFile(disk, path, mode)
                return BufferedReader(file) if buffering and mode == "rb" else file

            def stat(self, *, follow_symlinks: bool = True) -> Any:
                disk.wait()
                return Path(self).stat(follow_symlinks=follow_symlinks)

            def unlink(self, missing_ok: bool = False) -> None:
                disk.wait()
                Path(self).unlink(missing_ok)

        return Stalled(path)

    async def beside(self, work: Coroutine[Any, Any, T]) -> T:
        """What *work* returns, which has to wait for the disk once; nothing else does."""
        self.stall()
        async with asyncio.timeout(3 * LONG), asyncio.TaskGroup() as group:
            task = group.create_task(work)
            await self.asked.wait()
            assert not task.done()
            self.go_on()
        return task.result()


class StalledFile(FileIO):
    def __init__(self, disk: StalledDisk, path: Path, mode: str) -> None:
        super().__init__(path, mode)
        self._disk = disk

    def readinto(self, buffer: Any) -> int:
        self._disk.wait()
        return super().readinto(buffer)

    def write(self, data: Any) -> int:
        self._disk.wait()
        return super().write(data)
