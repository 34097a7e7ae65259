"""One Chromium for all tests of the page; each gets its own world, tab and storage."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

import pytest
import pytest_asyncio
from playwright.async_api import Browser, ConsoleMessage, Error, ViewportSize, async_playwright
from playwright.async_api import Page as Tab

from bot.playground.discord.server import StandIn
from bot.playground.page_server.page import Page
from tests.playground.page.scene import DESKTOP, PHONE, Scene
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
EXPECTED = ("Failed to load resource",)
"""What the console says when the server refuses something, as some tests want it to."""


@pytest_asyncio.fixture(loop_scope="session", scope="session")
async def browser(chromium: str) -> AsyncIterator[Browser]:
    async with async_playwright() as playwright:
        started = await playwright.chromium.launch(executable_path=chromium, args=SWITCHES)
        yield started
        await started.close()


@pytest_asyncio.fixture(loop_scope="session", scope="session")
async def desktop(browser: Browser) -> AsyncIterator[Tab]:
    async with tab_of(browser, DESKTOP) as tab:
        yield tab


@pytest_asyncio.fixture(loop_scope="session", scope="session")
async def phone(browser: Browser) -> AsyncIterator[Tab]:
    async with tab_of(browser, PHONE, touch=True) as tab:
        yield tab


@pytest_asyncio.fixture(loop_scope="session")
async def scene(chromium: str, desktop: Tab, tmp_path: Path) -> AsyncIterator[Scene]:
    """The page as Ada sees it; whatever the page breaks on its way (a script, its own policy) fails the test."""
    async with shown(desktop, tmp_path) as opened:
        yield opened


@pytest_asyncio.fixture(loop_scope="session")
async def small_scene(chromium: str, phone: Tab, tmp_path: Path) -> AsyncIterator[Scene]:
    """The same on a phone."""
    async with shown(phone, tmp_path) as opened:
        yield opened


@pytest_asyncio.fixture(loop_scope="session", scope="session")
async def modules(chromium: str, browser: Browser, tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[Tab]:
    """A tab in which the page's modules can be imported and called; only for what touches no state."""
    async with tab_of(browser, DESKTOP) as tab, shown(tab, tmp_path_factory.mktemp("modules")):
        yield tab


@asynccontextmanager
async def tab_of(browser: Browser, view: ViewportSize, *, touch: bool = False) -> AsyncIterator[Tab]:
    own = await browser.new_context(viewport=view, has_touch=touch, locale="en-GB")
    tab = await own.new_page()
    tab.set_default_timeout(5000)
    yield tab
    await own.close()


@asynccontextmanager
async def shown(tab: Tab, folder: Path) -> AsyncIterator[Scene]:
    clock = ManualClock()
    discord = StandIn(folder, clock=clock)
    sync(discord)
    page = Page(discord.world, discord.blobs, discord.recorder, secret=SECRET)
    discord.add_routes(page.routes())
    complaints: list[str] = []

    def on_error(error: Error) -> None:
        complaints.append(str(error))

    def on_console(said: ConsoleMessage) -> None:
        if said.type in ("error", "warning") and not said.text.startswith(EXPECTED):
            complaints.append(said.text)

    async with discord:
        tab.on("pageerror", on_error)
        tab.on("console", on_console)
        scene = Scene(discord, tab, clock, page.address(f"http://127.0.0.1:{discord.port}"))
        await scene.open()
        yield scene
        await tab.goto("about:blank")
        tab.remove_listener("pageerror", on_error)
        tab.remove_listener("console", on_console)
        page.close()
    assert complaints == []
