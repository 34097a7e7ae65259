"""One bad event does not end the client, and an interaction that can't be read is answered all the same."""

from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

import pytest
from discord.app_commands import AppCommandError

from bot.core.errors.door import EventUnreadable
from bot.screening import ScreenedTree
from tests.cogs.stage import Stage, played, stage, texts
from tests.worlds import png


@pytest.fixture
async def on(tmp_path: Path) -> AsyncIterator[Stage]:
    async with stage(tmp_path) as on, played(on):
        yield on


async def test_an_event_that_discord_py_breaks_on_is_left_out(on: Stage, caplog: pytest.LogCaptureFixture) -> None:
    """It is named in the log, and the client hears what comes after it."""
    on.discord.gateway.inject("GUILD_CREATE", {"id": "no number"})
    on.discord.gateway.inject("MESSAGE_CREATE", {"id": "1"})
    await on.imagine()
    assert [record.getMessage() for record in caplog.records if record.levelname == "WARNING"] == [
        "Discord sent GUILD_CREATE in a form that can't be read (ValueError)",
        "Discord sent MESSAGE_CREATE in a form that can't be read (ValidationError)",
    ]
    assert on.discord.gateway.identified == 1


async def test_an_interaction_that_can_t_be_read_is_answered(on: Stage) -> None:
    """The field that is missing is one that discord.py 2.7 would have died of."""
    on.discord.gateway.change_next("INTERACTION_CREATE", lambda data: data | {"attachment_size_limit": None})
    asked = await on.ada.slash(on.channel, "imagine", {"prompt": "a fox"})
    told = await asked.post()
    assert (texts(told), told.ephemeral) == ([EventUnreadable().told], True)


async def test_a_completion_that_can_t_be_read_gets_no_choices(on: Stage) -> None:
    """It can't be told anything else."""
    on.discord.gateway.change_next("INTERACTION_CREATE", lambda data: data | {"channel": {}})
    assert await (await on.ada.autocomplete(on.channel, "imagine", "model", "n")).choices() == []


async def test_an_interaction_that_can_not_even_be_answered_is_left_alone(on: Stage) -> None:
    """Without its token or id nobody can say anything to it."""
    astray = {"id": "x/../y", "application_id": "1", "type": 2, "token": "a/b"}
    payloads: list[Any] = [None, [], {}, {"id": "1"}, astray]
    for broken in payloads:
        on.discord.gateway.inject("INTERACTION_CREATE", broken)
    await on.imagine()
    assert on.discord.unknown_routes == []


async def test_objects_that_can_t_be_made_are_an_error_of_the_command(on: Stage) -> None:
    """The post that a menu was opened on may be what is broken."""
    post = await on.imagine(image=("a.png", png()))

    def broken(data: dict[str, Any]) -> dict[str, Any]:
        (message,) = data["data"]["resolved"]["messages"].values()
        message["attachments"] = [{}]
        return data

    on.discord.gateway.change_next("INTERACTION_CREATE", broken)
    asked = await on.ada.message_command(on.channel, "Edit picture", post)
    assert texts(await asked.post()) == [EventUnreadable().told]


async def test_the_tree_raises_what_discord_py_raises_for_malformed_data() -> None:
    """So one branch of the funnel serves both."""

    class Broken:
        @property
        def namespace(self) -> None:
            raise KeyError("type")

    broken: Any = Broken()
    with pytest.raises(AppCommandError) as raised:
        await ScreenedTree.interaction_check(broken, broken)
    assert type(raised.value) is AppCommandError


@pytest.mark.parametrize("client", ["the same", "the next"])
async def test_what_discord_sends_a_second_time_is_done_once(on: Stage, client: str) -> None:
    """An undo that came twice would take two pictures back, whichever client hears it again."""
    for words in ("a fox", "a bear", "an owl"):
        await on.imagine(words)
    heard: list[Any] = []

    def listen(payload: Any) -> Any:
        heard.append(payload)
        return payload

    on.discord.gateway.change_next("INTERACTION_CREATE", listen)
    await (await on.ada.slash(on.channel, "undo")).post()
    if client == "the same":
        await again(on, heard[0])
    else:
        await on.client.close()
        async with played(on):
            await again(on, heard[0])
    head = await on.studio.head(on.channel.id)
    assert head
    assert head.request.words == "a bear"


async def again(on: Stage, payload: Any) -> None:
    """Discord sends it once more, and everything is done that comes of it."""
    on.discord.gateway.inject("INTERACTION_CREATE", payload)
    await (await on.ada.slash(on.channel, "models")).post()
    await on.handled()
