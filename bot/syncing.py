"""Slash commands go to Discord only when they changed: it takes 200 creations a day and server."""

import asyncio
import hashlib
import json
from pathlib import Path
from typing import Any, Protocol

from discord import app_commands


class SyncMarks(Protocol):
    """Remembers, for each application, which commands it was given last."""

    async def get(self, application: int) -> str | None: ...

    async def put(self, application: int, mark: str) -> None: ...


class FileMarks:
    """The marks in one small JSON file; a damaged one only means that commands are synced once more."""

    def __init__(self, file: Path) -> None:
        self._file = file

    async def get(self, application: int) -> str | None:
        return (await asyncio.to_thread(self._read)).get(str(application))

    async def put(self, application: int, mark: str) -> None:
        await asyncio.to_thread(self._write, str(application), mark)

    def _read(self) -> dict[str, str]:
        try:
            marks = json.loads(self._file.read_text(encoding="utf-8"))
        except (OSError, ValueError):
            return {}
        return marks if isinstance(marks, dict) else {}

    def _write(self, application: str, mark: str) -> None:
        new = self._file.with_suffix(".new")
        new.write_text(json.dumps(self._read() | {application: mark}), encoding="utf-8")
        new.replace(self._file)


def mark(tree: app_commands.CommandTree[Any]) -> str:
    """A fingerprint of all global commands as Discord would get them."""
    payload = sorted(json.dumps(command.to_dict(tree), sort_keys=True) for command in tree.get_commands())
    return hashlib.sha256("\n".join(payload).encode()).hexdigest()


async def sync_if_changed(tree: app_commands.CommandTree[Any], application: int, marks: SyncMarks) -> bool:
    """Sync the global commands unless Discord has them already; returns whether they were sent."""
    now = mark(tree)
    if await marks.get(application) == now:
        return False
    await tree.sync()
    await marks.put(application, now)
    return True
