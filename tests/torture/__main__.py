"""Torture: many turns, faults on both sides, kill -9 in between; then everything is counted.

    python -m tests.torture [--seed N] [--turns N] [--kills N] [--short] [--keep FOLDER]

Ends with 1 when anything is lost, doubled, out of order, paid twice or wrong in the books.
"""

import argparse
import asyncio
import logging
import secrets
import sys
import tempfile
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path

from tests.torture.ordeal import LONG, SHORT, torture


def say(line: str) -> None:
    sys.stdout.write(f"{line}\n")
    sys.stdout.flush()


def main(arguments: Sequence[str]) -> int:
    asked = _parser().parse_args(arguments)
    measure = SHORT if asked.short else LONG
    measure = replace(
        measure, turns=asked.turns or measure.turns, kills=measure.kills if asked.kills is None else asked.kills
    )
    seed = secrets.randbelow(2**31) if asked.seed is None else asked.seed
    say(f"seed {seed}: {measure.turns} turns in {measure.channels} channels, {measure.kills} kills")
    logging.getLogger("aiohttp").setLevel(logging.CRITICAL)  # stand-ins whose client was killed, which is the point
    began = time.monotonic()
    with _folder(asked.keep) as folder:
        outcome = asyncio.run(torture(folder, seed, measure))
    for line in (*outcome.facts, *outcome.verdicts):
        say(str(line))
    say(f"{'passed' if outcome.passed else 'FAILED'} in {time.monotonic() - began:.0f} s; seed {seed}")
    return 0 if outcome.passed else 1


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="python -m tests.torture", description="kill -9 and faults, then count")
    parser.add_argument("--seed", type=int, help="what chance begins with; the moments still depend on the machine")
    parser.add_argument("--turns", type=int, help="how many turns are accepted before it ends")
    parser.add_argument("--kills", type=int, help="how often the bot is killed")
    parser.add_argument("--short", action="store_true", help="the measure of `make test`")
    parser.add_argument("--keep", type=Path, help="an empty folder for everything, which stays")
    return parser


@contextmanager
def _folder(kept: Path | None) -> Iterator[Path]:
    if kept:
        kept.mkdir(parents=True, exist_ok=True)
        yield kept
        return
    with tempfile.TemporaryDirectory(prefix="plantain-torture-") as folder:
        yield Path(folder)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
