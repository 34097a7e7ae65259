"""How the world tells what happened: change records, in order, to callbacks and to async readers."""

import asyncio
from collections.abc import AsyncIterator, Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Literal, TypeVar

from bot.playground.discord.records import Channel, Command, Interaction, Message

T = TypeVar("T")
ChangeKind = Literal[
    "message_created",
    "message_edited",
    "message_deleted",
    "interaction_created",
    "interaction_changed",
    "commands_changed",
    "typing",
    "channel_created",
    "channel_changed",
    "channel_deleted",
]


@dataclass(frozen=True, slots=True)
class Change:
    """One thing that happened; `before` is None for something new, `after` None for something gone."""

    number: int
    kind: ChangeKind
    channel_id: int | None = None
    user_id: int | None = None
    before: Channel | Message | Interaction | Command | None = None
    after: Channel | Message | Interaction | Command | None = None


class Feed:
    """Announces changes. Callbacks run at once and in order; async readers have a queue of their own."""

    def __init__(self) -> None:
        self._number = 0
        self._callbacks: list[Callable[[Change], None]] = []

    def listen(self, callback: Callable[[Change], None]) -> Callable[[], None]:
        """Call back on every change from now on; returns what ends it."""
        self._callbacks.append(callback)
        return lambda: self._callbacks.remove(callback)

    def announce(
        self,
        kind: ChangeKind,
        *,
        channel_id: int | None = None,
        user_id: int | None = None,
        before: Channel | Message | Interaction | Command | None = None,
        after: Channel | Message | Interaction | Command | None = None,
    ) -> None:
        self._number += 1
        change = Change(self._number, kind, channel_id, user_id, before, after)
        for callback in tuple(self._callbacks):
            callback(change)

    @contextmanager
    def subscribe(self) -> Iterator[AsyncIterator[Change]]:
        """`with world.subscribe() as changes: async for change in changes:` sees everything from the `with` on."""
        queue: asyncio.Queue[Change] = asyncio.Queue()
        stop = self.listen(queue.put_nowait)
        try:
            yield _read(queue)
        finally:
            stop()

    async def until(self, look: Callable[[], T | None], timeout: float = 30.0) -> T:  # noqa: ASYNC109 - tests pass it
        """Wait until `look()` gives something true and return that; TimeoutError names nothing but the seconds."""
        with self.subscribe() as changes:
            async with asyncio.timeout(timeout):
                while not (found := look()):
                    await anext(changes)
                return found


async def _read(queue: asyncio.Queue[Change]) -> AsyncIterator[Change]:
    while True:
        yield await queue.get()
