"""Keeping the client alive."""

from collections.abc import AsyncIterator, Awaitable, Callable
from pathlib import Path
from typing import Any

import aiohttp
import discord
import pytest
from discord import LoginFailure

from bot.playground.discord.faults import Dropped, ServerError
from bot.playground.discord.server import StandIn
from bot.supervise import ClientDied, StartFailed, log_in, supervise
from tests.fakes import Clock
from tests.worlds import options, stand_in


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


def died(error: Exception) -> ClientDied:
    ended = ClientDied()
    ended.__cause__ = error
    return ended


async def test_a_refused_first_connection_is_tried_again_with_growing_pauses() -> None:
    """discord.py 2.7.1 dies there by an AttributeError; Plantain waits and starts anew."""
    missing = died(AttributeError("'NoneType' object has no attribute 'sequence'"))
    start, left = starting(missing, aiohttp.ClientConnectionError(), OSError(), None)
    waits = Waits()
    await supervise(start, waits, Clock())
    assert (left, waits) == ([], [1, 2, 4])


async def test_a_client_that_dies_again_and_again_does_not_use_up_its_identifications() -> None:
    """A thousand in a day would cost the bot its token, so the pauses grow beyond those for a Discord that is down."""
    start, _ = starting(*(died(KeyError("op")) for _ in range(11)), None)
    waits = Waits()
    await supervise(start, waits, Clock())
    assert waits[-3:] == [256, 300, 300]


async def test_a_client_that_dies_after_a_long_life_is_back_at_once() -> None:
    """What happens once a day has nothing to do with what happened the day before."""
    clock, waits = Clock(), Waits()
    endings = [died(KeyError("op")) for _ in range(5)]

    async def start() -> None:
        clock.pass_(3600)
        if endings:
            raise endings.pop()

    await supervise(start, waits, clock)
    assert waits == [1, 1, 1, 1, 1]


async def test_a_wrong_token_ends_the_start_with_a_sentence() -> None:
    """Trying a refused token again would only get the address banned."""
    start, _ = starting(LoginFailure("no"))
    with pytest.raises(StartFailed, match="DISCORD_TOKEN"):
        await supervise(start, Waits(), Clock())


async def test_a_mistake_of_ours_is_not_hidden() -> None:
    """Only what ends a connection is waited out, not what goes wrong around it."""
    start, _ = starting(AttributeError("'Studio' object has no attribute 'x'"))
    with pytest.raises(AttributeError):
        await supervise(start, Waits(), Clock())


class _Closed:
    """What discord.py reads of a connection that Discord closed."""

    def __init__(self, code: int) -> None:
        self.close_code = code


@pytest.mark.parametrize(("code", "words"), [(4004, "DISCORD_TOKEN"), (4013, "code 4013")])
async def test_a_connection_that_discord_closes_for_good_ends_with_a_sentence(code: int, words: str) -> None:
    """A token that was reset while the bot ran is told like a wrong one, and nothing is tried again."""
    closed: Any = _Closed(code)
    start, _ = starting(discord.ConnectionClosed(closed, shard_id=None))
    waits = Waits()
    with pytest.raises(StartFailed, match=words):
        await supervise(start, waits, Clock())
    assert waits == []


async def test_intents_that_discord_refuses_end_the_start_with_a_sentence() -> None:
    """Only the operator can mend what Discord does not grant."""
    start, _ = starting(discord.PrivilegedIntentsRequired(None))
    with pytest.raises(StartFailed, match="privileged intents"):
        await supervise(start, Waits(), Clock())


async def test_the_pauses_do_not_grow_beyond_a_minute() -> None:
    """A Discord that is down for hours is asked again once a minute."""
    start, _ = starting(*(OSError() for _ in range(8)), None)
    waits = Waits()
    await supervise(start, waits, Clock())
    assert waits == [1, 2, 4, 8, 16, 32, 60, 60]


@pytest.fixture
async def world(tmp_path: Path) -> AsyncIterator[StandIn]:
    async with stand_in(tmp_path) as found:
        yield found


async def test_logging_in_says_whether_the_token_is_right(world: StandIn) -> None:
    """The right token is taken, a wrong one ends in a sentence that does not repeat it."""
    async with discord.Client(intents=discord.Intents.none(), **options(world)) as client:
        await log_in(client, world.token)
        assert client.user is not None
    async with discord.Client(intents=discord.Intents.none(), **options(world)) as client:
        with pytest.raises(StartFailed, match="DISCORD_TOKEN") as failed:
            await log_in(client, "not-the-token")
    assert "not-the-token" not in str(failed.value)


@pytest.mark.parametrize("fault", [Dropped(), ServerError(403)])
async def test_a_discord_that_can_not_be_reached_is_said(world: StandIn, fault: Dropped | ServerError) -> None:
    """Whatever keeps a log-in from Discord is one sentence for the operator."""
    world.faults.plan("GET", "/users/@me", fault, times=9)
    async with discord.Client(intents=discord.Intents.none(), **options(world)) as client:
        with pytest.raises(StartFailed, match="can't be reached"):
            await log_in(client, world.token)
