"""16 pictures of 4K at once: how long everybody else waits for an acknowledgement, beside an idle bot, in one run.

What stands under "floor" is the same bot before, with nothing else to do.
"""

import asyncio
import tempfile
from collections.abc import Iterable
from dataclasses import dataclass, field
from pathlib import Path

from tests.benchmarks.doors import CROWD, Door, door, process
from tests.benchmarks.latency import Waits
from tests.benchmarks.report import Row
from tests.benchmarks.watched import seen

ROUNDS = 3
LARGE = 16
SINGLES = 100
PAUSE = 0.01
"""Seconds between questions, so that these are not what keeps the bot busy."""
_TARGETS = {"acknowledged: p99": 1000.0}
"""Milliseconds: well inside of Discord's three seconds."""


@dataclass
class Sides:
    """What is measured beside the crowd, and what without."""

    crowded: Waits = field(default_factory=Waits)
    idle: Waits = field(default_factory=Waits)


def run() -> Iterable[Row]:
    with tempfile.TemporaryDirectory(prefix="plantain-bench-") as folder:
        sides = asyncio.run(_measured(Path(folder)))
    for name, values in sides.crowded.rounds.items():
        yield Row(f"{name}, {LARGE} x 4K", "ms", values, sides.idle.rounds[name], _TARGETS.get(name))


async def _measured(folder: Path) -> Sides:
    (folder / "product").mkdir()
    watched = folder / "address"
    async with process("tests.benchmarks.painter") as painting:
        assert painting.stdout
        settings = {
            "GEMINI_API_KEY": "made-up-key",
            "GEMINI_BASE_URL": (await painting.stdout.readline()).decode().strip(),
            "GEMINI_MODEL": "nano-banana-2.1",
            "PLANTAIN_DATA": str(folder / "data"),
            "PLANTAIN_AT_ONCE": str(LARGE),
            "LOG_LEVEL": "warning",
        }
        async with door(
            folder / "product", "tests.benchmarks.watched", str(watched), posts_all=True, settings=settings
        ) as product:
            await _crowded(product, watched, Waits())  # the first ones of everything are not counted
            sides = Sides()
            for _ in range(ROUNDS):
                await _idle(product, watched, sides.idle)
                await _crowded(product, watched, sides.crowded)
            return sides


async def _idle(product: Door, watched: Path, waits: Waits) -> None:
    await seen(watched)
    waits.spread("acknowledged", [await _acknowledged(product, number) for number in range(SINGLES)])
    await _note(watched, waits)


async def _crowded(product: Door, watched: Path, waits: Waits) -> None:
    await seen(watched)
    large = [await product.ask_in_crowd("a lighthouse", number, "4K") for number in range(LARGE)]
    posted = asyncio.create_task(product.posted(*large))
    seconds: list[float] = []
    while not posted.done():
        seconds.append(await _acknowledged(product, len(seconds)))
        await asyncio.sleep(PAUSE)
    await posted
    waits.spread("acknowledged", seconds)
    await _note(watched, waits)


async def _acknowledged(product: Door, number: int) -> float:
    """Seconds until somebody's question for the models was acknowledged."""
    person = product.discord.person(f"Person {number % CROWD}")
    asked = await person.slash(product.discord.channel(f"channel{number % CROWD}"), "models", {})
    return await product.acknowledged(asked)


async def _note(watched: Path, waits: Waits) -> None:
    waits.note("longest stall of the loop", (await seen(watched))["stall"])
