"""Chunks, from a socket that is a list."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import aclosing, suppress
from dataclasses import dataclass, field

from bot.core.chunks import Connection, chunked, held


class Transport(asyncio.ReadTransport):
    def __init__(self) -> None:
        super().__init__()
        self.paused = False

    def pause_reading(self) -> None:
        self.paused = True

    def resume_reading(self) -> None:
        self.paused = False


@dataclass
class Open:
    transport: Transport = field(default_factory=Transport)


@dataclass
class Answer:
    connection: Connection | None = None


async def content(*sizes: int) -> AsyncIterator[bytes]:
    for size in sizes:
        yield b"x" * size


async def test_what_comes_is_gathered_until_it_is_worth_a_thread() -> None:
    """So much is a MiB or a little more, and in the end what is left."""
    async with aclosing(chunked(content(*[300_000] * 9), Answer())) as arriving:
        assert [list(map(len, chunks)) async for chunks in arriving] == [[300_000] * 4, [300_000] * 4, [300_000]]


async def test_nothing_comes_while_chunks_are_out() -> None:
    """Reading is paused for as long as somebody works on some."""
    connection = Open()
    async with aclosing(chunked(content(2**20, 2**20, 1), Answer(connection))) as arriving:
        paused = [connection.transport.paused async for _ in arriving]
    assert (paused, connection.transport.paused) == ([True, True, False], False)


def test_an_answer_is_held_whatever_happens_and_whether_it_is_still_coming() -> None:
    """Reading goes on after a failure too, and what has come in full needs no holding."""
    connection = Open()
    with suppress(ZeroDivisionError), held(Answer(connection)):
        assert connection.transport.paused
        raise ZeroDivisionError
    assert not connection.transport.paused
    with held(Answer()):
        pass
