"""What must be so after any piece of fuzz: everybody answered, nothing strange shown, nothing logged, nothing grown."""

import asyncio
import logging
import re
from collections import Counter
from collections.abc import Awaitable, Callable, Iterator, Mapping, Sized
from itertools import count
from pathlib import Path
from typing import Any, Protocol

import pytest

from bot.client import Plantain, answering
from bot.core.errors import Cost, NotYours, TooLate
from bot.core.studio import Studio
from bot.jobs.embedded import EmbeddedScheduler
from bot.playground.discord.records import Message
from cogs._delivery import DiscordDelivery
from cogs.chat import HINT
from tests.cogs.stage import Stage, texts
from tests.fuzz.junk import JUNK

PATIENCE = 20.0
_LEAKS = re.compile(r"Traceback|Exception|[A-Z]\w+Error\b|object at 0x|NoneType|\.py\b|<class|HTTP/|\bErrno\b")
_NOTICES = (
    *("**Turn**", "- “", "- [“", "There are no pictures", "↩", "The next wish", "Byte for byte", "The original has"),
    *("-# Painting", "-# Waiting", HINT[:20], "**Nano"),
)
_COSTS = tuple(cost.sentence for cost in Cost)
_COSTLESS = {told.sentence for told in (NotYours("delete"), NotYours("cancel"), TooLate())}
"""What is said where nothing was asked of the model, and so nothing can have cost."""
_BOUNDED = {"_entries": 1000}
"""Collections that may grow up to their bound."""


class Quiet:
    """Watches one stage; `check` may be called after each example, `ended` once in the end."""

    def __init__(self, on: Stage, caplog: pytest.LogCaptureFixture) -> None:
        self._on, self._log = on, caplog
        self._numbers = count(1)
        self._seen = 0
        self._before = sizes(on)

    async def heard(self) -> None:
        """Wait until the client has read everything so far, and the bot has done what follows from it."""
        mark = f"MARK_{next(self._numbers)}"
        read = asyncio.create_task(
            self._on.client.wait_for("socket_event_type", check=lambda event: event == mark, timeout=PATIENCE)
        )
        await asyncio.sleep(0)
        self._on.discord.gateway.inject(mark, None)
        await read
        await settled(self._on.scheduler.idle)

    async def check(self) -> None:
        await self.heard()
        world = self._on.discord.world
        posts = list(world.messages.values())
        strange = [found for post in posts[self._seen :] if post.author_id == world.bot.id for found in oddities(post)]
        self._seen = len(posts)
        errors = [record.getMessage() for record in self._log.records if record.levelno >= logging.ERROR]
        unanswered = world.unanswered()
        self._log.clear()
        for known in unanswered:  # said once: what is tried next has to be judged by itself
            del world.interactions[known.id]
        assert (strange, errors, unanswered) == ([], [], []), (strange, errors, unanswered)

    async def ended(self) -> None:
        """Nothing has piled up."""
        await self.check()
        more = grown(self._before, sizes(self._on))
        assert more == {}, more
        assert self._on.discord.unknown_routes == []


async def settled(idle: Callable[[], Awaitable[None]]) -> None:
    """Wait until nobody is being answered and nothing is drawn."""
    async with asyncio.timeout(PATIENCE):
        while True:
            while tasks := answering():
                await asyncio.wait(tasks)
            await idle()
            if not answering():
                return


def oddities(post: Message) -> Iterator[str]:
    """What is wrong with what people are shown."""
    shown = texts(post)
    if post.mention_ids:
        yield f"pings {post.mention_ids}"
    yield from (f"leaks {text!r}" for text in shown if _LEAKS.search(text))
    is_card = any(part["type"] == _GALLERY for part in post.components) or (shown and shown[-1].startswith("-# Nano "))
    if shown and not is_card and not shown[0].startswith(_NOTICES) and not _told(shown[0]):
        yield f"says {shown!r}"


def most(name: str) -> int:
    """How large it may get: discord.py keeps a hundred-odd DMs (2.7: `ConnectionState._add_private_channel`).

    And every server that Discord tells it of: as many as there are ids to make one up with.
    """
    if name == "ConnectionState._guilds":
        return 1 + len(JUNK)
    return 129 if "private_channels" in name else 0


_GALLERY = 12
_PASSING = ("RequestHandler", "_wrap_asyncgen", "test_")


def _told(text: str) -> bool:
    """Whether it ends as all our sentences do, but for a small line that repeats the wish."""
    return text.partition("\n-# ")[0].endswith(_COSTS) or text in _COSTLESS


class Watched(Protocol):
    """What could collect something."""

    @property
    def client(self) -> Plantain: ...
    @property
    def studio(self) -> Studio: ...
    @property
    def scheduler(self) -> EmbeddedScheduler: ...
    @property
    def delivery(self) -> DiscordDelivery: ...
    @property
    def spool(self) -> Path: ...


def grown(was: Mapping[str, int], now: Mapping[str, int]) -> dict[str, tuple[int, int]]:
    """What there is more of than before, and than there may be."""
    return {name: (was.get(name, 0), size) for name, size in now.items() if size > max(was.get(name, 0), most(name))}


def sizes(on: Watched) -> dict[str, int]:
    """How much the process holds on to: tasks, files, and the contents of whatever could collect something."""
    connection: Any = on.client._connection
    store = connection._view_store
    subjects = [on.studio, on.scheduler, on.delivery, on.delivery._poster, connection, store, *on.client.cogs.values()]
    found = {f"{type(one).__name__}.{name}": size for one in subjects for name, size in _collections(one)}
    return found | {"spool": len(list(on.spool.iterdir()))} | _tasks()


def _collections(subject: object) -> Iterator[tuple[str, int]]:
    for name, value in getattr(subject, "__dict__", {}).items():
        if isinstance(value, Sized) and not isinstance(value, str | bytes) and "cache" not in name:
            yield name, len(value)
        inner = getattr(value, "__dict__", {}) if type(value).__module__.startswith("cogs._memory") else {}
        assert all(len(inner[held]) <= most for held, most in _BOUNDED.items() if held in inner)


def _tasks() -> dict[str, int]:
    """The tasks by what they do; connections of the stand-in come and go."""
    names = (getattr(task.get_coro(), "__qualname__", "") for task in asyncio.all_tasks())
    return dict(Counter(f"task {name}" for name in names if not name.startswith(_PASSING)))
