"""The demo: the whole bot against stand-ins, behind one address."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import aiohttp
import pytest
from pydantic import SecretStr

from bot import demo
from bot.playground.discord.invocations import Invocation
from bot.playground.discord.records import Message
from bot.playground.discord.server import StandIn
from bot.playground.gemini import GeminiStandIn
from bot.settings import Settings
from bot.supervise import StartFailed
from tests.connecting import PATIENCE


@dataclass
class Shown:
    """A demo that runs: its page's address, whether the real model paints, and its Discord."""

    address: str
    real: bool
    discord: StandIn


@pytest.fixture
def settings(tmp_path: Path) -> Settings:
    return Settings.model_construct(plantain_data=tmp_path, plantain_at_once=2, plantain_timeout=30.0)


@pytest.fixture(autouse=True)
def made(monkeypatch: pytest.MonkeyPatch) -> list[StandIn]:
    """Every Discord that a demo made, newest last; and pictures without a pause."""
    found: list[StandIn] = []

    def make(*arguments: Any, **options: Any) -> StandIn:
        found.append(StandIn(*arguments, **options))
        return found[-1]

    monkeypatch.setattr(demo, "StandIn", make)
    monkeypatch.setattr(demo, "_PAINTING_SECONDS", 0)
    return found


@asynccontextmanager
async def running(settings: Settings, made: list[StandIn], provider: str | None = None) -> AsyncIterator[Shown]:
    """A demo with a connected bot until the block ends; it must end in good order."""
    stop, ready = asyncio.Event(), asyncio.get_running_loop().create_future()
    task = asyncio.create_task(demo.demo(settings, stop, lambda *told: ready.set_result(told), provider=provider))
    try:
        await asyncio.wait((task, ready), timeout=PATIENCE, return_when=asyncio.FIRST_COMPLETED)
        address, real = ready.result()
        yield Shown(address, real, made[-1])
    finally:
        stop.set()
        await task


async def painted(shown: Shown, asked: Invocation) -> Message:
    """Wait until the answer shows a picture."""

    def look() -> Message | None:
        return asked.original if asked.original and asked.original.attachments else None

    return await shown.discord.world.until(look, PATIENCE)


async def test_the_announced_address_shows_the_page(settings: Settings, made: list[StandIn]) -> None:
    """What is printed can be opened at once, lives on the loopback, and keeps the secret out of requests."""
    async with running(settings, made) as shown, aiohttp.ClientSession() as session:
        parts = urlsplit(shown.address)
        assert (parts.hostname, bool(parts.fragment), parts.query) == ("127.0.0.1", True, "")
        async with session.get(shown.address) as response:
            page = await response.text()
        assert response.status == 200
        assert "<html" in page
        assert not shown.real


async def test_a_person_gets_a_picture_and_the_next_start_finds_it(settings: Settings, made: list[StandIn]) -> None:
    """The bot behind the page paints for nothing, and closing and starting again loses neither post nor turn."""
    async with running(settings, made) as shown:
        ada = shown.discord.person("Ada")
        asked = await ada.slash(shown.discord.channel("pictures"), "imagine", {"prompt": "a lighthouse", "size": "1K"})
        post = await painted(shown, asked)
    async with running(settings, made) as shown:
        assert shown.discord is made[1]
        (found,) = shown.discord.world.posts(shown.discord.channel("pictures"))
        assert (found.id, found.attachments) == (post.id, post.attachments)
        pressed = await shown.discord.person("Grace").press(found, "Again")
        await painted(shown, pressed)


async def test_the_next_start_knows_the_batches_of_the_last(
    settings: Settings, made: list[StandIn], monkeypatch: pytest.MonkeyPatch
) -> None:
    """A job outlives the stand-in that took it, as it does with Google, so that the bot finds it again."""
    standins: list[GeminiStandIn] = []

    def make(**options: Any) -> GeminiStandIn:
        standins.append(GeminiStandIn(**options))
        return standins[-1]

    monkeypatch.setattr(demo, "GeminiStandIn", make)
    each = {"request": {"contents": [{"role": "user", "parts": [{"text": "a fox"}]}]}}
    body = {"batch": {"displayName": "foxes", "inputConfig": {"requests": {"requests": [each]}}}}
    key = {"x-goog-api-key": "playground-key"}
    async with aiohttp.ClientSession(headers=key) as session:
        async with running(settings, made):
            address = f"{standins[0].url}/v1beta/models/gemini-nano-banana-2.1:batchGenerateContent"
            async with session.post(address, json=body) as answer:
                name = (await answer.json())["name"]
        async with running(settings, made), session.get(f"{standins[1].url}/v1beta/{name}") as answer:
            assert (await answer.json())["metadata"]["displayName"] == "foxes"


async def test_with_a_key_the_real_model_paints_and_the_page_says_so(settings: Settings, made: list[StandIn]) -> None:
    """The key and the address of the settings are used, and the stand-in painter is not there."""
    async with GeminiStandIn(key="a-key-of-ones-own") as real:
        update = {"gemini_api_key": SecretStr(real.key), "gemini_base_url": real.url}
        async with running(settings.model_copy(update=update), made) as shown:
            asked = await shown.discord.person("Ada").slash(
                shown.discord.channel("pictures"), "imagine", {"prompt": "a lighthouse"}
            )
            await painted(shown, asked)
            assert shown.real
        assert [call.words for call in real.calls] == ["a lighthouse"]


async def test_a_stand_in_can_paint_in_another_providers_manner(settings: Settings, made: list[StandIn]) -> None:
    """With a key of one's own, too, nothing is paid."""
    keyed = settings.model_copy(update={"gemini_api_key": SecretStr("a-key-of-ones-own")})
    async with running(keyed, made, "newapi") as shown:
        asked = await shown.discord.person("Ada").slash(
            shown.discord.channel("pictures"), "imagine", {"prompt": "a lighthouse"}
        )
        await painted(shown, asked)
        assert not shown.real


async def test_a_provider_that_nobody_knows_is_one_sentence(settings: Settings) -> None:
    """It names the allowed ones."""
    with pytest.raises(StartFailed, match=r"--provider .* allowed are google, .*12ai"):
        await demo.demo(settings, asyncio.Event(), lambda *_: None, provider="gogle")


async def test_a_taken_port_is_one_sentence(settings: Settings, made: list[StandIn], tmp_path: Path) -> None:
    """Asked for a port that somebody has, the demo raises instead of moving elsewhere in silence."""
    async with StandIn(tmp_path / "other") as other:
        with pytest.raises(StartFailed, match=rf"Port {other.port} can't be had: .* --port"):
            await demo.demo(settings, asyncio.Event(), lambda *_: None, port=other.port)


def test_opening_the_browser_is_left_to_the_machine(monkeypatch: pytest.MonkeyPatch) -> None:
    """The address goes to the machine's browser as it was announced."""
    opened: list[str] = []
    monkeypatch.setattr("webbrowser.open", opened.append)
    demo.open_in_browser("http://127.0.0.1:1/#secret")
    assert opened == ["http://127.0.0.1:1/#secret"]
