"""The Gemini stand-in's records, joined to calls for the page's side panel."""

import asyncio
from collections.abc import AsyncIterator, Iterable, Iterator
from contextlib import contextmanager
from dataclasses import replace
from typing import Final

from bot.playground.call_reading import asked, is_question
from bot.playground.gemini import GeminiStandIn
from bot.playground.gemini.record import Record
from bot.playground.page_server.traffic import ModelCall

KEPT: Final = 200


class StandInCalls:
    """Remembers the calls of one stand-in from its making on. A call is told of when it begins and when it ends.

    What is only asked again and again, how a task or a batch stands, is one call, told of with each answer.
    """

    def __init__(self, gemini: GeminiStandIn) -> None:
        self._open: dict[int, Record] = {}
        self._calls: dict[int, ModelCall] = {}
        self._questions: dict[str, int] = {}
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
        is_answer = record.kind == "answer"
        request = self._open.pop(record.call, None) if is_answer else record
        call = joined(request, record if is_answer else None) if request else None
        if request is None or call is None:
            return
        if not is_answer:
            self._open[record.call] = request
        if not is_question(call.method, call.path):
            self._tell(call)
        elif is_answer:
            self._tell(replace(call, number=self._line(call)))

    def _line(self, call: ModelCall) -> int:
        """The number of the first question at the same address: one line tells how a task stands now."""
        number = self._questions.pop(call.path, call.number)
        self._questions[call.path] = number
        if len(self._questions) > KEPT:
            del self._questions[next(iter(self._questions))]
        return number

    def _tell(self, call: ModelCall) -> None:
        self._calls[call.number] = call
        if len(self._calls) > KEPT:
            del self._calls[next(iter(self._calls))]
        for reader in self._readers:
            if not reader.full():
                reader.put_nowait(call)


def joined(request: Record, answer: Record | None = None) -> ModelCall | None:
    """One call from its records so far; None for what is no call."""
    found = asked(request.path, request.body, answer.body if answer else None)
    if found is None:
        return None
    return ModelCall(
        number=request.call,
        at=request.at,
        model=found.model,
        status=(answer and answer.status) or 0,
        state="running" if answer is None else "left" if answer.status is None else "answered",
        options=found.options,
        history=found.history,
        words=found.words,
        method=request.method,
        path=request.path,
        seconds=answer.at - request.at if answer else 0.0,
        request=request.body,
        response=answer.body if answer else None,
    )


async def _reading(reader: asyncio.Queue[ModelCall]) -> AsyncIterator[ModelCall]:
    while True:
        yield await reader.get()
