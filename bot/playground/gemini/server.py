"""The stand-in itself: an address on the loopback that answers like the Gemini API and paints."""

import asyncio
import secrets
import time
from collections.abc import Callable, Iterable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from pathlib import Path
from types import TracebackType
from typing import Self

from aiohttp import web

from bot.playground.gemini import answers
from bot.playground.gemini.admission import LARGEST_REQUEST, Door
from bot.playground.gemini.batches import Batches
from bot.playground.gemini.call import Call, Content, Part
from bot.playground.gemini.catalog import MODELS
from bot.playground.gemini.contract import Contract
from bot.playground.gemini.control import control_routes
from bot.playground.gemini.failures import Failure, Failures, Touch
from bot.playground.gemini.generation import Generation
from bot.playground.gemini.jobs import JobPace, Jobs
from bot.playground.gemini.links import Links
from bot.playground.gemini.manners import Manner
from bot.playground.gemini.orders import Orders
from bot.playground.gemini.providers import PROVIDERS
from bot.playground.gemini.reception import Reception
from bot.playground.gemini.record import Record, Recorder, Seen
from bot.playground.gemini.response_shapes import Shape
from bot.playground.gemini.service import Pace, Service
from bot.playground.gemini.signatures import Signer
from bot.playground.gemini.tasks import Tasks
from bot.playground.gemini.tokens import Tokens

_SECRET = b"the playground signs with this; it proves nothing to anybody else"
_GRAIN_OF_A_PHOTOGRAPH = 0.016


class GeminiStandIn:
    """``async with GeminiStandIn() as gemini:`` then talk to ``gemini.base_url`` with ``gemini.key``.

    ``provider``: a name of ``PROVIDERS``, or a manner of a test's own. ``shapes`` take the place of those in which it
    hands pictures over. ``links``: what addresses of pictures begin with in answers, where they are to be fetched
    under another name; the stand-in itself serves them below ``/playground/pictures``.
    ``contract``: path of Google's schemas as JSON, checked besides the own rules. ``retired``: model ids that are
    switched off. ``secret``: signatures made with it are good in every later stand-in with the same one.
    ``signature_bytes``: their length. ``pace``: awaited before each picture, ``job_pace`` before a task or a batch
    leaves a state. ``canned``: a size (``1K``, ``2K``, ``4K``) whose prebuilt answer every call gets unchecked.
    ``control``: routes under ``/playground/`` for a test in another process. ``folder``: tasks and batches are kept
    there, for the next stand-in to go on with.
    """

    def __init__(
        self,
        *,
        provider: str | Manner = "google",
        key: str = "playground-key",
        port: int = 0,
        contract: Path | None = None,
        retired: Iterable[str] = (),
        shapes: tuple[Shape, ...] = (),
        links: str = "",
        secret: bytes = _SECRET,
        signature_bytes: int = 3072,
        pace: Pace | None = None,
        job_pace: JobPace | None = None,
        canned: str | None = None,
        control: bool = False,
        folder: Path | None = None,
        clock: Callable[[], float] = time.time,
        new_id: Callable[[], str] = lambda: secrets.token_urlsafe(16),
    ) -> None:
        manner = (PROVIDERS[provider] if isinstance(provider, str) else provider).without(frozenset(retired))
        self.manner = replace(manner, shapes=shapes) if shapes else manner
        self.key = key
        self.url = ""
        self._port = port
        self._canned = canned
        self._control = control
        self._folder = folder
        self._clock = clock
        self._threads = ThreadPoolExecutor(2, "painter")
        self._runner: web.AppRunner | None = None
        self._recorder = Recorder(clock)
        self._links = Links(links)
        reception = Reception(
            manner=self.manner,
            door=Door(key, self.manner.models(), self.manner.retired),
            recorder=self._recorder,
            new_id=new_id,
            threads=self._threads,
        )
        generation = Generation(
            manner=self.manner,
            contract=Contract.load(contract) if contract else None,
            signer=Signer(secret, signature_bytes),
            links=self._links,
            new_id=new_id,
            failures=Failures(self.manner.known_failures),
        )
        self._service = Service(reception, generation, Jobs(job_pace), pace)

    async def __aenter__(self) -> Self:
        if self._canned:
            prebuilt = self._threads.submit(canned_answer, self._canned, self._service.generation.signer)
            self._service.canned = await asyncio.wrap_future(prebuilt)
        app = web.Application(client_max_size=LARGEST_REQUEST)
        app.add_routes(await self._routes())
        self._runner = web.AppRunner(app, handler_cancellation=True, shutdown_timeout=0.05, access_log=None)
        await self._runner.setup()
        site = web.TCPSite(self._runner, "127.0.0.1", self._port)
        await site.start()
        self.url = f"http://127.0.0.1:{self._runner.addresses[0][1]}"
        self._links.base = self._links.base or f"{self.url}{Links.path}"
        return self

    async def _routes(self) -> list[web.RouteDef]:
        service = self._service
        reception, generation = service.reception, service.generation
        orders = await reception.in_thread(Orders, self._folder)
        routes = [*self._links.routes(), *(control_routes(service) if self._control else [])]
        if self.manner.tasks:
            routes += Tasks(self.manner.tasks, reception, generation, service.jobs, orders, self._clock).routes()
        if self.manner.batches:
            batches = Batches(reception, generation, service.jobs, orders, self._clock)
            await batches.restore()
            routes += batches.routes(self.manner.entrances[0])
        if self.manner.gives_tokens:
            routes += Tokens(reception).routes()
        return [*routes, *service.routes(), web.route("*", "/{path:(?!playground/).*}", service.unknown)]

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        await self._service.jobs.close()
        if self._runner is not None:
            await self._runner.cleanup()
        self._threads.shutdown(wait=True, cancel_futures=True)

    @property
    def base_url(self) -> str:
        """What a client of this provider is given as its address, without the version."""
        return f"{self.url}{self.manner.prefix}"

    @property
    def calls(self) -> tuple[Seen, ...]:
        """The accepted calls, oldest first, without their bytes."""
        return tuple(self._service.generation.calls)

    @property
    def records(self) -> tuple[Record, ...]:
        return tuple(self._recorder.records)

    @property
    def billed(self) -> int:
        """How many calls Google would have charged: everything that came to generating."""
        return self._service.generation.billed

    def next(self, failure: Failure | str, *, when: Callable[[Call], bool] | None = None, times: int = 1) -> None:
        """Lets the next call (the next for which ``when`` holds) fail; a name of ``FAILURES`` or a failure."""
        self._service.generation.failures.plan(failure, when, times)

    def next_job(self, *states: str) -> None:
        """Lets the next task or batch go through these states, the last of which says how it ends."""
        self._service.jobs.plans.append(states)

    def retire(self, *ids: str) -> None:
        """Switches these models off from now on."""
        self.manner = self.manner.without(frozenset(ids))
        self._service.reception.door = Door(self.key, self.manner.models(), self.manner.retired)

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
    answer = answers.pictured(call, model, signer, Touch(grain=_GRAIN_OF_A_PHOTOGRAPH))
    return answers.encoded({**answer, "modelVersion": model.id, "responseId": "canned"})
