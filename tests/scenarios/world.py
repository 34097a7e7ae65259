"""What scenarios ask of a Discord, so that each can be played on more than one."""

from collections.abc import AsyncIterator, Callable, Iterable, Mapping, Sequence
from contextlib import AbstractAsyncContextManager
from typing import Any, Protocol

import aiohttp

from bot.house import House
from tests.scenarios.posts import File, Form, Post

PLACES = ("pictures", "lounge", "lighthouses")
PEOPLE = ("Ada", "Grace")


class Doing(Protocol):
    """Something that a person started; each wait ends in TimeoutError."""

    async def answer(self, wanted: Callable[[Post], bool] = ...) -> Post:
        """The bot's first post in answer that is wanted: unless told otherwise, one that is finished."""
        ...

    async def form(self) -> Form: ...

    async def choices(self) -> list[str]:
        """The values that autocomplete offers."""
        ...

    async def done(self) -> None:
        """Wait until the bot has acknowledged it in whatever way."""
        ...


class Hands(Protocol):
    """What one person can do; `place` is a name of PLACES, or the person's own name for the DM with the bot."""

    id: int

    async def slash(self, place: str, command: str, options: Mapping[str, Any]) -> Doing: ...

    async def typing(self, place: str, command: str, option: str, typed: str) -> Doing: ...

    async def choose(self, menu: str, post: Post) -> Doing:
        """Apps → *menu* on a message."""
        ...

    async def press(self, post: Post, label: str) -> Doing: ...

    async def submit(self, form: Form, values: Mapping[str, Any], files: Mapping[str, Sequence[File]]) -> Doing:
        """Both maps go by label; what is left out keeps the value that the form shows."""
        ...

    async def write(
        self, place: str, words: str, files: Iterable[File], reply_to: Post | None, *, ping: bool, mention: bool
    ) -> tuple[Post, Doing]:
        """The message itself, and what comes of it."""
        ...

    def sees(self, place: str) -> list[Post]:
        """Everything in that place that this person sees, oldest first."""
        ...


class World(Protocol):
    """One Discord; it outlives the bots that are connected to it."""

    token: str
    file_hosts: frozenset[str]

    def open(self) -> AbstractAsyncContextManager[None]: ...

    def connector(self) -> aiohttp.BaseConnector: ...

    def connected(self, house: House) -> AbstractAsyncContextManager[None]:
        """The bot of this house, connected while the context is open."""
        ...

    def hands(self, name: str) -> Hands: ...

    async def until(self, look: Callable[[], Any]) -> Any:
        """Wait until `look()` gives something true; return that."""
        ...

    def everything(self) -> AsyncIterator[str]:
        """All that went over the wire or was posted, as text."""
        ...

    def complaints(self) -> list[str]:
        """What should not be so after any scenario, in words."""
        ...
