"""What people wait for: the acknowledgement of a command, and the post once the model has answered.

Discord's stand-in runs in this process; the bot, the floor's bot and the model's stand-in in one of their own each.
"""

import asyncio
import tempfile
from collections.abc import AsyncIterator, Iterable
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from pathlib import Path

import aiohttp

from tests.benchmarks.doors import ROOMY, Door, door, process
from tests.benchmarks.report import Row
from tests.benchmarks.trivial import ONLY

ROUNDS = 5
SINGLES = 20
TOGETHER = 50
BESIDE = 4
ANSWERS = {
    "1K": ("pictures", "1K"),
    "4K": (ROOMY, "4K"),
    "4K to 10 MiB": ("pictures", "4K"),
}
"""Channel and size of the pictures that are posted, as they are or made to fit."""
_WELL_INSIDE = 1000.0
"""Milliseconds of Discord's three seconds."""


@dataclass
class Waits:
    """Milliseconds: by name, one value a round."""

    rounds: dict[str, list[float]] = field(default_factory=dict)

    def note(self, name: str, seconds: float) -> None:
        self.rounds.setdefault(name, []).append(seconds * 1e3)

    def spread(self, name: str, seconds: Iterable[float]) -> None:
        ordered = sorted(seconds)
        for share in (50, 99):
            self.note(f"{name}: p{share}", ordered[min(len(ordered) * share // 100, len(ordered) - 1)])


def run() -> Iterable[Row]:
    with tempfile.TemporaryDirectory(prefix="plantain-bench-") as folder:
        product, floor = asyncio.run(_measured(Path(folder)))
    for name, values in product.rounds.items():
        yield Row(name, "ms", values, floor.rounds[name], _WELL_INSIDE if name.endswith("p99") else None)


async def _measured(folder: Path) -> tuple[Waits, Waits]:
    """Product and floor; whoever is first changes from round to round."""
    async with _between(folder) as (painter, product, floor):
        sides = [(Waits(), product), (Waits(), floor)]
        for _, side in sides:  # the first ones of everything are not counted
            await _round(painter, side, Waits())
        for number in range(ROUNDS):
            for waits, side in sides[:: -1 if number % 2 else 1]:
                await _round(painter, side, waits)
    return sides[0][0], sides[1][0]


@asynccontextmanager
async def _between(folder: Path) -> AsyncIterator[tuple[aiohttp.ClientSession, Door, Door]]:
    (folder / "product").mkdir()
    (folder / "floor").mkdir()
    async with process("tests.benchmarks.painter") as painting:
        assert painting.stdout
        address = (await painting.stdout.readline()).decode().strip()
        settings = {
            "GEMINI_API_KEY": "made-up-key",
            "GEMINI_BASE_URL": address,
            "GEMINI_MODEL": "nano-banana-2.1",
            "PLANTAIN_DATA": str(folder / "data"),
            "LOG_LEVEL": "warning",
        }
        async with (
            aiohttp.ClientSession(address) as painter,
            door(folder / "product", "bot", "run", posts_all=True, settings=settings) as product,
            door(folder / "floor", "tests.benchmarks.trivial", address, posts_all=False, settings={}) as floor,
        ):
            yield painter, product, floor


async def _round(painter: aiohttp.ClientSession, side: Door, waits: Waits) -> None:
    waits.spread("acknowledged, one at a time", await _alone(side))
    waits.spread(f"acknowledged, {TOGETHER} at once", await _together(side))
    waits.spread(f"acknowledged beside {BESIDE} x 4K", await _beside(side))
    for name, (channel, size) in ANSWERS.items():
        waits.note(f"answer to post: {name}", await _posted(painter, side, channel, size))


async def _alone(side: Door) -> list[float]:
    seconds = []
    for _ in range(SINGLES):
        asked = await side.ask(ONLY)
        seconds.append(await side.acknowledged(asked))
        await side.settled(asked)
    return seconds


async def _together(side: Door) -> list[float]:
    asked = [await side.ask_in_crowd(ONLY, number) for number in range(TOGETHER)]
    seconds = [await side.acknowledged(one) for one in asked]
    await side.settled(*asked)
    return seconds


async def _beside(side: Door) -> list[float]:
    """While large pictures are received, made to fit and posted."""
    large = [await side.ask_in_crowd("a lighthouse", number, "4K") for number in range(BESIDE)]
    asked, seconds = [], []
    for number in range(SINGLES):
        asked.append(await side.ask_in_crowd(ONLY, number))
        seconds.append(await side.acknowledged(asked[-1]))
    await side.posted(*large)
    await side.settled(*asked)
    return seconds


async def _posted(painter: aiohttp.ClientSession, side: Door, channel: str, size: str) -> float:
    """Seconds from the last byte of the model's answer to the last byte of the post."""
    asked = await side.ask("a lighthouse", channel, size)
    await side.posted(asked)
    async with painter.get("/sent") as response:
        sent = float(await response.text())
    return side.uploads[-1] - sent
