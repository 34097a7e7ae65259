"""The same scenarios on SimCord, in the process: somebody else's reading of Discord's rules, without the wire."""

from collections.abc import AsyncIterator, Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import asynccontextmanager, contextmanager
from typing import Any
from urllib.parse import unquote

import aiohttp
import discord
from aiohttp import web
from simcord import Env
from simcord.actors import MemberActor
from simcord.backend.cdn import CDN_BASE
from simcord.builders import ChannelHandle
from simcord.http import client as simcord_http
from simcord.results import InteractionResult, ResponseMessage

from bot.client import intents
from bot.house import House
from bot.playground.discord.certificate import contexts
from tests.scenarios.posts import File, Form, Picture, Post
from tests.scenarios.resolving import OneHost
from tests.scenarios.world import PEOPLE, PLACES, Doing, Hands

HOST = CDN_BASE.removeprefix("https://")
SETTLING = 8.0
"""Seconds in which the bot has to come to rest after each deed. SimCord also waits for timers that are shorter."""

LOADING = 1 << 7


class SimCordWorld:
    """The world lives as long as its `Env`; files are served from its memory, as Discord's are from its CDN."""

    token = "simcord.fake.token"  # what SimCord logs every bot in with
    file_hosts = frozenset({HOST})

    def __init__(self) -> None:
        self._env: Env | None = None
        self._port = 0
        self._members: dict[str, MemberActor] = {}
        self._places: dict[str, ChannelHandle] = {}

    @property
    def env(self) -> Env:
        assert self._env is not None, "no bot has been connected yet"
        return self._env

    @asynccontextmanager
    async def open(self) -> AsyncIterator[None]:
        files = web.Application()
        files.router.add_get("/{path:.*}", self._serve)
        runner = web.AppRunner(files, access_log=None, shutdown_timeout=1.0)
        await runner.setup()
        await web.TCPSite(runner, "127.0.0.1", 0, ssl_context=contexts()[0]).start()
        self._port = runner.addresses[0][1]
        try:
            with _unquoted_paths():
                yield
        finally:
            if self._env:
                await self._env.shutdown()
            await runner.cleanup()

    def connector(self) -> aiohttp.BaseConnector:
        """Leads the CDN's name here. The certificate is for Discord's names, so it is not looked at."""
        return aiohttp.TCPConnector(ssl=False, resolver=OneHost(HOST, self._port))

    @asynccontextmanager
    async def connected(self, house: House) -> AsyncIterator[None]:
        bot = house.bot()

        async def on_login(_: discord.Client) -> None:
            house.delivery.bind(bot)
            await house.studio.resume()
            await bot.sync_commands()  # as it does beside its gateway, which SimCord goes without

        bot.on_login = on_login
        if self._env:
            await self._env.restart_bot(bot)
        else:
            self._env = Env(bot, approved_intents=intents(), settle_timeout=SETTLING)
            self._furnish(self._env)
            await self._env.start()
        try:
            yield
        finally:
            await self._env.settle()
            await house.scheduler.close(SETTLING)
            house.delivery.unbind()
            await bot.close()

    def hands(self, name: str) -> Hands:
        return SimCordHands(self, self._members[name])

    def place(self, name: str) -> ChannelHandle:
        return self._places[name]

    def seen(self, message: Any) -> Post:
        reference = message.reference or {}
        pictures = tuple(
            Picture(file["filename"], lambda url=file["url"]: self._bytes(url), file.get("description"))  # type: ignore[misc] # bound as a default
            for file in message.attachments
        )
        return Post(
            message.id,
            message.channel_id,
            message.content,
            tuple(message.components),
            pictures,
            message.is_ephemeral,
            bool(message.flags & LOADING),
            int(reference["message_id"]) if "message_id" in reference else None,
            tuple(message.ping_user_ids),
            ResponseMessage(self.env, message),
        )

    async def until(self, look: Callable[[], Any]) -> Any:
        await self.env.settle()
        found = look()
        assert found, f"the bot is at rest, and it is not so:\n{self.env.transcript()}"
        return found

    async def everything(self) -> AsyncIterator[str]:
        for entry in self.env.backend.transcript:
            yield repr(entry)

    def complaints(self) -> list[str]:
        unanswered = [found for found in self.env.backend.interactions.values() if not found.responded]
        return [
            *(f"unanswered: {found.command_name or found.type}" for found in unanswered),
            *(f"the bot raised {error!r}" for error in self.env.errors),
        ]

    def _furnish(self, env: Env) -> None:
        guild = env.create_guild("Studio")
        pictures = guild.create_text_channel(PLACES[0])
        self._places = {PLACES[0]: pictures, **{name: guild.create_text_channel(name) for name in PLACES[1:]}}
        self._members = {name: guild.add_member(env.create_user(name)) for name in PEOPLE}

    async def _serve(self, request: web.Request) -> web.Response:
        return web.Response(body=self._bytes(f"{CDN_BASE}{request.path}"))

    def _bytes(self, url: str) -> bytes:
        found: bytes | None = self.env.backend.cdn.get(url)
        assert found is not None, f"no file at {url}"
        return found


class SimCordHands:
    def __init__(self, world: SimCordWorld, member: MemberActor) -> None:
        self._world, self._member = world, member
        self.id = member.id

    async def slash(self, place: str, command: str, options: Mapping[str, Any]) -> Doing:
        return _Settled(self._world, await self._member.slash(self._world.place(place), command, **options))

    async def typing(self, place: str, command: str, option: str, typed: str) -> Doing:
        choices = await self._member.autocomplete(self._world.place(place), command, option, typed)
        return _Offered([choice["value"] for choice in choices])

    async def choose(self, menu: str, post: Post) -> Doing:
        place = next(found for found in map(self._world.place, PLACES) if found.id == post.place)
        return _Settled(self._world, await self._member.context_menu(place, menu, post.raw))

    async def press(self, post: Post, label: str) -> Doing:
        return _Settled(self._world, await self._member.click(post.raw, label=label))

    async def submit(self, form: Form, values: Mapping[str, Any], files: Mapping[str, Sequence[File]]) -> Doing:
        filled = {field["custom_id"]: _shown(field) for field in form.inputs.values() if _shown(field)}
        for label, value in (*values.items(), *((label, list(given)) for label, given in files.items())):
            filled[form.inputs[label]["custom_id"]] = value
        return _Settled(self._world, await self._member.submit_modal(form.raw, filled))

    async def write(
        self, place: str, words: str, files: Iterable[File], reply_to: Post | None, *, ping: bool, mention: bool
    ) -> tuple[Post, Doing]:
        # SimCord keeps a rule that Discord dropped in 2023 (discord-api-docs #5395), by which the words of a reply to
        # an interaction's answer are withheld, ping or not: so its people, to be heard, write the mention out.
        heard = mention or (reply_to and ping)
        words = f"<@{self._world.env.backend.bot_user.id}> {words}" if heard else words
        channel, target = self._world.place(place), reply_to.raw if reply_to else None
        sent = await self._member.send(channel, words, reply_to=target, attachments=list(files))
        stored = self._world.env.backend.get_message(channel.id, sent.id)
        return self._world.seen(stored), _Written(self._world, channel.id, sent.id)

    def sees(self, place: str) -> list[Post]:
        stored = self._world.env.backend.messages.get(self._world.place(place).id, {}).values()
        return [
            self._world.seen(message) for message in sorted(stored, key=lambda m: m.id) if message.visible_to(self.id)
        ]


class _Settled:
    """An interaction to which the bot has come to rest."""

    def __init__(self, world: SimCordWorld, result: InteractionResult) -> None:
        self._world, self._result = world, result

    async def answer(self, wanted: Callable[[Post], bool] = lambda post: post.is_finished) -> Post:
        def look() -> Post | None:
            posts = [*self._result.followups, *filter(None, [self._result.response])]
            return next(filter(wanted, (self._world.seen(post._message) for post in posts)), None)

        found: Post = await self._world.until(look)
        return found

    async def form(self) -> Form:
        modal = self._result.modal
        assert modal is not None, f"answered with {self._result!r}, not with a form"
        return Form(modal, self._result)

    async def choices(self) -> list[str]:
        raise AssertionError("this offers no choices")

    async def done(self) -> None:
        assert self._result.acknowledged


class _Offered(_Settled):
    def __init__(self, values: list[str]) -> None:
        self._values = values

    async def choices(self) -> list[str]:
        return self._values


class _Written:
    """A message to which the bot has come to rest."""

    def __init__(self, world: SimCordWorld, place: int, message: int) -> None:
        self._world, self._place, self._message = world, place, message

    async def answer(self, wanted: Callable[[Post], bool] = lambda post: post.is_finished) -> Post:
        def look() -> Post | None:
            posts = map(self._world.seen, self._world.env.backend.messages[self._place].values())
            return next((post for post in posts if post.reply_to == self._message and wanted(post)), None)

        found: Post = await self._world.until(look)
        return found

    async def form(self) -> Form:
        raise AssertionError("a message opens no form")

    async def choices(self) -> list[str]:
        raise AssertionError("a message asks for no choices")

    async def done(self) -> None:
        """A message needs no acknowledgement."""


@contextmanager
def _unquoted_paths() -> Iterator[None]:
    """Let SimCord read `%40original` as aiohttp sends it: yarl turns what needs no quoting back before the wire."""
    quoted = simcord_http._path_of
    simcord_http._path_of = lambda url: unquote(quoted(url))
    try:
        yield
    finally:
        simcord_http._path_of = quoted


def _shown(field: Mapping[str, Any]) -> Any:
    """What a form's input holds before anybody touches it."""
    return field.get("value") or [option["value"] for option in field.get("options", ()) if option.get("default")]
