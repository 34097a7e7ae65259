"""The stand-in itself: an address on the loopback that answers like the Gemini API and paints."""

import asyncio
import secrets
import time
from collections.abc import Callable, Iterable
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from types import TracebackType
from typing import Self

from aiohttp import web

from bot.playground.gemini import answers
from bot.playground.gemini.admission import LARGEST_REQUEST, Door
from bot.playground.gemini.call import Call, Content, Part
from bot.playground.gemini.catalog import MODELS
from bot.playground.gemini.contract import Contract
from bot.playground.gemini.control import control_routes
from bot.playground.gemini.failures import Failure, Touch
from bot.playground.gemini.record import Record, Recorder, Seen
from bot.playground.gemini.service import Pace, Service
from bot.playground.gemini.signatures import Signer

_SECRET = b"the playground signs with this; it proves nothing to anybody else"
_GRAIN_OF_A_PHOTOGRAPH = 0.016


class GeminiStandIn:
    """``async with GeminiStandIn() as gemini:`` then talk to ``gemini.url`` with ``gemini.key``.

    ``contract``: path of Google's schemas as JSON, checked besides the own rules. ``retired``: model ids that answer
    404. ``secret``: signatures made with it are good in every later stand-in with the same one. ``signature_bytes``:
    their length. ``pace``: awaited before each picture. ``canned``: a size (``1K``, ``2K``, ``4K``) whose prebuilt
    answer every call gets unchecked. ``control``: routes under ``/playground/`` for a test in another process.
    """

    def __init__(
        self,
        *,
        key: str = "playground-key",
        port: int = 0,
        contract: Path | None = None,
        retired: Iterable[str] = (),
        secret: bytes = _SECRET,
        signature_bytes: int = 3072,
        pace: Pace | None = None,
        canned: str | None = None,
        control: bool = False,
        clock: Callable[[], float] = time.time,
        new_id: Callable[[], str] = lambda: secrets.token_urlsafe(16),
    ) -> None:
        gone = frozenset(retired)
        self.key = key
        self.url = ""
        self._port = port
        self._canned = canned
        self._control = control
        self._threads = ThreadPoolExecutor(2, "painter")
        self._runner: web.AppRunner | None = None
        self._recorder = Recorder(clock)
        self._service = Service(
            door=Door(key, {model.id: model for model in MODELS if model.id not in gone}, gone),
            contract=Contract.load(contract) if contract else None,
            signer=Signer(secret, signature_bytes),
            recorder=self._recorder,
            new_id=new_id,
            threads=self._threads,
            pace=pace,
        )

    async def __aenter__(self) -> Self:
        if self._canned:
            prebuilt = self._threads.submit(canned_answer, self._canned, self._service.signer)
            self._service.canned = await asyncio.wrap_future(prebuilt)
        app = web.Application(client_max_size=LARGEST_REQUEST)
        if self._control:
            app.add_routes(control_routes(self._service))
        app.add_routes(self._service.routes())
        self._runner = web.AppRunner(app, handler_cancellation=True, shutdown_timeout=0.05, access_log=None)
        await self._runner.setup()
        site = web.TCPSite(self._runner, "127.0.0.1", self._port)
        await site.start()
        self.url = f"http://127.0.0.1:{self._runner.addresses[0][1]}"
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        if self._runner is not None:
            await self._runner.cleanup()
        self._threads.shutdown(wait=True, cancel_futures=True)

    @property
    def calls(self) -> tuple[Seen, ...]:
        """The accepted calls, oldest first, without their bytes."""
        return tuple(self._service.calls)

    @property
    def records(self) -> tuple[Record, ...]:
        return tuple(self._recorder.records)

    @property
    def billed(self) -> int:
        """How many calls Google would have charged: everything that came to generating."""
        return self._service.billed

    def next(self, failure: Failure | str, *, when: Callable[[Call], bool] | None = None, times: int = 1) -> None:
        """Lets the next call (the next for which ``when`` holds) fail; a name of ``FAILURES`` or a failure."""
        self._service.failures.plan(failure, when, times)

    def release(self) -> None:
        """Ends every ``hang`` that has no event of its own, now and in future."""
        self._service.released.set()

    def subscribe(self, listener: Callable[[Record], None]) -> Callable[[], None]:
        """Calls ``listener`` with every record to come; the result ends that."""
        return self._recorder.subscribe(listener)

    async def until(self, wanted: Callable[[Record], bool], seconds: float = 10) -> Record:
        """The first record, kept or coming, that is wanted; raises ``TimeoutError``."""
        return await self._recorder.until(wanted, seconds)


def canned_answer(size: str, signer: Signer) -> bytes:
    """A whole answer with a grainy picture about as large as a photograph of that size."""
    model = MODELS[0]
    words = Content("user", (Part("a lighthouse at dusk"),))
    call = Call(model.id, (words,), ("TEXT", "IMAGE"), ratio="16:9", size=size)
    return answers.encoded(answers.pictured(call, model, signer, Touch(grain=_GRAIN_OF_A_PHOTOGRAPH)), model, "canned")
