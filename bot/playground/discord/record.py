"""Everything that went over the wire, in order, without secrets, for the page's side panel and the contract check."""

import asyncio
import json
from collections import deque
from collections.abc import AsyncIterator, Callable, Iterator
from contextlib import contextmanager
from dataclasses import asdict, dataclass, field
from typing import Any, Final, Literal

KEPT: Final = 10_000


@dataclass(frozen=True, slots=True)
class Entry:
    """One request with its response, or one gateway message.

    `kind` "rest": `method`, `path` (tokens blanked), `status`, `request` and `response` (parsed JSON, or None).
    `multipart` tells that `request` was the form's `payload_json`. `files` are the names and sizes uploaded.
    `kind` "dispatch": `event` is the event's name and `response` its data. `kind` "gateway": another opcode, in
    `event`; `request` is what the client sent, `response` what it was sent. `fault` names what was injected.
    """

    number: int
    at: float
    kind: Literal["rest", "dispatch", "gateway"]
    method: str = ""
    path: str = ""
    query: dict[str, str] = field(default_factory=dict)
    status: int = 0
    request: Any = None
    response: Any = None
    multipart: bool = False
    files: tuple[tuple[str, int], ...] = ()
    event: str = ""
    fault: str = ""


class Recorder:
    """Keeps the newest KEPT entries. `clock` gives seconds since 1970."""

    def __init__(self, clock: Callable[[], float]) -> None:
        self._clock = clock
        self._number = 0
        self._callbacks: list[Callable[[Entry], None]] = []
        self.entries: deque[Entry] = deque(maxlen=KEPT)

    def add(self, kind: Literal["rest", "dispatch", "gateway"], **fields: Any) -> Entry:
        """Note something down; anything named "token" in the JSON is blanked here."""
        self._number += 1
        blanked = {name: blank(value) if name in ("request", "response") else value for name, value in fields.items()}
        entry = Entry(self._number, self._clock(), kind, **blanked)
        self.entries.append(entry)
        for callback in tuple(self._callbacks):
            callback(entry)
        return entry

    @property
    def rest(self) -> list[Entry]:
        return [entry for entry in self.entries if entry.kind == "rest"]

    def requests(self, method: str, ending: str = "") -> list[Entry]:
        """The REST entries of that method whose path ends so."""
        return [entry for entry in self.rest if entry.method == method and entry.path.endswith(ending)]

    @contextmanager
    def subscribe(self) -> Iterator[AsyncIterator[Entry]]:
        """`with recorder.subscribe() as entries: async for entry in entries:` sees what comes from the `with` on."""
        queue: asyncio.Queue[Entry] = asyncio.Queue()
        self._callbacks.append(queue.put_nowait)
        try:
            yield _read(queue)
        finally:
            self._callbacks.remove(queue.put_nowait)

    def lines(self) -> Iterator[str]:
        """The entries as JSON lines."""
        for entry in self.entries:
            yield json.dumps(asdict(entry), separators=(",", ":"))


def blank(value: Any) -> Any:
    """Copy JSON with the value of every key "token" replaced."""
    if isinstance(value, dict):
        return {key: "•••" if key == "token" and part else blank(part) for key, part in value.items()}
    if isinstance(value, list | tuple):
        return [blank(part) for part in value]
    return value


async def _read(queue: asyncio.Queue[Entry]) -> AsyncIterator[Entry]:
    while True:
        yield await queue.get()
