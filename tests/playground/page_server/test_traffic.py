import asyncio
from collections.abc import AsyncIterator, Iterator
from contextlib import contextmanager

from bot.playground.discord.record import Recorder
from bot.playground.discord.records import Json
from bot.playground.page_server.traffic import KEPT_LINES, ModelCall, Traffic
from tests.worlds import ManualClock

CALL = ModelCall(
    1, 1_800_000_000.5, "gemini-3-pro-image", 200, {"ratio": "16:9"}, 2, "make it winter", request={"a": 1}
)


class Calls:
    """A call log that a test fills."""

    def __init__(self, *calls: ModelCall) -> None:
        self.calls = list(calls)
        self._coming: asyncio.Queue[ModelCall] = asyncio.Queue()

    def add(self, call: ModelCall) -> None:
        self.calls.append(call)
        self._coming.put_nowait(call)

    @contextmanager
    def subscribe(self) -> Iterator[AsyncIterator[ModelCall]]:
        async def read() -> AsyncIterator[ModelCall]:
            while True:
                yield await self._coming.get()

        yield read()


def test_lines_of_both_sides_come_in_order_of_time() -> None:
    """A call of the model stands between the Discord requests around it, with what was asked for."""
    clock = ManualClock()
    recorder = Recorder(clock)
    recorder.add("dispatch", event="INTERACTION_CREATE", response={})
    clock.advance(1)
    recorder.add("rest", method="PATCH", path="/webhooks/1/•••", status=200, files=(("a.png", 3),))
    lines = Traffic(recorder, Calls(CALL)).lines()
    assert [line["kind"] for line in lines] == ["dispatch", "model", "rest"]
    assert (lines[1]["model"], lines[1]["options"], lines[1]["history"]) == (CALL.model, {"ratio": "16:9"}, 2)
    assert (lines[2]["status"], lines[2]["files"]) == (200, 1)


def test_a_gateway_line_tells_its_direction() -> None:
    """What was sent to the bot is told from what the bot sent."""
    recorder = Recorder(ManualClock())
    recorder.add("gateway", event="op 1", request={"op": 1})
    recorder.add("gateway", event="op 11", response={"op": 11})
    assert [line["toBot"] for line in Traffic(recorder, None).lines()] == [False, True]


def test_only_the_newest_lines_are_sent_at_first() -> None:
    """A long run does not make a page wait."""
    recorder = Recorder(ManualClock())
    for _ in range(KEPT_LINES + 5):
        recorder.add("rest", method="GET", path="/", status=200)
    assert len(Traffic(recorder, Calls(CALL)).lines()) == KEPT_LINES


def test_a_line_opens_by_its_key() -> None:
    """Bodies are read on demand, tokens blanked; an unknown key opens nothing."""
    recorder = Recorder(ManualClock())
    recorder.add("rest", method="PUT", path="/x", status=200, request={"token": "secret", "a": [1]})
    traffic = Traffic(recorder, Calls(CALL))
    opened = traffic.detail("discord-1")
    assert opened is not None
    assert opened["request"] == {"token": "•••", "a": [1]}
    assert (traffic.detail("model-1") or {})["request"] == {"a": 1}
    assert [traffic.detail(key) for key in ("discord-2", "model-2", "other-1", "")] == [None] * 4
    assert Traffic(recorder, None).detail("model-1") is None


async def test_lines_are_told_as_they_come() -> None:
    """Both sources are followed from the block's start to its end."""
    recorder, calls = Recorder(ManualClock()), Calls()
    told: asyncio.Queue[Json] = asyncio.Queue()
    with Traffic(recorder, calls).following(told.put_nowait):
        recorder.add("rest", method="GET", path="/", status=200)
        calls.add(CALL)
        async with asyncio.timeout(5):
            keys = {(await told.get())["key"] for _ in range(2)}
    assert keys == {"discord-1", "model-1"}
