"""The side panel: what went over the wires, as one line each, and in full when a person opens a line."""

import asyncio
from collections.abc import AsyncIterator, Callable, Iterable, Iterator
from contextlib import AbstractContextManager, ExitStack, contextmanager
from dataclasses import asdict, dataclass, field
from typing import Any, Final, Literal, Protocol, TypeVar

from bot.playground.discord.record import Entry, Recorder
from bot.playground.discord.records import Json

T = TypeVar("T")
KEPT_LINES: Final = 300


@dataclass(frozen=True, slots=True)
class ModelCall:
    """One call of the model, as far as it has come; `left` when the bot went away before the answer.

    `options` are what was asked for, `history` counts the turns sent along before it and is None where none can be.
    `number` counts from 1, `at` is in seconds since 1970; `request` and `response` are JSON with pictures left out.
    """

    number: int
    at: float
    model: str
    status: int
    options: dict[str, str] = field(default_factory=dict)
    history: int | None = 0
    words: str = ""
    method: str = "POST"
    path: str = ""
    seconds: float = 0.0
    request: Any = None
    response: Any = None
    state: Literal["running", "answered", "left"] = "answered"


class CallLog(Protocol):
    """Whoever remembers the model's calls. `subscribe` gives those that begin or end from the `with` on."""

    @property
    def calls(self) -> Iterable[ModelCall]: ...

    def subscribe(self) -> AbstractContextManager[AsyncIterator[ModelCall]]: ...


class Traffic:
    """Both records as lines for the page; a line's `key` opens it."""

    def __init__(self, recorder: Recorder, calls: CallLog | None) -> None:
        self._recorder = recorder
        self._calls = calls

    def lines(self) -> list[Json]:
        """The newest lines, in order of time."""
        lines = [entry_line(entry) for entry in list(self._recorder.entries)[-KEPT_LINES:]]
        lines += [call_line(call) for call in (self._calls.calls if self._calls else ())]
        return sorted(lines, key=lambda line: float(line["at"]))[-KEPT_LINES:]

    @contextmanager
    def following(self, tell: Callable[[Json], None]) -> Iterator[None]:
        """Tell each line as it comes, until the block ends; nothing between entering and leaving is missed."""
        with ExitStack() as stack:
            tasks = [asyncio.ensure_future(_pump(stack.enter_context(self._recorder.subscribe()), entry_line, tell))]
            if self._calls is not None:
                tasks.append(
                    asyncio.ensure_future(_pump(stack.enter_context(self._calls.subscribe()), call_line, tell))
                )
            try:
                yield
            finally:
                for task in tasks:
                    task.cancel()

    def detail(self, key: str) -> Json | None:
        """Everything about the line of that key, or None when it is no longer kept."""
        source, _, number = key.partition("-")
        found: Iterable[Entry | ModelCall] = self._recorder.entries if source == "discord" else ()
        if source == "model" and self._calls is not None:
            found = self._calls.calls
        return next((asdict(item) for item in found if str(item.number) == number), None)


async def _pump(source: AsyncIterator[T], line: Callable[[T], Json], tell: Callable[[Json], None]) -> None:
    async for item in source:
        tell(line(item))


def entry_line(entry: Entry) -> Json:
    line: Json = {"key": f"discord-{entry.number}", "at": entry.at, "kind": entry.kind, "fault": entry.fault}
    if entry.kind == "rest":
        files = len(entry.files)
        return line | {"method": entry.method, "path": entry.path, "status": entry.status, "files": files}
    inward = entry.kind == "dispatch" or entry.response is not None
    return line | {"method": entry.event, "path": "", "status": 0, "toBot": inward}


def call_line(call: ModelCall) -> Json:
    shown = ("at", "model", "status", "state", "options", "history", "words", "method", "path", "seconds")
    return {"key": f"model-{call.number}", "kind": "model", **{name: getattr(call, name) for name in shown}}
