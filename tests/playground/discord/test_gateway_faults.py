import asyncio
from pathlib import Path
from typing import Any

import pytest

from bot.playground.discord.server import StandIn
from tests.playground.discord.studio import Studio
from tests.worlds import running, stand_in


async def talk_after(world: StandIn, studio: Studio, event: str, strike: Any) -> None:
    """Strike, say something meanwhile, and wait until the bot has answered that."""
    back = asyncio.create_task(studio.wait_for(event, timeout=10))
    await asyncio.sleep(0)
    strike()
    ada = world.person("Ada")
    said = await ada.say(world.channel("pictures"), "still there?", mention_bot=True)
    await back
    assert (await ada.answer(said, timeout=10)).content.startswith("heard")


@pytest.mark.parametrize("name", ["abort", "reconnect", "close"])
async def test_a_lost_connection_is_resumed_without_losing_events(world: StandIn, studio: Studio, name: str) -> None:
    """After a cut, opcode 7 or close code 4000 the client resumes and hears what was said meanwhile, once."""
    strikes = {"abort": world.gateway.abort, "reconnect": world.gateway.reconnect}
    await talk_after(world, studio, "resumed", strikes.get(name, lambda: world.gateway.close(4000)))
    assert (world.gateway.identified, world.gateway.resumed, len(studio.heard)) == (1, 1, 1)


async def test_a_resumable_invalid_session_is_resumed(world: StandIn, studio: Studio) -> None:
    """Opcode 9 with true ends in a RESUME."""
    await talk_after(world, studio, "resumed", lambda: world.gateway.invalidate(resumable=True))
    assert world.gateway.resumed == 1


async def test_an_invalid_session_is_identified_anew(world: StandIn, studio: Studio) -> None:
    """Opcode 9 with false ends in a second IDENTIFY."""
    back = asyncio.create_task(studio.wait_for("connect", timeout=10))
    await asyncio.sleep(0)
    world.gateway.invalidate()
    await back
    assert world.gateway.identified == 2


async def test_a_silent_connection_is_left(tmp_path: Path) -> None:
    """A half-open connection is noticed by its missing heartbeats, and resumed."""
    async with stand_in(tmp_path) as world:
        studio = Studio(world, heartbeat_timeout=0.5)
        async with running(studio, world.token):
            back = asyncio.create_task(studio.wait_for("resumed", timeout=10))
            world.gateway.go_silent()
            await back
        assert world.gateway.resumed >= 1


async def test_events_can_come_twice_or_out_of_order(world: StandIn, studio: Studio) -> None:
    """Ordered faults repeat one event, or send it after the next."""
    ada, place = world.person("Ada"), world.channel("lounge")
    world.gateway.duplicate_next("MESSAGE_CREATE")
    await ada.say(place, "one", mention_bot=True)
    world.gateway.hold_next("MESSAGE_CREATE")
    two = await ada.say(place, "two", mention_bot=True)
    await ada.say(place, "three", mention_bot=True)
    await ada.answer(two)
    assert [message.clean_content.split()[1] for message in studio.heard] == ["one", "one", "three", "two"]


async def test_the_first_connect_can_be_refused(world: StandIn) -> None:
    """A refused first connect makes discord.py's start fail, and the next one succeeds."""
    world.gateway.refuse_next()
    with pytest.raises(AttributeError):
        async with running(Studio(world), world.token):
            pass
    async with running(Studio(world), world.token):
        assert world.gateway.identified == 1


async def test_an_event_can_be_changed_on_its_way(world: StandIn, studio: Studio) -> None:
    """What the next event of a name says is up to a test; the one after it is as it was."""
    ada, place = world.person("Ada"), world.channel("lounge")
    world.gateway.change_next("MESSAGE_CREATE", lambda data: data | {"content": f"{data['content']}, changed"})
    await ada.say(place, "one", mention_bot=True)
    await ada.answer(await ada.say(place, "two", mention_bot=True))
    assert [message.content.partition(" ")[2] for message in studio.heard] == ["one, changed", "two"]


async def test_events_and_frames_can_be_made_up(world: StandIn, studio: Studio) -> None:
    """An event that nothing led to arrives, and so does a frame that is none."""
    made_up = asyncio.create_task(studio.wait_for("socket_event_type", check=lambda event: event == "MADE_UP"))
    await asyncio.sleep(0)
    world.gateway.inject_text('{"op": 1000}')
    world.gateway.inject("MADE_UP", None)
    assert await made_up == "MADE_UP"
