"""`kill -9` at random moments and at exact instants, and a new start right after each."""

import asyncio
import random
import time
from collections.abc import Awaitable, Callable
from contextlib import suppress
from dataclasses import dataclass, field, replace
from http import HTTPStatus
from typing import Final

from bot.playground.discord.faults import Delayed
from bot.playground.gemini import Record
from tests.scenarios.processes.stands import Bot, Gate, Stands
from tests.torture.books import wish_in
from tests.torture.evidence import Called
from tests.torture.prices import price
from tests.torture.silence import Witness

_PATIENCE: Final = 4.0
"""Seconds after which an instant that does not come is as good as any other."""
_STOPPED: Final = 0.25
"""The share of ends that are asked for."""
_INSTANTS: Final = (
    ("PATCH", "/webhooks/*"),
    ("POST", "/channels/*/messages"),
    ("PATCH", "/channels/*/messages/*"),
    ("POST", "/interactions/*/callback"),
)


@dataclass
class Killer:
    """`calls` are those that reached the model; `hit` counts those that ran when their process was killed."""

    dice: random.Random
    on: Stands
    up: asyncio.Event
    settings: dict[str, str]
    witness: Witness
    kills: int = 0
    hit: int = 0
    calls: dict[int, Called] = field(default_factory=dict)
    running: set[int] = field(default_factory=set)
    moments: dict[str, int] = field(default_factory=dict)
    stops: list[int] = field(default_factory=list)

    def watch(self) -> Callable[[], None]:
        """Keep account of the calls that run; returns what ends that."""

        def look(record: Record) -> None:
            if not record.path.endswith(":generateContent"):
                return
            if record.kind == "request":
                self.calls[record.call] = Called(wish_in(str(record.body["contents"][-1])), billed=True)
                self.running.add(record.call)
            else:
                call = self.calls[record.call]
                billed = record.status in (HTTPStatus.OK, None)
                self.calls[record.call] = replace(call, billed=billed, price=price(record.body))
                self.running.discard(record.call)

        return self.on.gemini.subscribe(look)

    async def start(self) -> Bot:
        bot = await self.on.start(**self.settings)
        self.up.set()
        return bot

    async def kill_now_and_then(self, times: int, pauses: tuple[float, float]) -> None:
        for _ in range(times):
            await asyncio.sleep(self.dice.uniform(*pauses))
            name, moment = self._moment()
            with suppress(TimeoutError):
                async with asyncio.timeout(_PATIENCE):
                    await moment()
            if self.dice.random() < _STOPPED:
                name = "SIGTERM"
                await self.stop()
            else:
                await self.kill()
            self.moments[name] = self.moments.get(name, 0) + 1
            await self.start()

    async def kill(self) -> None:
        self.up.clear()
        running = len(self.running)
        self.witness.away.append(time.time())
        await self.on.bots[-1].kill()
        self._note_end(running)

    async def stop(self) -> None:
        """As a supervisor does, who is not waited for long."""
        self.up.clear()
        self._let_go()
        running = len(self.running)
        self.witness.away.append(time.time())
        self.stops.append(await self.on.bots[-1].stop())
        self._note_end(running)

    def _note_end(self, running: int) -> None:
        self.kills += 1
        self.hit += running
        self._let_go()

    def _let_go(self) -> None:
        for gate in self.on.gates:
            gate.set()
        self.on.gates.clear()

    def _moment(self) -> tuple[str, Callable[[], Awaitable[object]]]:
        """When to kill: at once, or as soon as something particular is on its way."""
        method, path = self.dice.choice(_INSTANTS)
        committed = self.dice.random() < 0.5
        asked, answered = (self._recorded(kind) for kind in ("request", "answer"))
        moments = {
            "any moment": self._at_once,
            "as the model is asked": asked,
            "as the model answers": answered,
            f"{'after' if committed else 'before'} {method} {path}": self._at_discord(
                method, path, committed=committed
            ),
        }
        name = self.dice.choices(list(moments), (3, 1, 2, 4))[0]
        return name, moments[name]

    async def _at_once(self) -> None: ...

    def _recorded(self, kind: str) -> Callable[[], Awaitable[object]]:
        async def moment() -> None:
            seen = asyncio.Event()
            stop = self.on.gemini.subscribe(lambda record: seen.set() if record.kind == kind else None)
            try:
                await seen.wait()
                await asyncio.sleep(self.dice.uniform(0, 0.1))
            finally:
                stop()

        return moment

    def _at_discord(self, method: str, path: str, *, committed: bool) -> Callable[[], Awaitable[object]]:
        async def moment() -> None:
            gate = Gate()
            self.on.gates.append(gate)
            self.on.discord.faults.plan(method, path, Delayed(gate, committed))
            await gate.reached()

        return moment
