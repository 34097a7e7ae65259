"""The bot's doors on a stand-in Discord: real client, real pictures, a model that answers from a queue."""

import asyncio
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime
from itertools import count
from pathlib import Path
from typing import Any

import aiohttp

from bot.client import Plantain, create_bot
from bot.core.batching import Batching
from bot.core.catalog import Family
from bot.core.limits import REFERENCE_BYTES
from bot.core.picture import Picture
from bot.core.ports import Call
from bot.core.reception import Reception
from bot.core.reply import Maker, Reply, Usage
from bot.core.studio import Studio
from bot.core.turn import Turn
from bot.core.workbench import Workbench
from bot.jobs.embedded import EmbeddedScheduler
from bot.media.fetch import DISCORD_HOSTS, Fetcher
from bot.media.workshop import Workshop
from bot.playground.discord.actors import Person
from bot.playground.discord.choosing import Entered
from bot.playground.discord.components import walk
from bot.playground.discord.records import Channel, Message
from bot.playground.discord.server import StandIn
from bot.storage.pictures import StoredPictures
from cogs._batch_board import DiscordBatchBoard
from cogs._delivery import DiscordDelivery
from tests.core.batches import MemoryBatches, PlannedBatches
from tests.fakes import CATALOG, MemoryAsked, MemoryTurns, ids
from tests.worlds import ManualClock, png, running, stand_in

HANDLERS = ("discord-ui-", "discord.py: ", "CommandTree-")
"""How discord.py names the tasks in which it lets the bot answer."""


class PaintingModel:
    """The `ImageModel` port: draws a small picture; `answers` says what else is to happen, `gate` holds it up."""

    def __init__(self, pictures: StoredPictures, folder: Path) -> None:
        self._pictures, self._folder = pictures, folder
        self._numbers = count(1)
        self.calls: list[Call] = []
        self.answers: list[Exception | dict[str, Any]] = []
        self.called, self.gate = asyncio.Event(), asyncio.Event()
        self.gate.set()
        self.bytes_more = 0

    def maker(self, family: Family) -> Maker:
        return Maker("google", family.id, "key1")

    async def generate(self, call: Call) -> Reply:
        with call.asking():
            self.calls.append(call)
            self.called.set()
            await self.gate.wait()
            answer = self.answers.pop(0) if self.answers else {}
            if isinstance(answer, Exception):
                raise answer
            made = await self.paint()
        part = {"inlineData": {"data": f"blob{made.sha256}"}}
        usage = Usage(prompt=10, words=0, pictures=1120, thoughts=0)
        plain = Reply(self.maker(call.family), "model-1", ({"text": "x"},), (part,), (made,), usage=usage, seconds=21.4)
        return replace(plain, **answer)

    async def paint(self) -> Picture:
        number = next(self._numbers)
        data = png(64 + number, 48, self.bytes_more)
        file = self._folder / f"painted{number}"
        await asyncio.to_thread(file.write_bytes, data)
        return Picture(await self._pictures.keep(file), "image/png", 64 + number, 48, len(data))

    async def offered(self) -> list[str]:
        return []


@dataclass
class Stage:
    """Everything in sight. `pauses` are the seconds that something wanted to wait; none was waited."""

    discord: StandIn
    clock: ManualClock
    turns: MemoryTurns
    pictures: StoredPictures
    model: PaintingModel
    scheduler: EmbeddedScheduler
    delivery: DiscordDelivery
    studio: Studio
    bench: Workbench
    spool: Path
    pauses: list[float]
    notes: MemoryAsked
    clients: list[Plantain] = field(default_factory=list)

    @property
    def client(self) -> Plantain:
        return self.clients[-1]

    def bot(self) -> Plantain:
        bot = create_bot(self.bench, connector=self.discord.connector(), ready_timeout=0)
        bot.before_identify_hook = _at_once  # type: ignore[method-assign] # spares five seconds
        bot.on_login = self._bind
        self.clients.append(bot)
        return bot

    async def painting(self) -> None:
        """Wait until the model is called."""
        await asyncio.wait_for(self.model.called.wait(), 5)

    async def handled(self) -> None:
        """Wait until the bot is through with every event that it was told of."""
        if handling := [task for task in asyncio.all_tasks() if task.get_name().startswith(HANDLERS)]:
            await asyncio.wait(handling, timeout=5)

    async def _bind(self, bot: Plantain) -> None:
        await bot.tree.sync()
        self.delivery.bind(bot)

    async def until(self, look: Callable[[], Any]) -> Any:
        return await self.discord.world.until(look)

    @property
    def channel(self) -> Channel:
        return self.discord.channel("pictures")

    @property
    def ada(self) -> Person:
        return self.discord.person("Ada")

    @property
    def grace(self) -> Person:
        return self.discord.person("Grace")

    async def imagine(self, prompt: str = "a lighthouse", **options: Entered) -> Message:
        """Ada's command, and the post that answers it in the end."""
        asked = await self.ada.slash(self.channel, "imagine", {"prompt": prompt, **options})
        await asked.post()
        await self.scheduler.idle()
        return await asked.post()

    async def answer(self, message: Message) -> Message:
        """The bot's reply to a message, once it is more than a placeholder and all is done."""
        post = await self.until(lambda: self._answer(message))
        await self.scheduler.idle()
        return self.discord.world.messages[post.id]

    def _answer(self, message: Message) -> Message | None:
        posts = (post for post in self.discord.world.messages.values() if post.reply_to == message.id)
        return next((post for post in posts if not texts(post)[0].startswith(("-# Painting", "-# Waiting"))), None)

    async def turn_of(self, post: Message) -> Turn:
        """The turn that a post shows, when all that was asked for is done."""
        await self.scheduler.idle()
        return next(turn for turn in self.turns.rows.values() if turn.post == post.id)

    def posts(self, channel: str = "pictures") -> list[Message]:
        return self.discord.world.posts(self.discord.channel(channel))


async def _at_once(*_: object, **__: object) -> None: ...


@asynccontextmanager
async def stage(folder: Path) -> AsyncIterator[Stage]:
    """The stage without a client: a test opens that with `played`."""
    clock, spool = ManualClock(), folder / "spool"
    for path in (spool, folder / "discord"):
        path.mkdir()
    async with (
        stand_in(folder / "discord", clock=clock) as discord,
        aiohttp.ClientSession(connector=discord.connector()) as session,
    ):
        workshop, scheduler, turns = Workshop(), EmbeddedScheduler(at_once=4), MemoryTurns()
        pictures = StoredPictures.at(str(folder / "pictures"), spool)
        model = PaintingModel(pictures, folder)
        pauses: list[float] = []

        def now() -> datetime:
            return datetime.fromtimestamp(clock(), UTC)

        async def wait(seconds: float) -> None:
            pauses.append(seconds)

        delivery = DiscordDelivery(
            catalog=CATALOG, turns=turns, pictures=pictures, workshop=workshop, spool=spool, clock=now, wait=wait
        )
        identify = ids()
        studio = Studio(
            catalog=CATALOG, turns=turns, pictures=pictures, workshop=workshop, spool=spool, model=model,
            delivery=delivery, scheduler=scheduler, clock=now, identify=identify, wait=wait,
        )  # fmt: skip
        board = DiscordBatchBoard(poster=delivery.poster, pictures=pictures, sheets=workshop, spool=spool)
        batching = Batching(
            studio=studio, batches=MemoryBatches(turns), model=PlannedBatches(offered=False), board=board,
            scheduler=scheduler, clock=now, identify=identify, wait=wait,
        )  # fmt: skip
        scheduler.bind(batching.advance)
        fetcher = Fetcher(session, DISCORD_HOSTS, REFERENCE_BYTES, 10)
        notes = MemoryAsked()
        reception = Reception(notes, delivery, now)
        bench = Workbench(
            studio, workshop, fetcher, spool, now, identify, lambda: "nano-banana-2.1", reception, batching=batching
        )
        yield Stage(discord, clock, turns, pictures, model, scheduler, delivery, studio, bench, spool, pauses, notes)
        await batching.close()
        await scheduler.close(5)
        await workshop.close()
        assert list(spool.iterdir()) == []


@asynccontextmanager
async def played(on: Stage) -> AsyncIterator[Plantain]:
    """A client on the stage, until the block ends."""
    bot = on.bot()
    async with running(bot, on.discord.token):
        yield bot
        await on.handled()
        await on.scheduler.idle()


def has_button(post: Message, label: str) -> bool:
    return any(part.get("label") == label for _, part in walk(post.components))


def texts(post: Message) -> list[str]:
    """What a post says, text by text."""
    return [part["content"] for part in post.components if part["type"] == 10]
