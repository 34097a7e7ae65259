"""Keeping the client alive."""

from collections.abc import Awaitable, Callable

import aiohttp
import pytest
from discord import LoginFailure

from bot.supervise import StartFailed, supervise


def starting(*endings: Exception | None) -> tuple[Callable[[], Awaitable[None]], list[Exception | None]]:
    left = list(endings)

    async def start() -> None:
        ending = left.pop(0)
        if ending is not None:
            raise ending

    return start, left


class Waits(list[float]):
    async def __call__(self, seconds: float) -> None:
        self.append(seconds)


async def test_a_refused_first_connection_is_tried_again_with_growing_pauses() -> None:
    """discord.py 2.7.1 raises AttributeError there; Plantain waits and starts anew."""
    missing = AttributeError("'NoneType' object has no attribute 'sequence'")
    start, left = starting(missing, aiohttp.ClientConnectionError(), OSError(), None)
    waits = Waits()
    await supervise(start, waits)
    assert (left, waits) == ([], [1, 2, 4])


async def test_a_wrong_token_ends_the_start_with_a_sentence() -> None:
    """Trying a refused token again would only get the address banned."""
    start, _ = starting(LoginFailure("no"))
    with pytest.raises(StartFailed, match="DISCORD_TOKEN"):
        await supervise(start, Waits())


async def test_a_mistake_of_ours_is_not_hidden() -> None:
    """Only the one AttributeError that means “no connection yet” is waited out."""
    start, _ = starting(AttributeError("'Studio' object has no attribute 'x'"))
    with pytest.raises(AttributeError):
        await supervise(start, Waits())
