"""What came in and what went out, small enough to keep and to show."""

import asyncio
import hashlib
from collections import deque
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any, Literal

import pybase64

from bot.playground.gemini.call import Call

_SECRET_HEADERS = ("x-goog-api-key", "authorization", "cf-aig-authorization", "cookie")
_KEPT = 2000


@dataclass(frozen=True, slots=True)
class Record:
    """One request or one answer; ``call`` joins the two. ``at`` is the clock's time.

    In ``body`` every base64 payload is ``{"sha256", "bytes"}`` of what it decodes to. ``note`` names a failure or the
    manner in which the answer ended.
    """

    number: int
    call: int
    kind: Literal["request", "answer"]
    at: float
    method: str
    path: str
    headers: Mapping[str, str]
    body: Any
    status: int | None = None
    note: str = ""


@dataclass(frozen=True, slots=True)
class Seen:
    """A call without its bytes; parts are ``("words", text)`` or ``("picture", sha256)``."""

    number: int
    model: str
    words: str
    turns: tuple[tuple[str, tuple[tuple[str, str], ...]], ...]
    ratio: str | None
    size: str | None
    level: str | None
    include_thoughts: bool
    search: frozenset[str]
    modalities: tuple[str, ...]
    references: tuple[str, ...]
    edited: str | None

    @classmethod
    def of(cls, number: int, call: Call) -> "Seen":
        turns = tuple(
            (
                content.role,
                tuple(
                    ("picture", part.picture.sha256) if part.picture else ("words", part.text or "")
                    for part in content.parts
                ),
            )
            for content in call.contents
        )
        return cls(
            number,
            call.model,
            call.words,
            turns,
            call.ratio,
            call.size,
            call.level,
            call.include_thoughts,
            call.search,
            call.modalities,
            tuple(picture.sha256 for picture in call.references),
            call.edited.sha256 if call.edited else None,
        )


class Recorder:
    """Keeps the newest records and tells whoever listens; all on the event loop."""

    def __init__(self, clock: Callable[[], float]) -> None:
        self.records: deque[Record] = deque(maxlen=_KEPT)
        self._clock = clock
        self._count = 0
        self._listeners: list[Callable[[Record], None]] = []

    def add(
        self,
        kind: Literal["request", "answer"],
        call: int,
        *,
        place: tuple[str, str],
        headers: Mapping[str, str],
        body: Any,
        status: int | None = None,
        note: str = "",
    ) -> None:
        self._count += 1
        method, path = place
        shown = blanked(headers)
        record = Record(self._count, call, kind, self._clock(), method, path, shown, body, status, note)
        self.records.append(record)
        for listener in tuple(self._listeners):
            listener(record)

    def subscribe(self, listener: Callable[[Record], None]) -> Callable[[], None]:
        """Calls ``listener`` with every record to come; the result ends that."""
        self._listeners.append(listener)
        return lambda: self._listeners.remove(listener)

    async def until(self, wanted: Callable[[Record], bool], seconds: float) -> Record:
        """The first kept or coming record that is wanted; raises ``TimeoutError``."""
        for record in self.records:
            if wanted(record):
                return record
        found: asyncio.Future[Record] = asyncio.get_running_loop().create_future()

        def look(record: Record) -> None:
            if not found.done() and wanted(record):
                found.set_result(record)

        stop = self.subscribe(look)
        try:
            async with asyncio.timeout(seconds):
                return await found
        finally:
            stop()


def blanked(headers: Mapping[str, str]) -> dict[str, str]:
    return {name: "…" if name.lower() in _SECRET_HEADERS else value for name, value in headers.items()}


def abbreviated(value: Any) -> Any:
    """The same JSON with every payload as its digest. CPU work where pictures are large."""
    if isinstance(value, dict):
        return {
            key: _digest(inner)
            if key in ("data", "thoughtSignature") and isinstance(inner, str)
            else abbreviated(inner)
            for key, inner in value.items()
        }
    if isinstance(value, list):
        return [abbreviated(inner) for inner in value]
    if isinstance(value, str) and len(value) > 20_000:  # noqa: PLR2004 - longer words are not worth keeping
        return f"{value[:20_000]}…"
    return value


def _digest(text: str) -> dict[str, Any]:
    try:
        data = pybase64.b64decode(text, validate=True)
    except ValueError:
        return {"sha256": hashlib.sha256(text.encode(errors="replace")).hexdigest(), "characters": len(text)}
    return {"sha256": hashlib.sha256(data).hexdigest(), "bytes": len(data)}
