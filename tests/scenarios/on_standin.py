"""Scenarios on the project's own stand-in, over the wire, under Discord's host names."""

import asyncio
from collections.abc import AsyncIterator, Callable, Iterable, Mapping, Sequence
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any

import aiohttp

from bot.house import House
from bot.playground.discord.actors import Person
from bot.playground.discord.invocations import Invocation, Modal
from bot.playground.discord.records import Attachment, Channel, Message
from bot.playground.discord.server import StandIn
from bot.serving import serve
from tests.playground.discord import openapi
from tests.scenarios.posts import File, Form, Picture, Post
from tests.scenarios.world import Doing, Hands

PATIENCE = 20.0
"""Seconds that a person waits: the machine may be busy with other tests."""


class StandInWorld:
    """`discord` is there for what only this world can do: faults, permissions, the record of the traffic."""

    def __init__(self, folder: Path, clock: Callable[[], float]) -> None:
        self.discord = StandIn(folder, tls=True, clock=clock)
        self.token = self.discord.token
        self.file_hosts: frozenset[str] = frozenset()

    @asynccontextmanager
    async def open(self) -> AsyncIterator[None]:
        async with self.discord:
            yield

    def connector(self) -> aiohttp.BaseConnector:
        return self.discord.connector()

    @asynccontextmanager
    async def connected(self, house: House) -> AsyncIterator[None]:
        stop = asyncio.Event()
        with self.discord.recorder.subscribe() as entries:
            serving = asyncio.create_task(serve(house, stop))
            try:
                async with asyncio.timeout(PATIENCE):
                    await asyncio.wait(
                        {serving, there := asyncio.create_task(_joined(entries))}, return_when="FIRST_COMPLETED"
                    )
                assert there.done(), "the bot ended before it was connected"
                yield
            finally:
                there.cancel()
                stop.set()
                await serving

    def hands(self, name: str) -> Hands:
        return StandInHands(self, self.discord.person(name))

    def place(self, name: str) -> Channel:
        named = [user for user in self.discord.world.users.values() if user.name == name]
        return self.discord.direct(name) if named else self.discord.channel(name)

    def seen(self, message: Message) -> Post:
        pictures = tuple(self._picture(attachment) for attachment in message.attachments)
        return Post(
            message.id,
            message.channel_id,
            message.content,
            message.components,
            pictures,
            message.ephemeral,
            message.thinking,
            message.reply_to,
            message.mention_ids,
            message,
        )

    async def until(self, look: Callable[[], Any]) -> Any:
        return await self.discord.world.until(look, PATIENCE)

    async def everything(self) -> AsyncIterator[str]:
        for line in self.discord.recorder.lines():
            yield line
        for message in self.discord.world.messages.values():
            yield repr(message)

    def complaints(self) -> list[str]:
        world = self.discord.world
        return [
            *(f"nobody served {route}" for route in self.discord.unknown_routes),
            *(f"unanswered: {found.kind.name} {found.name or found.data}" for found in world.unanswered()),
            *([f"{unused} planned faults never struck"] if (unused := self.discord.faults.unused) else []),
            *openapi.complaints(self.discord.recorder.rest),
        ]

    def _picture(self, attachment: Attachment) -> Picture:
        return Picture(attachment.name, self.discord.blobs.path(attachment.blob).read_bytes, attachment.description)


class StandInHands:
    def __init__(self, world: StandInWorld, person: Person) -> None:
        self._world, self._person = world, person
        self.id = person.user.id

    async def slash(self, place: str, command: str, options: Mapping[str, Any]) -> Doing:
        return _Interaction(self._world, await self._person.slash(self._world.place(place), command, options))

    async def typing(self, place: str, command: str, option: str, typed: str) -> Doing:
        started = await self._person.autocomplete(self._world.place(place), command, option, typed)
        return _Interaction(self._world, started)

    async def choose(self, menu: str, post: Post) -> Doing:
        channel = self._world.discord.world.channels[post.place]
        return _Interaction(self._world, await self._person.message_command(channel, menu, post.raw))

    async def press(self, post: Post, label: str) -> Doing:
        return _Interaction(self._world, await self._person.press(post.raw, label))

    async def submit(self, form: Form, values: Mapping[str, Any], files: Mapping[str, Sequence[File]]) -> Doing:
        return _Interaction(self._world, await self._person.submit(form.raw, values, files))

    async def write(
        self, place: str, words: str, files: Iterable[File], reply_to: Post | None, *, ping: bool, mention: bool
    ) -> tuple[Post, Doing]:
        target = reply_to.raw if reply_to else None
        channel = self._world.place(place)
        sent = await self._person.say(channel, words, files=files, reply_to=target, ping=ping, mention_bot=mention)
        return self._world.seen(sent), _Message(self._world, sent)

    def sees(self, place: str) -> list[Post]:
        return [self._world.seen(message) for message in self._person.history(self._world.place(place))]


class _Interaction:
    def __init__(self, world: StandInWorld, invocation: Invocation) -> None:
        self._world, self._invocation = world, invocation

    async def answer(self, wanted: Callable[[Post], bool] = lambda post: post.is_finished) -> Post:
        await self.done()

        def look() -> Post | None:
            posts = [*self._invocation.followups, *filter(None, [self._invocation.original])]
            return next(filter(wanted, map(self._world.seen, posts)), None)

        found: Post = await self._world.until(look)
        return found

    async def form(self) -> Form:
        modal: Modal = await self._invocation.modal(PATIENCE)
        return Form(modal.body, modal)

    async def choices(self) -> list[str]:
        return [choice["value"] for choice in await self._invocation.choices(PATIENCE)]

    async def done(self) -> None:
        await self._invocation.acknowledged(PATIENCE)


class _Message:
    def __init__(self, world: StandInWorld, message: Message) -> None:
        self._world, self._message = world, message

    async def answer(self, wanted: Callable[[Post], bool] = lambda post: post.is_finished) -> Post:
        world = self._world.discord.world

        def look() -> Post | None:
            posts = [
                p for p in world.messages.values() if p.reply_to == self._message.id and p.author_id == world.bot.id
            ]
            return next(filter(wanted, map(self._world.seen, posts)), None)

        found: Post = await self._world.until(look)
        return found

    async def form(self) -> Form:
        raise AssertionError("a message opens no form")

    async def choices(self) -> list[str]:
        raise AssertionError("a message asks for no choices")

    async def done(self) -> None:
        """A message needs no acknowledgement."""


async def _joined(entries: AsyncIterator[Any]) -> None:
    """Wait until the bot has been told of its guild: from then on it hears everything."""
    async for entry in entries:
        if entry.event == "GUILD_CREATE":
            return
