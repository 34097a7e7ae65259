"""Each fault of Discord's gateway by its name: what was asked before and after is answered, once."""

import asyncio
from collections.abc import Callable
from typing import Any

import pytest
from discord.state import ConnectionState

from bot.playground.discord.gateway import Gateway
from bot.playground.discord.server import StandIn
from bot.playground.gemini import Wire
from tests.scenarios.house import House

STRIKES: dict[str, Callable[[Gateway], None]] = {
    "gateway cut": Gateway.abort,
    "op 7": Gateway.reconnect,
    "op 9, resumable": lambda gateway: gateway.invalidate(resumable=True),
    "op 9, for good": Gateway.invalidate,
    "half-open": Gateway.go_silent,
}


@pytest.fixture
def impatient(monkeypatch: pytest.MonkeyPatch) -> None:
    """A client that takes a connection for dead after half a second of silence, not after a minute."""
    plain = ConnectionState.__init__

    def hurried(self: Any, **options: Any) -> None:
        plain(self, **options | {"heartbeat_timeout": 0.5})

    monkeypatch.setattr(ConnectionState, "__init__", hurried)


@pytest.mark.usefixtures("impatient")
@pytest.mark.parametrize("strike", STRIKES.values(), ids=STRIKES.keys())
async def test_a_lost_connection_costs_nobody_the_picture(
    house: House, discord: StandIn, strike: Callable[[Gateway], None]
) -> None:
    """The wish under way gets its card over REST, and what is asked when the client is back gets one as well."""
    gateway, until = discord.gateway, asyncio.Event()
    house.gemini.next(Wire("hang", until=until))
    first = await house.ada.starts("imagine", prompt="a fox")
    await house.is_asking()
    connections = gateway.identified + gateway.resumed
    strike(gateway)
    until.set()
    assert (await first.answer(lambda post: post.is_card)).head == "**Ada**: a fox"
    with discord.recorder.subscribe() as entries:
        async with asyncio.timeout(20):
            while gateway.identified + gateway.resumed == connections:
                await anext(entries)
    second = await house.grace.at("lounge").imagine("a bear")
    assert second.is_card
    assert house.gemini.billed == 2


@pytest.mark.parametrize("event", ["INTERACTION_CREATE", "MESSAGE_CREATE"])
async def test_replayed_dispatches_are_accepted_once(house: House, discord: StandIn, event: str) -> None:
    """An event that comes twice is one turn, one charge and one post."""
    discord.gateway.duplicate_next(event)
    if event == "INTERACTION_CREATE":
        await house.ada.imagine("a fox")
    else:
        await house.ada.mentions("a fox")
    await house.ada.imagine("a bear")
    assert [call.words for call in house.gemini.calls] == ["a fox", "a bear"]
    assert len([post for post in house.ada.sees() if post.components]) == 2


async def test_reordered_dispatches_are_each_answered(house: House, discord: StandIn) -> None:
    """What arrives in another order than it was said is accepted in that of its arrival, and nothing is lost."""
    discord.gateway.hold_next("MESSAGE_CREATE")
    await house.ada.begins("a fox")
    await house.ada.mentions("a bear")
    await house.ada.finds_when(lambda post: post.is_card and "a fox" in post.head)
    await house.rest()
    assert sorted(call.words for call in house.gemini.calls) == ["a bear", "a fox"]
    assert len([post for post in house.ada.sees() if post.is_card]) == 2
