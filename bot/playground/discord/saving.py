"""The world in a file, written whole and atomically soon after every change, read again by the next start."""

import asyncio
import os
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Final

import msgspec

from bot.playground.discord.changes import Change
from bot.playground.discord.records import Channel, Command, Guild, Interaction, Message, User
from bot.playground.discord.world import World

FILE: Final = "world.json"
DELAY: Final = 0.05


@dataclass(frozen=True, slots=True)
class Snapshot:
    """Everything that a world remembers; `secret` signs attachment addresses."""

    secret: str
    bot_id: int
    users: tuple[User, ...]
    guilds: tuple[Guild, ...]
    channels: tuple[Channel, ...]
    messages: tuple[Message, ...]
    commands: tuple[Command, ...]
    interactions: tuple[Interaction, ...]


def snapshot(world: World, secret: str) -> Snapshot:
    return Snapshot(
        secret,
        world.bot.id,
        tuple(world.users.values()),
        tuple(world.guilds.values()),
        tuple(world.channels.values()),
        tuple(world.messages.values()),
        tuple(world.commands.values()),
        tuple(world.interactions.values()),
    )


def read(folder: Path) -> Snapshot | None:
    """What was saved in the folder; None when there is nothing. ValueError for a file that is no snapshot."""
    path = folder / FILE
    return msgspec.json.decode(path.read_bytes(), type=Snapshot) if path.exists() else None


def write(folder: Path, state: Snapshot) -> None:
    """Replace the file at once: a reader finds the old or the new state, never half of one."""
    fresh = folder / f"{FILE}.new"
    with fresh.open("wb") as file:
        file.write(msgspec.json.encode(state))
        file.flush()
        os.fsync(file.fileno())
    fresh.replace(folder / FILE)


def restore(world: World, state: Snapshot) -> None:
    """Put what was saved in place of what a new world holds."""
    world.restore(
        bot_id=state.bot_id,
        users=state.users,
        guilds=state.guilds,
        channels=state.channels,
        messages=state.messages,
        commands=state.commands,
        interactions=state.interactions,
    )


class Saver:
    """Saves soon after every change, off the loop; `close` saves the last of it."""

    def __init__(self, world: World, folder: Path, secret: str) -> None:
        self._world = world
        self._folder = folder
        self._secret = secret
        self._dirty = asyncio.Event()
        self._closing = asyncio.Event()
        self._stop = world.feed.listen(self._on_change)
        self._task = asyncio.create_task(self._run())

    def _on_change(self, change: Change) -> None:
        if change.kind != "typing":
            self._dirty.set()

    async def _run(self) -> None:
        while True:
            await self._dirty.wait()
            with suppress(TimeoutError):
                await asyncio.wait_for(self._closing.wait(), DELAY)
            self._dirty.clear()
            await asyncio.to_thread(write, self._folder, snapshot(self._world, self._secret))
            if self._closing.is_set():
                return

    async def close(self) -> None:
        self._stop()
        self._closing.set()
        self._dirty.set()
        await self._task
