"""Events and frames of the gateway: unknown, malformed, repeated, out of order, huge; and what ends discord.py."""

import asyncio
import logging
from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.playground.gemini import Wire
from tests.cogs.stage import Stage
from tests.fuzz.examples import examples
from tests.fuzz.junk import JUNK, Change, changes, spoiled
from tests.fuzz.quiet import PATIENCE, Quiet
from tests.scenarios.house import House
from tests.scenarios.on_standin import StandInWorld
from tests.worlds import ManualClock

EVENTS = (
    *("GUILD_CREATE", "GUILD_UPDATE", "GUILD_ROLE_CREATE", "GUILD_ROLE_DELETE", "GUILD_EMOJIS_UPDATE"),
    *("CHANNEL_CREATE", "CHANNEL_UPDATE", "CHANNEL_DELETE", "CHANNEL_PINS_UPDATE", "THREAD_CREATE", "THREAD_LIST_SYNC"),
    *("MESSAGE_UPDATE", "MESSAGE_DELETE", "MESSAGE_DELETE_BULK", "MESSAGE_REACTION_ADD", "TYPING_START", "USER_UPDATE"),
    *("GUILD_MEMBER_ADD", "GUILD_MEMBER_UPDATE", "GUILD_MEMBERS_CHUNK", "PRESENCE_UPDATE", "VOICE_STATE_UPDATE"),
    *("INTEGRATION_CREATE", "ENTITLEMENT_CREATE", "APPLICATION_COMMAND_PERMISSIONS_UPDATE", "SOMETHING_NEW", ""),
)
FRAMES = (
    *("", "{", "null", "[]", '"x"', "7", '{"op": 10, "d": null}', '{"op": 10, "d": {"heartbeat_interval": "soon"}}'),
    *('{"op": 0, "t": [], "d": {}}', '{"op": 0, "s": 7, "t": "READY", "d": {}}', '{"op": 0, "t": "READY", "d": null}'),
    *('{"op": 0, "s": 7, "t": "RESUMED", "d": null}', '{"op": 0, "t": "A", "d": "\\ud800"}', '{"op": NaN}'),
)
"""Each of them ends discord.py 2.7: nothing catches what they raise."""

payloads = st.one_of(
    st.sampled_from(JUNK),
    st.dictionaries(st.sampled_from(["id", "guild_id", "channel_id", "user", "t"]), st.sampled_from(JUNK)),
)


@examples(150)
@given(event=st.sampled_from(EVENTS), payload=payloads)
async def test_an_event_of_any_name_and_form_does_no_harm(on: Stage, quiet: Quiet, event: str, payload: Any) -> None:
    """The client is still the same one, and has nothing to say about it that an operator would have to act on."""
    on.discord.gateway.inject(event, payload)
    await quiet.check()
    assert on.discord.gateway.identified == 1


@examples(60)
@given(wrong=changes, twice=st.booleans())
async def test_a_spoiled_server_is_still_served(on: Stage, quiet: Quiet, wrong: list[Change], *, twice: bool) -> None:
    """Channels, roles and members that can't be read keep nobody from asking for a picture by a command."""
    guild = on.discord.world.guild_of(on.channel)
    assert guild is not None
    for _ in range(1 + twice):
        on.discord.gateway.inject("GUILD_CREATE", spoiled(on.discord.payloads.guild_create(guild), wrong))
    asked = await on.ada.slash(on.channel, "history")
    await quiet.check()
    assert (await asked.post()).ephemeral


@examples(30)
@given(
    order=st.lists(st.sampled_from(["twice", "late", "mention", "reply", "command"]), min_size=1, max_size=6),
)
async def test_what_comes_twice_or_late_is_done_once(on: Stage, quiet: Quiet, order: list[str]) -> None:
    """A replay after a lost connection may repeat what was heard already, and put the last before the first."""
    before, asked = len(on.model.calls), 0
    for step in order:
        match step:
            case "twice":
                on.discord.gateway.duplicate_next("MESSAGE_CREATE")
            case "late":
                on.discord.gateway.hold_next("MESSAGE_CREATE")
            case "command":
                asked += 1
                await (await on.ada.slash(on.channel, "imagine", {"prompt": "a fox"})).post()
            case _:
                asked += 1
                await on.ada.say(on.channel, "a fox", mention_bot=True)
    for session in on.discord.gateway.sessions.values():
        session.hold_event = session.repeat_event = None
    await quiet.check()
    assert len(on.model.calls) - before == asked


@pytest.fixture
async def house(tmp_path: Path) -> AsyncIterator[House]:
    clock = ManualClock()
    house = House(StandInWorld(tmp_path / "discord", clock), tmp_path / "data", clock)
    async with house.open():
        yield house


async def back(house: House, frame: str, attempts: int = 1) -> None:
    """Send that frame, and wait until the last of so many clients has been told of its server anew."""
    assert isinstance(house.world, StandInWorld)
    discord = house.world.discord
    with discord.recorder.subscribe() as entries:
        discord.gateway.inject_text(frame)
        async with asyncio.timeout(PATIENCE):
            async for entry in entries:
                attempts -= entry.event == "GUILD_CREATE"
                if not attempts:
                    return


@pytest.mark.parametrize("frame", FRAMES)
async def test_a_frame_that_ends_discord_py_does_not_end_the_bot(house: House, frame: str) -> None:
    """Another client takes its place, and people go on as if nothing had been."""
    card = await house.ada.imagine("a fox")
    await back(house, frame)
    await house.ada.presses_again(card)
    assert len(house.gemini.calls) == 2
    assert [record.getMessage() for record in house.journal.records if record.levelno == logging.WARNING] != []


async def test_a_ready_that_can_t_be_read_is_asked_for_again(house: House) -> None:
    """A client that has not got ready would wait for ever, so it ends and the next one gets a better one."""
    assert isinstance(house.world, StandInWorld)
    house.world.discord.gateway.change_next("READY", lambda data: data | {"user": None})
    await back(house, "{", attempts=2)
    await house.ada.imagine("a fox")
    assert house.world.discord.gateway.identified == 3


async def test_what_is_drawn_while_the_client_ends_comes_all_the_same(house: House) -> None:
    """The card goes up by the client that is there when it is done."""
    until = asyncio.Event()
    house.gemini.next(Wire("hang", until=until))
    await house.ada.begins("a fox")
    await house.is_asking()
    await back(house, "{")
    until.set()
    assert (await house.ada.finds_when(lambda post: post.is_card)).head == "**Ada**: a fox"
    assert house.gemini.billed == 1
