"""One Chromium for all tests of the page; each gets its own world, tab and storage."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

import pytest
import pytest_asyncio
from playwright.async_api import Browser, ViewportSize, async_playwright
from playwright.async_api import Page as Tab

from bot.playground.discord.server import StandIn
from bot.playground.page_server.page import Page
from tests.playground.page.scene import Scene
from tests.playground.page_server.visiting import SECRET, sync
from tests.worlds import ManualClock

SWITCHES = (
    "--no-sandbox",
    "--disable-gpu",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-default-apps",
    "--disable-sync",
    "--no-first-run",
)
PHONE = 500
EXPECTED = ("Failed to load resource",)
"""What the console says when the server refuses something, as some tests want it to."""


@pytest_asyncio.fixture(loop_scope="session", scope="session")
async def browser(chromium: str) -> AsyncIterator[Browser]:
    async with async_playwright() as playwright:
        started = await playwright.chromium.launch(executable_path=chromium, args=SWITCHES)
        yield started
        await started.close()


@pytest.fixture
def size() -> tuple[int, int]:
    """Width and height of the tab; a test of another size overrides it."""
    return 1280, 800


@pytest_asyncio.fixture(loop_scope="session")
async def scene(chromium: str, browser: Browser, tmp_path: Path, size: tuple[int, int]) -> AsyncIterator[Scene]:
    """The page as Ada sees it; whatever the page breaks on its way (a script, its own policy) fails the test."""
    async with opened(browser, tmp_path, size) as opened_scene:
        yield opened_scene


@pytest_asyncio.fixture(loop_scope="session", scope="session")
async def modules(chromium: str, browser: Browser, tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[Tab]:
    """A tab in which the page's modules can be imported and called; only for what touches no state."""
    async with opened(browser, tmp_path_factory.mktemp("modules"), (800, 600)) as opened_scene:
        yield opened_scene.tab


@asynccontextmanager
async def opened(browser: Browser, folder: Path, size: tuple[int, int]) -> AsyncIterator[Scene]:
    clock = ManualClock()
    discord = StandIn(folder, clock=clock)
    sync(discord)
    page = Page(discord.world, discord.blobs, discord.recorder, secret=SECRET)
    discord.add_routes(page.routes())
    view: ViewportSize = {"width": size[0], "height": size[1]}
    async with discord:
        own = await browser.new_context(viewport=view, has_touch=size[0] < PHONE, locale="en-GB")
        tab = await own.new_page()
        tab.set_default_timeout(5000)
        complaints: list[str] = []
        tab.on("pageerror", lambda error: complaints.append(str(error)))
        tab.on("console", lambda said: complaints.append(said.text) if said.type in ("error", "warning") else None)
        scene = Scene(discord, tab, clock, page.address(f"http://127.0.0.1:{discord.port}"))
        await scene.open()
        yield scene
        await own.close()
        page.close()
    assert [said for said in complaints if not said.startswith(EXPECTED)] == []
