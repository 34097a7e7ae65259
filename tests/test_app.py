"""The composition root: everything wired, run, and closed again."""

import asyncio
import logging
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
from pydantic import SecretStr

from bot import app
from bot.core.request import Request
from bot.core.turn import Origin, Person, Place, State, Turn
from bot.house import Surroundings
from bot.playground.discord.blobs import Upload
from bot.playground.discord.choosing import Entered
from bot.playground.discord.records import Message
from bot.playground.discord.server import StandIn
from bot.playground.gemini import GeminiStandIn
from bot.serving import sync
from bot.settings import Settings, SettingsWrong
from bot.storage.folder import FolderInUse
from tests.connecting import PATIENCE, expecting
from tests.worlds import png

SOON = Surroundings(ready_timeout=0, grace=5)


@pytest.fixture
async def discord(tmp_path: Path) -> AsyncIterator[StandIn]:
    async with StandIn(tmp_path / "discord") as found:
        yield found
    assert found.unknown_routes == []


@pytest.fixture
async def gemini() -> AsyncIterator[GeminiStandIn]:
    async with GeminiStandIn() as found:
        yield found
        found.release()


@pytest.fixture
def settings(tmp_path: Path, discord: StandIn, gemini: GeminiStandIn) -> Settings:
    """Settings that lead to the stand-ins, whatever the machine's own environment says."""
    found: dict[str, Any] = {
        "discord_token": SecretStr(discord.token),
        "discord_api_url": discord.api_url,
        "discord_gateway_url": discord.gateway_url,
        "gemini_api_key": SecretStr(gemini.key),
        "gemini_base_url": gemini.url,
        "plantain_data": tmp_path / "data",
        "plantain_at_once": 2,
        "plantain_timeout": 30.0,
    }
    return Settings.model_construct(**found)


@asynccontextmanager
async def running(settings: Settings, discord: StandIn) -> AsyncIterator[None]:
    """The whole bot, connected, until the block ends; then it must end in good order."""
    stop = asyncio.Event()
    with expecting(discord) as connected:
        task = asyncio.create_task(app.run(settings, stop, SOON))
        try:
            await connected(task)
            yield
        finally:
            stop.set()
            await task


def said(post: Message) -> str:
    return "\n".join(part["content"] for part in post.components if part["type"] == 10)


def finished(discord: StandIn) -> Callable[[], Message | None]:
    return lambda: next((post for post in discord.world.posts(discord.channel("pictures")) if post.attachments), None)


async def test_a_wish_becomes_a_picture_and_the_end_is_clean(settings: Settings, discord: StandIn) -> None:
    """From the command to the card over real parts; stopped, the bot says goodbye and frees its folder."""
    async with running(settings, discord):
        ada = discord.person("Ada")
        asked = await ada.slash(discord.channel("pictures"), "imagine", {"prompt": "a lighthouse", "ratio": "16:9"})
        post = await asked.post(PATIENCE)
        assert post.attachments
        assert "a lighthouse" in said(post)
    assert discord.gateway.sessions == {}
    async with app.opened(settings, SOON) as house:
        turn = await house.studio.turns.shown_in(post.id)
        assert turn is not None
        assert turn.state is State.DELIVERED


async def test_files_come_from_wherever_discord_is(settings: Settings, discord: StandIn, gemini: GeminiStandIn) -> None:
    """With another address for Discord's API, attachments are fetched from that host, too."""
    async with running(settings, discord):
        ada = discord.person("Ada")
        photo = Upload("photo.png", png(64, 64))
        wish: dict[str, Entered] = {"prompt": "make it winter", "image": photo}
        asked = await ada.slash(discord.channel("pictures"), "imagine", wish)
        assert (await asked.post(PATIENCE)).attachments
    assert len(gemini.calls[-1].references) == 1


async def test_a_client_that_is_started_anew_takes_nothing_up_twice(
    settings: Settings, discord: StandIn, gemini: GeminiStandIn
) -> None:
    """A turn that the first client of a process took up is running, not interrupted, when the second one logs in."""
    channel = discord.channel("pictures")
    wish = await discord.person("Ada").say(channel, "a lighthouse")
    async with app.opened(settings, SOON) as house:
        place, person = Place(channel.id, channel.guild_id, 10_000_000), Person(wish.author_id, "Ada")
        origin = Origin(wish.id, discord.world.bot.id, message=wish.id)
        request = Request("a lighthouse", "nano-banana-2.1")
        await house.studio.turns.accept(Turn("left-over", place, person, request, origin, datetime.now(UTC)))
    gemini.next("hang")
    discord.gateway.refuse_next()
    async with running(settings, discord):
        gemini.release()
        post = await discord.world.until(finished(discord), PATIENCE)
    assert post.reply_to == wish.id
    assert len(gemini.calls) == 1


async def test_the_default_is_the_first_family_that_the_provider_lists(settings: Settings) -> None:
    """`auto` takes what is newest in the catalog and offered by the provider."""
    everything = await _default(settings)
    first = app._catalog(settings).family(everything).ids["google"][0]
    async with GeminiStandIn(retired=[first]) as poorer:
        less = await _default(settings.model_copy(update={"gemini_base_url": poorer.url}))
    assert less != everything


async def test_a_provider_that_does_not_answer_does_not_hold_up_the_start(
    settings: Settings, caplog: pytest.LogCaptureFixture
) -> None:
    """Without the list of models the catalog's first family is the default, and the log says so."""
    nobody = settings.model_copy(update={"gemini_base_url": "http://127.0.0.1:9"})
    with caplog.at_level(logging.WARNING, "bot.app"):
        assert await _default(nobody)
    assert "list of models is not to be had" in caplog.text


async def test_a_named_model_is_the_default(settings: Settings) -> None:
    """A family's name and a literal model id are both taken as they are."""
    pro = settings.model_copy(update={"gemini_model": "nano-banana-pro"})
    assert await _default(pro) == "nano-banana-pro"
    literal = settings.model_copy(update={"gemini_model": "gemini-of-tomorrow-image"})
    async with app.opened(literal, SOON) as house:
        assert "gemini-of-tomorrow-image" in house.bench.catalog.family(house.bench.default_family()).ids["google"]


async def test_commands_are_sent_when_they_changed_and_only_then(settings: Settings, discord: StandIn) -> None:
    """`sync` tells Discord the commands once; the second time it has nothing to say."""
    async with app.opened(settings, SOON) as house:
        await sync(house)
        assert {"imagine", "edit"} <= {command.name for command in discord.world.commands.values()}
        await sync(house)
    assert len(discord.recorder.requests("PUT", "/commands")) == 1


async def test_one_folder_is_for_one_process(settings: Settings) -> None:
    """A second Plantain on the same folder is refused; when the first is done, the folder is free."""
    async with app.opened(settings, SOON):
        with pytest.raises(FolderInUse):
            async with app.opened(settings, SOON):
                pass
    async with app.opened(settings, SOON):
        pass


@pytest.mark.parametrize("name", ["discord_token", "gemini_api_key"])
async def test_without_a_credential_nothing_starts(settings: Settings, name: str) -> None:
    """What only the operator has is asked for by its name before anything is opened."""
    with pytest.raises(SettingsWrong, match=name.upper()):
        await app.run(settings.model_copy(update={name: None}), asyncio.Event())
    assert not settings.plantain_data.exists()


async def _default(settings: Settings) -> str:
    async with app.opened(settings, SOON) as house:
        return house.bench.default_family()
