"""The Gemini stand-in's records, joined to calls for the page's side panel."""

import asyncio
from collections.abc import AsyncIterator, Iterable, Iterator
from contextlib import contextmanager
from typing import Any, Final

from bot.playground.gemini import GeminiStandIn
from bot.playground.gemini.record import Record
from bot.playground.page_server.traffic import ModelCall

KEPT: Final = 200


class StandInCalls:
    """Remembers the calls of one stand-in from its making on. A call is told of when it begins and when it ends."""

    def __init__(self, gemini: GeminiStandIn) -> None:
        self._open: dict[int, Record] = {}
        self._calls: dict[int, ModelCall] = {}
        self._readers: list[asyncio.Queue[ModelCall]] = []
        self.stop = gemini.subscribe(self._on_record)

    @property
    def calls(self) -> Iterable[ModelCall]:
        return tuple(self._calls.values())

    @contextmanager
    def subscribe(self) -> Iterator[AsyncIterator[ModelCall]]:
        reader: asyncio.Queue[ModelCall] = asyncio.Queue(KEPT)
        self._readers.append(reader)
        try:
            yield _reading(reader)
        finally:
            self._readers.remove(reader)

    def _on_record(self, record: Record) -> None:
        if not record.path.endswith(":generateContent"):
            return
        if record.kind == "request":
            self._open[record.call] = record
            self._tell(joined(record))
        elif request := self._open.pop(record.call, None):
            self._tell(joined(request, record))

    def _tell(self, call: ModelCall) -> None:
        self._calls[call.number] = call
        if len(self._calls) > KEPT:
            del self._calls[next(iter(self._calls))]
        for reader in self._readers:
            if not reader.full():
                reader.put_nowait(call)


def joined(request: Record, answer: Record | None = None) -> ModelCall:
    """One call from its records so far; whatever has an unexpected shape is left out."""
    body = request.body if isinstance(request.body, dict) else {}
    contents = [turn for turn in body.get("contents") or [] if isinstance(turn, dict)]
    return ModelCall(
        number=request.call,
        at=request.at,
        model=request.path.rpartition("/")[2].partition(":")[0],
        status=(answer and answer.status) or 0,
        state="running" if answer is None else "left" if answer.status is None else "answered",
        options=_options(body),
        history=sum(turn.get("role") == "model" for turn in contents),
        words=_words(contents[-1]) if contents else "",
        method=request.method,
        path=request.path,
        seconds=answer.at - request.at if answer else 0.0,
        request=request.body,
        response=answer.body if answer else None,
    )


async def _reading(reader: asyncio.Queue[ModelCall]) -> AsyncIterator[ModelCall]:
    while True:
        yield await reader.get()


def _options(body: dict[str, Any]) -> dict[str, str]:
    config = body.get("generationConfig") or {}
    image, thinking = config.get("imageConfig") or {}, config.get("thinkingConfig") or {}
    chosen = {
        "ratio": image.get("aspectRatio"),
        "size": image.get("imageSize"),
        "thinking": thinking.get("thinkingLevel"),
        "search": "on" if body.get("tools") else None,
    }
    return {name: str(value) for name, value in chosen.items() if value}


def _words(turn: dict[str, Any]) -> str:
    parts = [part for part in turn.get("parts") or [] if isinstance(part, dict)]
    return " ".join(part["text"] for part in parts if isinstance(part.get("text"), str))
