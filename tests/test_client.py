"""The client class."""

from pathlib import Path

import pytest
from discord import LoginFailure
from discord.gateway import DiscordWebSocket
from discord.http import Route

from bot.client import EXTENSIONS, Plantain, create_bot, intents
from bot.playground.discord.server import StandIn
from cogs._host import Host
from tests.cogs.stage import stage
from tests.worlds import running


def test_no_intent_is_privileged() -> None:
    """Guilds and messages without their content: nothing that Discord has to review."""
    assert intents().value == 4609


async def test_the_client_is_what_extensions_ask_for(tmp_path: Path) -> None:
    """It carries the workbench; that it has all else too is for mypy to see."""
    async with stage(tmp_path) as on:
        host: Host = on.bot()
        assert host.bench is on.bench


async def test_a_client_can_be_made_again_at_once(tmp_path: Path) -> None:
    """A client that could not connect is thrown away and made anew, which touches nothing else."""
    async with stage(tmp_path) as on:
        first, second = on.bot(), on.bot()
        await first.close()
        async with running(second, on.discord.token):
            assert set(second.extensions) == set(EXTENSIONS)
            mentions = second.allowed_mentions
            assert mentions is not None
            assert (mentions.everyone, mentions.users, mentions.roles) == (False, False, False)


async def test_commands_are_sent_only_when_they_changed(tmp_path: Path) -> None:
    """The second start finds its mark and spares Discord the commands."""
    async with stage(tmp_path) as on:
        for _ in range(2):
            bot = create_bot(
                on.bench, sync_record=tmp_path / "commands.json", connector=on.discord.connector(), ready_timeout=0
            )
            async with running(bot, on.discord.token):
                pass
        assert [entry.method for entry in on.discord.recorder.rest if entry.path.endswith("/commands")] == ["PUT"]
        assert {command.name for command in on.discord.world.commands.values()} >= {"imagine", "edit", "Edit picture"}


async def test_who_waits_for_the_login_is_called_with_extensions_loaded(tmp_path: Path) -> None:
    """Unfinished turns are taken up when everything that shows them is there."""
    async with stage(tmp_path) as on:
        seen: list[set[str]] = []
        bot = on.bot()

        async def note(client: Plantain) -> None:
            seen.append(set(client.extensions))

        bot.on_login = note
        async with running(bot, on.discord.token):
            assert seen == [set(EXTENSIONS)]


async def test_other_addresses_hold_while_the_client_lives(tmp_path: Path) -> None:
    """Both addresses lead to the stand-in, and discord.py's own are back when the client is closed."""
    async with stage(tmp_path) as on, StandIn(tmp_path / "elsewhere") as elsewhere:
        before = Route.BASE, DiscordWebSocket.DEFAULT_GATEWAY
        bot = create_bot(on.bench, (), api_url=elsewhere.api_url, gateway_url=elsewhere.gateway_url, ready_timeout=0)
        async with running(bot, elsewhere.token):
            assert bot.user is not None
        assert before == (Route.BASE, DiscordWebSocket.DEFAULT_GATEWAY)


async def test_a_login_that_fails_leaves_the_addresses_as_they_were(tmp_path: Path) -> None:
    """Closing is enough, however far the start came."""
    async with stage(tmp_path) as on, StandIn(tmp_path / "elsewhere") as elsewhere:
        before = Route.BASE
        bot = create_bot(on.bench, (), api_url=elsewhere.api_url)
        with pytest.raises(LoginFailure):
            await bot.login("wrong")
        await bot.close()
        assert before == Route.BASE
