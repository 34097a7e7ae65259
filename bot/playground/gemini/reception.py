"""Exchanges of any kind: opened, answered in the provider's manner, recorded."""

import asyncio
from collections.abc import Callable, Iterable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from typing import Any, TypeVar

import msgspec
from aiohttp import web

from bot.playground.gemini import delivery, errors
from bot.playground.gemini.admission import Door
from bot.playground.gemini.errors import GoogleError
from bot.playground.gemini.manners import Manner, Place
from bot.playground.gemini.record import Recorder, abbreviated

T = TypeVar("T")


@dataclass(slots=True)
class Talk:
    """One HTTP exchange, whether its request has been noted, and what the provider lost of it in silence."""

    number: int
    request: web.Request
    noted: bool = False
    lost: list[str] = field(default_factory=list)

    @property
    def place(self) -> tuple[str, str]:
        return self.request.method, self.request.path


@dataclass(slots=True)
class Reception:
    manner: Manner
    door: Door
    recorder: Recorder
    new_id: Callable[[], str]
    threads: ThreadPoolExecutor
    number: int = 0

    def open(self, request: web.Request) -> Talk:
        self.number += 1
        return Talk(self.number, request)

    async def document(self, talk: Talk) -> Any:
        """The body as JSON, noted. Raises 400."""
        body = await talk.request.read()
        document = await self.in_thread(_parsed, body)
        self.note(talk, await self.in_thread(abbreviated, document))
        return document

    async def small(
        self,
        request: web.Request,
        places: Iterable[Place],
        make: Callable[[], dict[str, Any]],
    ) -> web.StreamResponse:
        """An answer that needs no generating; no places means that no key is needed."""
        talk = self.open(request)
        try:
            if places:
                self.door.check_key(request, places)
            answer = make()
        except GoogleError as error:
            return await self.refuse(talk, error)
        return await self.tell(talk, answer)

    async def tell(self, talk: Talk, answer: Any, note: str = "") -> web.StreamResponse:
        self.note(talk, None)
        body, summary = await self.in_thread(lambda: (msgspec.json.encode(answer), abbreviated(answer)))
        response = await delivery.send(talk.request, 200, body)
        self.answered(talk, 200, summary, note)
        return response

    async def secretly(self, talk: Talk, answer: Any) -> web.StreamResponse:
        """An answer whose body is not recorded."""
        self.note(talk, None)
        response = await delivery.send(talk.request, 200, msgspec.json.encode(answer))
        self.answered(talk, 200, None)
        return response

    async def refuse(self, talk: Talk, error: GoogleError, note: str = "") -> web.StreamResponse:
        self.note(talk, None)
        told = self.manner.dialect(error, self.new_id())
        response = await delivery.send(talk.request, told.status, msgspec.json.encode(told.body), told.headers)
        self.answered(talk, told.status, told.body, note)
        return response

    def note(self, talk: Talk, body: Any) -> None:
        if not talk.noted:
            self.recorder.add("request", talk.number, place=talk.place, headers=talk.request.headers, body=body)
        talk.noted = True

    def answered(self, talk: Talk, status: int | None, body: Any, note: str = "") -> None:
        notes = "; ".join(filter(None, [note, *talk.lost]))
        self.recorder.add(
            "answer", talk.number, place=talk.place, headers=delivery.HEADERS, body=body, status=status, note=notes
        )

    async def in_thread(self, work: Callable[..., T], *arguments: Any) -> T:
        return await asyncio.get_running_loop().run_in_executor(self.threads, work, *arguments)


def _parsed(body: bytes) -> Any:
    try:
        return msgspec.json.decode(body)
    except (ValueError, RecursionError):
        raise errors.invalid("Invalid JSON payload received. Unexpected token.") from None
