"""The bot as a child process between stand-ins in the test's process: started, stopped, killed, started again."""

import asyncio
import os
import signal
import sys
from collections.abc import AsyncIterator, Callable, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from pathlib import Path

from bot.playground.discord.faults import Delayed
from bot.playground.discord.records import Channel, Message
from bot.playground.discord.server import StandIn
from bot.playground.gemini import GeminiStandIn, Record
from bot.playground.gemini.service import Pace
from tests.connecting import PATIENCE, expecting

ROOT = Path(__file__).parents[3]
OURS = ("DISCORD_", "GEMINI_", "PLANTAIN_", "LOG_")
"""What settings begin with: none of the machine's own may reach a bot under test."""

INTERRUPTED = "I was restarted while the model worked on this"


class Gate(asyncio.Event):
    """For `Delayed`: also tells when the request got there."""

    def __init__(self) -> None:
        super().__init__()
        self._reached = asyncio.Event()

    async def wait(self) -> bool:  # type: ignore[override] # typeshed promises Literal[True]
        self._reached.set()
        return await super().wait()

    async def reached(self) -> None:
        async with asyncio.timeout(PATIENCE):
            await self._reached.wait()


@dataclass
class Bot:
    """One process of the bot, and what it wrote to standard output and error."""

    process: asyncio.subprocess.Process
    log: Path

    @property
    def said(self) -> str:
        return self.log.read_text(encoding="utf-8")

    async def until_said(self, words: str) -> None:
        """Wait until it wrote *words*: a file of another process tells nobody, so it is looked at again and again."""
        async with asyncio.timeout(PATIENCE):
            while words not in self.said:  # noqa: ASYNC110 - there is no event to wait for
                await asyncio.sleep(0.02)

    async def kill(self) -> None:
        """As `kill -9`: no chance to put anything in order."""
        self.process.kill()
        await self.process.wait()

    async def stop(self, number: signal.Signals = signal.SIGTERM) -> int:
        self.process.send_signal(number)
        return await self.ended()

    async def ended(self) -> int:
        """Its exit code, once it ends."""
        async with asyncio.timeout(PATIENCE):
            return await self.process.wait()


@dataclass
class Stands:
    """Both stand-ins and the folder that the bot runs in."""

    discord: StandIn
    gemini: GeminiStandIn
    folder: Path
    bots: list[Bot] = field(default_factory=list)
    gates: list[Gate] = field(default_factory=list)

    @property
    def environment(self) -> dict[str, str]:
        inherited = {name: value for name, value in os.environ.items() if not name.startswith(OURS)}
        python_path = os.pathsep.join(filter(None, (os.environ.get("PYTHONPATH"), str(ROOT))))
        return inherited | {
            "PYTHONPATH": python_path,
            "PYTHONWARNINGS": "default::ResourceWarning",  # on standard error, where a test looks
            "DISCORD_TOKEN": self.discord.token,
            "DISCORD_API_URL": self.discord.api_url,
            "DISCORD_GATEWAY_URL": self.discord.gateway_url,
            "GEMINI_API_KEY": self.gemini.key,
            "GEMINI_BASE_URL": self.gemini.url,
            "PLANTAIN_DATA": str(self.folder / "data"),
        }

    async def launch(self, *command: str, prefix: Sequence[str] = (), **environment: str) -> Bot:
        """Start a process that `python -m bot` runs, by way of *prefix*; settings given here count before the usual."""
        log = self.folder / f"bot{len(self.bots) + 1}.log"
        with log.open("wb") as output:
            process = await asyncio.create_subprocess_exec(
                *prefix, sys.executable, "-m", "bot", *(command or ("run",)),
                cwd=self.folder, env=self.environment | environment,
                stdin=asyncio.subprocess.DEVNULL, stdout=output, stderr=asyncio.subprocess.STDOUT,
            )  # fmt: skip
        self.bots.append(Bot(process, log))
        return self.bots[-1]

    async def start(self, *, prefix: Sequence[str] = (), **environment: str) -> Bot:
        """Launch `run` and wait until it is connected."""
        with expecting(self.discord) as connected:
            bot = await self.launch(prefix=prefix, **environment)
            ended = asyncio.create_task(bot.process.wait())
            try:
                await connected(ended)
            except AssertionError:
                raise AssertionError(bot.said) from None
            finally:
                ended.cancel()
                await asyncio.gather(ended, return_exceptions=True)
        return bot

    def hold(self, method: str, path: str, *, committed: bool = False) -> Gate:
        """Hold the next such request at Discord, before it takes effect or (*committed*) before it is answered."""
        gate = Gate()
        self.gates.append(gate)
        self.discord.faults.plan(method, path, Delayed(gate, committed))
        return gate

    async def until(self, look: Callable[[], Message | None]) -> Message:
        """Wait for something to be seen in Discord."""
        return await self.discord.world.until(look, PATIENCE)

    async def asked(self, words: str) -> None:
        """Wait until the model was asked for *words*."""
        await self.gemini.until(lambda record: _asks(record, words), PATIENCE)

    def asked_for(self, words: str) -> int:
        """How many calls of the model asked for *words*."""
        return sum(_asks(record, words) for record in self.gemini.records)

    def channel(self, name: str = "pictures") -> Channel:
        return self.discord.channel(name)

    def posts(self, name: str = "pictures") -> list[Message]:
        return self.discord.world.posts(self.channel(name))

    def picture(self, words: str, channel: str = "pictures") -> Message | None:
        """The post that shows the finished picture of a wish; more than one fail the test."""
        return _only([post for post in self.posts(channel) if post.attachments and words in texts(post)])

    def sentence(self, words: str, channel: str = "pictures") -> Message | None:
        """The post that says honestly that a wish was interrupted; more than one fail the test."""
        return _only([post for post in self.posts(channel) if INTERRUPTED in texts(post) and words in texts(post)])

    async def close(self) -> None:
        """Kill what still runs, then let go of what is held."""
        for bot in self.bots:
            if bot.process.returncode is None:
                await bot.kill()
        for gate in self.gates:
            gate.set()
        self.gemini.release()


@asynccontextmanager
async def stands(
    folder: Path, clock: Callable[[], float], *, pace: Pace | None = None, model: GeminiStandIn | None = None
) -> AsyncIterator[Stands]:
    """*clock* is the Discord stand-in's, in seconds since 1970; the bot has the machine's own.

    *model* takes the place of a Google that awaits *pace* before each picture.
    """
    (folder / "home").mkdir()
    async with (
        StandIn(folder / "discord", clock=clock) as discord,
        model or GeminiStandIn(pace=pace) as gemini,
    ):
        found = Stands(discord, gemini, folder / "home")
        try:
            yield found
        finally:
            await found.close()
    assert discord.unknown_routes == []


def texts(post: Message) -> str:
    """Everything that a post says."""
    return "\n".join(part["content"] for part in post.components if part["type"] == 10)


def _only(posts: list[Message]) -> Message | None:
    assert len(posts) <= 1, "shown twice"
    return posts[0] if posts else None


def _asks(record: Record, words: str) -> bool:
    asking = record.kind == "request" and record.path.endswith(":generateContent")
    return asking and words in str(record.body["contents"][-1])
