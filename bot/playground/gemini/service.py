"""From an HTTP request to an HTTP answer: admission, reading, checking, generating, delivering."""

import asyncio
from collections import deque
from collections.abc import Awaitable, Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from typing import Any, TypeVar

import msgspec
from aiohttp import web

from bot.playground.gemini import answers, catalog, delivery, errors
from bot.playground.gemini.admission import Door, page
from bot.playground.gemini.call import Call, read_call
from bot.playground.gemini.catalog import Model
from bot.playground.gemini.checks import check_body, check_call, check_shape
from bot.playground.gemini.contract import Contract
from bot.playground.gemini.errors import GoogleError
from bot.playground.gemini.failures import Failure, Failures, Raw, Refusal, Touch, Wire
from bot.playground.gemini.record import Recorder, Seen, abbreviated
from bot.playground.gemini.signatures import Signer

T = TypeVar("T")
Pace = Callable[[Call], Awaitable[None]]


@dataclass(slots=True)
class Service:
    """The Gemini API as far as Plantain uses it.

    ``pace`` is awaited before each picture, in the place of the seconds that a model needs. With ``canned`` every
    call gets these bytes at once, unchecked: for benchmarks of the other side.
    """

    door: Door
    contract: Contract | None
    signer: Signer
    recorder: Recorder
    new_id: Callable[[], str]
    threads: ThreadPoolExecutor
    pace: Pace | None = None
    canned: bytes | None = None
    failures: Failures = field(default_factory=Failures)
    released: asyncio.Event = field(default_factory=asyncio.Event)
    calls: deque[Seen] = field(default_factory=lambda: deque(maxlen=1000))
    billed: int = 0
    number: int = 0

    def routes(self) -> list[web.RouteDef]:
        return [
            web.get("/v1beta/models", self.list_models),
            web.get("/v1beta/models/{model}", self.show_model),
            web.post("/v1beta/models/{model:[^/:]+}:generateContent", self.generate),
            web.route("*", "/{path:(?!playground/).*}", self.unknown),
        ]

    async def list_models(self, request: web.Request) -> web.StreamResponse:
        return await self._small(request, lambda: page(self.door.models, request.query))

    async def show_model(self, request: web.Request) -> web.StreamResponse:
        def find() -> dict[str, Any]:
            name = f"models/{request.match_info['model']}"
            for entry in catalog.listing(self.door.models):
                if entry["name"] == name:
                    return entry
            raise errors.model_unknown(request.match_info["model"])

        return await self._small(request, find)

    async def unknown(self, request: web.Request) -> web.StreamResponse:
        def refuse() -> dict[str, Any]:
            raise GoogleError(404, "NOT_FOUND", f"{request.method} {request.path} is not part of the stand-in.")

        return await self._small(request, refuse)

    async def generate(self, request: web.Request) -> web.StreamResponse:
        talk = self._talk(request)
        if self.canned is not None:
            await request.read()
            self.billed += 1
            return await delivery.send(request, 200, self.canned)
        try:
            model = self.door.model_for(request)
            call = await self._understood(talk, model)
        except GoogleError as error:
            return await self._refuse(talk, error)
        self.calls.append(Seen.of(talk.number, call))
        name, failure = self.failures.take(call)
        try:
            return await self._answer(talk, call, model, name, failure)
        except (ConnectionError, asyncio.CancelledError):
            self._answered(talk, None, None, f"{name} the client left".strip())
            raise

    async def _answer(
        self, talk: "_Talk", call: Call, model: Model, name: str, failure: Failure | None
    ) -> web.StreamResponse:
        if isinstance(failure, GoogleError):
            return await self._refuse(talk, failure, name)
        if isinstance(failure, Raw):
            self.billed += failure.status == 200  # noqa: PLR2004 - OK
            response = await delivery.send(talk.request, failure.status, failure.body, failure.headers)
            self._answered(talk, failure.status, failure.body.decode(errors="replace")[:2000], name)
            return response
        self.billed += 1
        if self.pace:
            await self.pace(call)
        if isinstance(failure, Wire) and failure.kind == "hang":
            await (failure.until or self.released).wait()
        body, shown = await self._in_thread(self._made, call, model, failure)
        response = await self._delivered(talk, body, failure)
        self._answered(talk, 200, shown, name)
        return response

    async def _delivered(self, talk: "_Talk", body: bytes, failure: Failure | None) -> web.StreamResponse:
        if isinstance(failure, Wire) and failure.kind != "hang":
            return await delivery.spoil(talk.request, body, failure)
        return await delivery.send(talk.request, 200, body)

    def _made(self, call: Call, model: Model, failure: Failure | None) -> tuple[bytes, Any]:
        if isinstance(failure, Refusal):
            answer = answers.refused(call, model, self.signer, failure)
        else:
            touch = failure if isinstance(failure, Touch) else Touch()
            answer = answers.pictured(call, model, self.signer, touch)
        return answers.encoded(answer, model, self.new_id()), abbreviated(answer)

    async def _understood(self, talk: "_Talk", model: Model) -> Call:
        body = await talk.request.read()
        document = await self._in_thread(_parsed, body)
        talk.note(self.recorder, await self._in_thread(abbreviated, document))
        return await self._in_thread(self._checked, document, model)

    def _checked(self, document: Any, model: Model) -> Call:
        check_shape(document, self.contract)
        check_body(document, model)
        call = read_call(model.id, document)
        check_call(call, model)
        answers.check_readable(call)
        if model.thinks:
            self.signer.verify(call)
        return call

    async def _small(self, request: web.Request, make: Callable[[], dict[str, Any]]) -> web.StreamResponse:
        talk = self._talk(request)
        try:
            self.door.check_key(request)
            answer = make()
        except GoogleError as error:
            return await self._refuse(talk, error)
        talk.note(self.recorder, None)
        response = await delivery.send(request, 200, msgspec.json.encode(answer))
        self._answered(talk, 200, answer)
        return response

    async def _refuse(self, talk: "_Talk", error: GoogleError, note: str = "") -> web.StreamResponse:
        talk.note(self.recorder, None)
        response = await delivery.send(talk.request, error.code, msgspec.json.encode(error.body()))
        self._answered(talk, error.code, error.body(), note)
        return response

    def _answered(self, talk: "_Talk", status: int | None, body: Any, note: str = "") -> None:
        self.recorder.add(
            "answer", talk.number, place=talk.place, headers=delivery.HEADERS, body=body, status=status, note=note
        )

    def _talk(self, request: web.Request) -> "_Talk":
        self.number += 1
        return _Talk(self.number, request)

    async def _in_thread(self, work: Callable[..., T], *arguments: Any) -> T:
        return await asyncio.get_running_loop().run_in_executor(self.threads, work, *arguments)


@dataclass(slots=True)
class _Talk:
    """One HTTP exchange, and whether its request has been noted."""

    number: int
    request: web.Request
    noted: bool = False

    @property
    def place(self) -> tuple[str, str]:
        return self.request.method, self.request.path

    def note(self, recorder: Recorder, body: Any) -> None:
        if not self.noted:
            recorder.add("request", self.number, place=self.place, headers=self.request.headers, body=body)
        self.noted = True


def _parsed(body: bytes) -> Any:
    try:
        return msgspec.json.decode(body)
    except (ValueError, RecursionError):
        raise errors.invalid("Invalid JSON payload received. Unexpected token.") from None
