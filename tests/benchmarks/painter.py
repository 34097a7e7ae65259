"""A model in a process of its own that answers at once with prepared pictures, and knows when it had sent the last one.

    python -m tests.benchmarks.painter

prints its address. `GET /sent` tells when the newest answer's last byte was handed over, in seconds since 1970.
"""

import asyncio
import sys
import time

from aiohttp import web

from bot.playground.gemini import delivery
from bot.playground.gemini.server import canned_answer
from bot.playground.gemini.signatures import Signer

SIZES = ("1K", "4K")
_LARGEST = 2**20
_SIGNATURE = 3072


class Painter:
    def __init__(self) -> None:
        signer = Signer(b"for benchmarks", _SIGNATURE)
        self._answers = {size: canned_answer(size, signer) for size in SIZES}
        self._sent = 0.0

    def app(self) -> web.Application:
        app = web.Application(client_max_size=_LARGEST)
        app.router.add_post("/v1beta/models/{model}", self._paint)
        app.router.add_get("/sent", self._tell)
        return app

    async def _paint(self, request: web.Request) -> web.StreamResponse:
        asked = await request.read()
        size = next((size for size in SIZES if f'"{size}"'.encode() in asked), SIZES[0])
        response = await delivery.send(request, 200, self._answers[size])
        self._sent = time.time()
        return response

    async def _tell(self, _: web.Request) -> web.Response:
        return web.json_response(self._sent)


async def main() -> None:
    runner = web.AppRunner(Painter().app(), access_log=None)
    await runner.setup()
    await web.TCPSite(runner, "127.0.0.1", 0).start()
    sys.stdout.write(f"http://127.0.0.1:{runner.addresses[0][1]}\n")
    sys.stdout.flush()
    await asyncio.Event().wait()


if __name__ == "__main__":
    asyncio.run(main())
