"""From an HTTP request to an HTTP answer: admission, reading, checking, generating, delivering."""

import asyncio
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field
from functools import partial
from typing import Any

from aiohttp import web

from bot.playground.gemini import answers, delivery, errors
from bot.playground.gemini.call import Call
from bot.playground.gemini.catalog import Model
from bot.playground.gemini.errors import GoogleError
from bot.playground.gemini.failures import Failure, Raw, Wire
from bot.playground.gemini.generation import Generation
from bot.playground.gemini.jobs import Jobs
from bot.playground.gemini.listings import listed, shown
from bot.playground.gemini.manners import Entrance, Listing, Place
from bot.playground.gemini.reception import Reception, Talk
from bot.playground.gemini.record import Seen, abbreviated

Pace = Callable[[Call], Awaitable[None]]


@dataclass(slots=True)
class Service:
    """The Gemini API as far as Plantain uses it.

    ``pace`` is awaited before each picture, in the place of the seconds that a model needs. With ``canned`` every
    call gets these bytes at once, unchecked: for benchmarks of the other side.
    """

    reception: Reception
    generation: Generation
    jobs: Jobs
    pace: Pace | None = None
    canned: bytes | None = None
    released: asyncio.Event = field(default_factory=asyncio.Event)

    def routes(self) -> list[web.RouteDef]:
        manner = self.reception.manner
        found = []
        for path, kind in manner.listings.items():
            found.append(web.get(path, partial(self.list_models, kind)))
            if kind == "google":
                found.append(web.get(f"{path}/{{model}}", self.show_model))
        ways = [(f"{entrance.path}/{{model:[^/:]+}}:generateContent", entrance) for entrance in manner.entrances]
        found += [web.post(path, partial(self.generate, entrance)) for path, entrance in ways]
        return found

    async def list_models(self, kind: Listing, request: web.Request) -> web.StreamResponse:
        places = () if self.reception.manner.open_list else self._places
        return await self.reception.small(request, places, lambda: listed(kind, self._models, request.query))

    async def show_model(self, request: web.Request) -> web.StreamResponse:
        return await self.reception.small(
            request, self._places, lambda: shown(self._models, request.match_info["model"])
        )

    async def unknown(self, request: web.Request) -> web.StreamResponse:
        def refuse() -> dict[str, Any]:
            raise errors.path_unknown(request.method, request.path)

        return await self.reception.small(request, (), refuse)

    async def generate(self, entrance: Entrance, request: web.Request) -> web.StreamResponse:
        talk = self.reception.open(request)
        if self.canned is not None:
            await request.read()
            self.generation.billed += 1
            return await delivery.send(request, 200, self.canned)
        try:
            model = self.reception.door.model_for(request, entrance.keys)
            document = await self.reception.document(talk)
            call, talk.lost = await self.reception.in_thread(self.generation.understood, document, model)
        except GoogleError as error:
            return await self.reception.refuse(talk, error)
        self.generation.calls.append(Seen.of(talk.number, call))
        name, failure = self.generation.failures.take(call)
        try:
            return await self._answer(talk, call, model, name, failure)
        except (ConnectionError, asyncio.CancelledError):
            self.reception.answered(talk, None, None, f"{name} the client left".strip())
            raise

    async def _answer(
        self, talk: Talk, call: Call, model: Model, name: str, failure: Failure | None
    ) -> web.StreamResponse:
        if isinstance(failure, GoogleError):
            return await self.reception.refuse(talk, failure, name)
        if isinstance(failure, Raw):
            self.generation.billed += failure.status == 200  # noqa: PLR2004 - OK
            response = await delivery.send(talk.request, failure.status, failure.body, failure.headers)
            self.reception.answered(talk, failure.status, failure.body.decode(errors="replace")[:2000], name)
            return response
        self.generation.billed += 1
        if self.pace:
            await self.pace(call)
        if isinstance(failure, Wire) and failure.kind == "hang":
            await (failure.until or self.released).wait()
        body, summary = await self.reception.in_thread(self._made, call, model, failure)
        response = await self._delivered(talk, body, failure)
        self.reception.answered(talk, 200, summary, name)
        return response

    async def _delivered(self, talk: Talk, body: bytes, failure: Failure | None) -> web.StreamResponse:
        if isinstance(failure, Wire) and failure.kind != "hang":
            return await delivery.spoil(talk.request, body, failure)
        return await delivery.send(talk.request, 200, body)

    def _made(self, call: Call, model: Model, failure: Failure | None) -> tuple[bytes, Any]:
        answer = self.generation.made(call, model, failure)
        return answers.encoded(answer), abbreviated(answer)

    @property
    def _models(self) -> dict[str, Model]:
        return dict(self.reception.door.models)

    @property
    def _places(self) -> frozenset[Place]:
        return frozenset(place for entrance in self.reception.manner.entrances for place in entrance.keys)
