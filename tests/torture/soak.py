"""A thousand turns in a row in one process: what it holds must not grow.

    python -m tests.torture.soak [TURNS]

Ends with 1 when memory, files, tasks or threads at rest grow after the first fifth, which counts as warm-up.
"""

import asyncio
import sys
import tempfile
import time
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from statistics import median
from typing import Any, Final

from bot.playground.gemini import GeminiStandIn
from tests.benchmarks.doors import CROWD, Door, door
from tests.benchmarks.watched import seen
from tests.torture.crowd import SIZE

TURNS: Final = 1000
_EVERY: Final = 50
"""Turns between looks."""
_CHAIN: Final = 5
"""Turns of a conversation before a fresh one: history must not be what grows."""
ALLOWED: Final[Mapping[str, float]] = {"rss": 12 * 2**20, "files": 2, "tasks": 1, "threads": 1}
"""By how much the median of the last third may be above that of the first after the warm-up."""


def main(turns: int) -> int:
    with tempfile.TemporaryDirectory(prefix="plantain-soak-") as folder:
        samples = asyncio.run(_soaked(Path(folder), turns, _say))
    grown = growth(samples[len(samples) // 5 :])
    for name, more in grown.items():
        _say(f"{'FAIL' if more > ALLOWED[name] else 'ok  '} {name} grew by {_shown(name, more)} after the warm-up")
    return int(any(more > ALLOWED[name] for name, more in grown.items()))


def growth(samples: Sequence[Mapping[str, Any]]) -> dict[str, float]:
    """By how much the median of the last third is above that of the first."""
    third = max(1, len(samples) // 3)
    return {
        name: median(one[name] for one in samples[-third:]) - median(one[name] for one in samples[:third])
        for name in ALLOWED
    }


async def _soaked(folder: Path, turns: int, say: Callable[[str], None]) -> list[dict[str, Any]]:
    (folder / "bot").mkdir()
    watched, samples = folder / "address", list[dict[str, Any]]()
    async with GeminiStandIn() as gemini:
        settings = {
            "GEMINI_API_KEY": gemini.key,
            "GEMINI_BASE_URL": gemini.url,
            "GEMINI_MODEL": "nano-banana-2",
            "PLANTAIN_DATA": str(folder / "data"),
            "LOG_LEVEL": "warning",
        }
        module = "tests.benchmarks.watched"
        async with door(folder / "bot", module, str(watched), posts_all=True, settings=settings) as product:
            began = time.monotonic()
            for number in range(1, turns + 1):
                await _turn(product, number)
                if number % _EVERY == 0:
                    samples.append(await seen(watched))
                    held = ", ".join(f"{name} {_shown(name, samples[-1][name])}" for name in ALLOWED)
                    say(f"{number:5} turns, {time.monotonic() - began:4.0f} s: {held}")
    return samples


async def _turn(product: Door, number: int) -> None:
    """Ask for a picture, or for a change of the newest one, and wait until it is posted."""
    chain, place_in_it = divmod(number - 1, _CHAIN)
    command = "edit" if place_in_it else "imagine"
    wish = {"prompt": f"wish {number}", "size": SIZE}
    channel = f"channel{chain % CROWD}"
    person = product.discord.person(f"Person {number % CROWD}")
    await product.posted(await person.slash(product.discord.channel(channel), command, wish))


def _shown(name: str, value: float) -> str:
    return f"{value / 2**20:.1f} MiB" if name == "rss" else f"{value:g}"


def _say(line: str) -> None:
    sys.stdout.write(f"{line}\n")
    sys.stdout.flush()


if __name__ == "__main__":
    sys.exit(main(int(sys.argv[1]) if sys.argv[1:] else TURNS))
