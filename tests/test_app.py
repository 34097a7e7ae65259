"""The composition root: everything wired, run, and closed again."""

import asyncio
import logging
from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from bot import app
from bot.core.turn import State
from bot.playground.discord.blobs import Upload
from bot.playground.discord.choosing import Entered
from bot.playground.gemini import GeminiStandIn
from bot.providing import supply
from bot.settings import Settings, SettingsWrong
from bot.storage.folder import FolderInUse
from tests.whole import SOON, Whole, whole
from tests.worlds import png


@pytest.fixture
async def on(tmp_path: Path) -> AsyncIterator[Whole]:
    async with whole(tmp_path) as found:
        yield found


async def default(settings: Settings) -> str:
    async with app.opened(settings, SOON) as house:
        return house.bench.default_family()


async def test_a_wish_becomes_a_picture_that_is_kept(on: Whole) -> None:
    """From the command to the card over real parts; stopped, everything is closed and can be opened again."""
    async with on.running():
        wish: dict[str, Entered] = {"prompt": "a lighthouse", "ratio": "16:9"}
        await on.discord.person("Ada").slash(on.discord.channel("pictures"), "imagine", wish)
        post = await on.picture()
    async with app.opened(on.settings, SOON) as house:
        turn = await house.studio.turns.shown_in(post.id)
        assert turn is not None
        assert (turn.request.words, turn.state) == ("a lighthouse", State.DELIVERED)


async def test_files_come_from_wherever_discord_is(on: Whole) -> None:
    """With another address for Discord's API, attachments are fetched from that host, too."""
    async with on.running():
        wish: dict[str, Entered] = {"prompt": "make it winter", "image": Upload("photo.png", png(64, 64))}
        await on.discord.person("Ada").slash(on.discord.channel("pictures"), "imagine", wish)
        await on.picture()
    assert len(on.gemini.calls[-1].references) == 1


async def test_the_default_is_the_first_family_that_the_provider_lists(on: Whole) -> None:
    """`auto` takes what comes first in the catalog among what the provider offers."""
    everything = await default(on.settings)
    first = supply(on.settings).catalog.family(everything).ids["google"][0]
    async with GeminiStandIn(retired=[first]) as poorer:
        less = await default(on.settings.model_copy(update={"gemini_base_url": poorer.url}))
    assert less != everything


async def test_a_provider_that_does_not_answer_does_not_hold_up_the_start(
    on: Whole, caplog: pytest.LogCaptureFixture
) -> None:
    """Without the list of models the catalog's first family is the default, and the log says so."""
    nobody = on.settings.model_copy(update={"gemini_base_url": "http://127.0.0.1:9"})
    with caplog.at_level(logging.WARNING, "bot.app"):
        assert await default(nobody)
    assert "list of models is not to be had" in caplog.text


async def test_a_named_model_is_the_default(on: Whole) -> None:
    """A family's name and a literal model id are both taken as they are."""
    pro = on.settings.model_copy(update={"gemini_model": "nano-banana-pro"})
    assert await default(pro) == "nano-banana-pro"
    literal = on.settings.model_copy(update={"gemini_model": "gemini-of-tomorrow-image"})
    async with app.opened(literal, SOON) as house:
        assert "gemini-of-tomorrow-image" in house.bench.catalog.family(house.bench.default_family()).ids["google"]


async def test_one_folder_is_for_one_process(on: Whole) -> None:
    """A second Plantain on the same folder is refused; when the first is done, the folder is free."""
    async with app.opened(on.settings, SOON):
        with pytest.raises(FolderInUse):
            async with app.opened(on.settings, SOON):
                pass
    async with app.opened(on.settings, SOON):
        pass


@pytest.mark.parametrize("name", ["discord_token", "gemini_api_key"])
async def test_without_a_credential_nothing_starts(on: Whole, name: str) -> None:
    """What only the operator has is asked for by its name before anything is opened."""
    with pytest.raises(SettingsWrong, match=name.upper()):
        await app.run(on.settings.model_copy(update={name: None}), asyncio.Event())
    assert not on.settings.plantain_data.exists()
