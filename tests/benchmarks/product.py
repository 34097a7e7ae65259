"""The product's side of the wire: `bot.gemini` against the provider, measured in a fresh process.

    python -m tests.benchmarks.product FOLDER PORT MODEL TIMES [TOGETHER]

With TOGETHER that many calls run at once, and only the lateness of the loop is told.
"""

import asyncio
import hashlib
import json
import secrets
import sys
import tempfile
from pathlib import Path
from typing import Any

from google.genai import types

from bot.gemini.exchange import Exchange
from bot.gemini.sdk import Connection, Endpoint, connect, generate
from tests.benchmarks.measure import cpu, forget_peak, lateness, memory, stalls

_CONFIG = types.GenerateContentConfig()
_NEW: list[dict[str, Any]] = [{"role": "user", "parts": [{"text": "a lighthouse at dusk"}]}]


class Calls:
    """Calls that keep what comes in *store*, as the bot would before it hashes it."""

    def __init__(self, connection: Connection, folder: Path, spool: Path) -> None:
        self._connection, self._folder, self._spool = connection, folder, spool
        self._history = json.loads((folder / "edit.json").read_bytes())
        self.kept: list[Path] = []

    async def call(self, model: str) -> None:
        contents = self._history if model in ("edit", "check") else _NEW
        async with Exchange(self._spool, lambda token: self._folder / token, lambda: secrets.token_hex(32)) as exchange:
            await generate(self._connection, exchange, model, contents, _CONFIG)
            for token, file in exchange.files.items():
                self.kept.append(file.rename(self._spool / f"kept-{token}"))

    def digest(self) -> str:
        """Of the newest picture."""
        pictures = [file for file in self.kept if file.name.startswith("kept-blob")]
        return hashlib.sha256(pictures[-1].read_bytes() if pictures else b"").hexdigest()


async def alone(calls: Calls, model: str, times: int) -> dict[str, Any]:
    await calls.call("check" if model == "edit" else "small")
    forget_peak()
    before, spent = memory("VmRSS"), cpu()
    for _ in range(times):
        await calls.call(model)
    spent = cpu() - spent
    peak = memory("VmHWM") - before
    seen: list[float] = []
    for _ in range(times):
        async with stalls(seen.append):
            await calls.call(model)
    return {"cpu": spent / times, "memory": peak, "stall": max(seen), "digest": calls.digest()}


async def together(calls: Calls, model: str, number: int) -> dict[str, Any]:
    await calls.call("small")
    seen: list[float] = []
    async with lateness(seen.append), asyncio.TaskGroup() as group:
        for _ in range(number):
            group.create_task(calls.call(model))
    return {"lateness": seen[0]}


async def main(folder: Path, port: int, model: str, times: int, number: int) -> None:
    endpoint = Endpoint("a-made-up-key", f"https://127.0.0.1:{port}")
    with tempfile.TemporaryDirectory(dir=folder) as spool:
        async with connect(endpoint) as connection:
            calls = Calls(connection, folder, Path(spool))
            result = await (together(calls, model, number) if number else alone(calls, model, times))
    sys.stdout.write(json.dumps(result))


if __name__ == "__main__":
    asyncio.run(main(Path(sys.argv[1]), int(sys.argv[2]), sys.argv[3], int(sys.argv[4]), int((sys.argv[5:] or "0")[0])))
