"""One torture, from the first start of the bot to the verdicts."""

import asyncio
import random
import time
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from bot.playground.gemini.call import Call
from tests.scenarios.processes.stands import Stands, stands
from tests.torture.books import Books
from tests.torture.checks import Verdict, judge
from tests.torture.crowd import Crowd, gather
from tests.torture.evidence import Evidence
from tests.torture.killer import Killer
from tests.torture.mischief import Mischief
from tests.torture.prices import FAMILY
from tests.torture.silence import Silence, Witness

_LOOK: Final = 0.2
"""Seconds between looks into the database."""
_LIFE: Final = {"GEMINI_MODEL": FAMILY, "PLANTAIN_AT_ONCE": "8", "LOG_LEVEL": "info", "PLANTAIN_GRACE": "1"}


@dataclass(frozen=True, slots=True)
class Measure:
    """How much of it: *turns* that are accepted, *kills*, seconds between kills, and seconds in which all must end."""

    turns: int
    kills: int
    channels: int
    between: tuple[float, float]
    seconds: float
    settling: float


LONG: Final = Measure(turns=500, kills=20, channels=8, between=(0.5, 6), seconds=300, settling=75)
SHORT: Final = Measure(turns=40, kills=4, channels=4, between=(0.2, 1.5), seconds=60, settling=30)


@dataclass(frozen=True, slots=True)
class Outcome:
    verdicts: list[Verdict]
    facts: list[str]

    @property
    def passed(self) -> bool:
        return not any(verdict.broken for verdict in self.verdicts)


async def torture(folder: Path, seed: int, measure: Measure) -> Outcome:
    """Raises AssertionError when the bot does not start, and TimeoutError when the crowd takes too long."""
    dice = random.Random(seed)  # noqa: S311 - chance that can be repeated, nothing secret

    async def pace(_: Call) -> None:
        await asyncio.sleep(dice.uniform(0, 0.6))

    async with stands(folder, time.time, pace=pace) as on:
        return await _Ordeal(dice, on, measure).run()


class _Ordeal:
    def __init__(self, dice: random.Random, on: Stands, measure: Measure) -> None:
        self._on, self._measure = on, measure
        self._books = Books(on.folder / "data" / "plantain.db")
        self._witness = Witness()
        self._mischief = Mischief(dice, on.discord, on.gemini, self._witness)
        channels, people = gather(on.discord, measure.channels)
        self._crowd = Crowd(dice, on.discord, self._mischief, channels, people)
        self._killer = Killer(dice, on, self._crowd.up, dict(_LIFE), self._witness)

    async def run(self) -> Outcome:
        stop_watching = self._killer.watch()
        began = time.monotonic()
        with self._on.discord.recorder.subscribe() as entries:
            witness = asyncio.create_task(self._witness.watch(entries))
            await self._killer.start()
            await self._storm()
            calmed = time.monotonic()
            settled = await self._settle()
            code = await self._on.bots[-1].stop()
            witness.cancel()
            await asyncio.gather(witness, return_exceptions=True)
        stop_watching()
        facts = [
            *self._facts(),
            f"{calmed - began:.0f} s of torture, {settled:.1f} s more until all was over; the bot ended with {code}",
        ]
        evidence = self._evidence()
        facts.extend(evidence.silence.facts() if evidence.silence else ())
        return Outcome(judge(evidence), facts)

    async def _storm(self) -> None:
        """Deeds, faults and kills until there are enough turns and all kills are done."""
        enough = asyncio.Event()
        async with asyncio.timeout(self._measure.seconds), asyncio.TaskGroup() as group:
            for channel in self._crowd.channels:
                group.create_task(self._crowd.live(channel, 5, enough))
            killing = group.create_task(self._killer.kill_now_and_then(self._measure.kills, self._measure.between))
            await self._counted(lambda total, _: total >= self._measure.turns)
            await killing
            enough.set()

    async def _settle(self) -> float:
        """Let the bot come to its end with everything, without any more faults; the seconds that it took."""
        self._on.discord.faults.forget()
        began = time.monotonic()
        try:
            async with asyncio.timeout(self._measure.settling):
                await self._counted(lambda _, still_open: not still_open)
        except TimeoutError:
            pass  # the verdicts say which
        return time.monotonic() - began

    async def _counted(self, wanted: Callable[[int, dict[int, int]], bool]) -> None:
        while True:
            total, still_open = self._books.counted()
            self._crowd.open = still_open
            if wanted(total, still_open):
                return
            await asyncio.sleep(_LOOK)

    def _evidence(self) -> Evidence:
        discord, world = self._on.discord, self._on.discord.world
        posts = [post for post in world.messages.values() if post.author_id == world.bot.id]
        return Evidence(
            books=self._books,
            posts=posts,
            blobs=discord.blobs,
            calls=[self._killer.calls[number] for number in sorted(self._killer.calls)],
            billed=self._on.gemini.billed,
            hit=self._killer.hit,
            follows=frozenset(self._crowd.follows),
            data=self._on.folder / "data",
            logs=[bot.log for bot in self._on.bots],
            silence=Silence(
                interactions=list(world.interactions.values()),
                mentions=[one for one in world.messages.values() if world.bot.id in one.mention_ids],
                posts=posts,
                accepted=frozenset(turn.origin for turn in self._books.turns()),
                witness=self._witness,
            ),
            taken_away=frozenset(self._crowd.taken_away),
            restless=frozenset({self._crowd.restless.id}),
            stops=tuple(self._killer.stops),
        )

    def _facts(self) -> list[str]:
        turns = self._books.turns()
        states = {state: sum(turn.state == state for turn in turns) for state in {turn.state for turn in turns}}
        gateway = self._on.discord.gateway
        return [
            f"{len(turns)} turns accepted of {self._crowd.wishes} wishes: {_listed(states)}",
            f"deeds: {_listed(self._crowd.deeds)}",
            f"{self._killer.kills} kills, {self._killer.hit} running calls hit: {_listed(self._killer.moments)}",
            f"faults planned: {_listed(self._mischief.planned)}; gateway resumed {gateway.resumed} times",
            f"{len(self._killer.calls)} calls of the model, {self._on.gemini.billed} of them charged",
        ]


def _listed(counts: dict[str, int]) -> str:
    return ", ".join(f"{name} {count}" for name, count in sorted(counts.items()))
