"""The stand-in as a process of its own: ``python -m bot.playground.gemini --port 0``.

Prints one line of JSON with its address and its key, and runs until it is told to stop.
"""

import argparse
import asyncio
import json
import signal
import sys
from pathlib import Path

from bot.playground.gemini.call import Call
from bot.playground.gemini.providers import PROVIDERS
from bot.playground.gemini.response_shapes import SHAPES
from bot.playground.gemini.server import GeminiStandIn


def main() -> None:
    asyncio.run(serve(_arguments().parse_args()))


async def serve(wish: argparse.Namespace) -> None:
    async def pace(_: Call) -> None:
        await asyncio.sleep(wish.seconds)

    async def job_pace(_job: str, _state: str) -> None:
        await asyncio.sleep(wish.seconds)

    stop = asyncio.Event()
    for number in (signal.SIGINT, signal.SIGTERM):
        asyncio.get_running_loop().add_signal_handler(number, stop.set)
    stand_in = GeminiStandIn(
        provider=wish.provider,
        key=wish.key,
        port=wish.port,
        contract=wish.contract,
        retired=wish.retired,
        shapes=tuple(wish.shape),
        canned=wish.canned,
        control=wish.control,
        pace=pace if wish.seconds else None,
        job_pace=job_pace if wish.seconds else None,
    )
    async with stand_in:
        sys.stdout.write(json.dumps({"url": stand_in.base_url, "key": stand_in.key}) + "\n")
        sys.stdout.flush()
        await stop.wait()


def _arguments() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="python -m bot.playground.gemini", description=__doc__)
    parser.add_argument("--provider", choices=tuple(PROVIDERS), default="google", help="whose manner it takes")
    parser.add_argument("--shape", choices=SHAPES, action="append", default=[], help="of pictures; more come in turn")
    parser.add_argument("--retired", action="append", default=[], metavar="ID", help="a model that is switched off")
    parser.add_argument("--port", type=int, default=0, help="0 takes a free one")
    parser.add_argument("--key", default="playground-key", help="the only key that is accepted")
    parser.add_argument("--contract", type=Path, help="Google's schemas as JSON, checked besides the own rules")
    parser.add_argument("--canned", choices=("1K", "2K", "4K"), help="answer every call with one prebuilt picture")
    parser.add_argument(
        "--seconds", type=float, default=0.0, help="how long each picture, and each step of a job, takes"
    )
    parser.add_argument("--control", action="store_true", help="routes under /playground/ for tests")
    return parser


if __name__ == "__main__":
    main()
