"""The composition root: everything wired, run, and closed again."""

import asyncio
from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from bot import app
from bot.core.turn import State
from bot.playground.discord.blobs import Upload
from bot.playground.discord.choosing import Entered
from bot.settings import SettingsWrong
from bot.storage.folder import FolderInUse
from tests.whole import SOON, Whole, whole
from tests.worlds import png


@pytest.fixture
async def on(tmp_path: Path) -> AsyncIterator[Whole]:
    async with whole(tmp_path) as found:
        yield found


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
