"""What a person can do, done by hand: the whole demo behind the page, in a browser."""

import asyncio
import os
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any

import pytest
from playwright.async_api import Locator, expect
from playwright.async_api import Page as Tab

from bot import demo
from bot.playground.discord.server import StandIn
from bot.settings import Settings
from tests.connecting import PATIENCE
from tests.playground.page.scene import DESKTOP, picked

pytestmark = pytest.mark.asyncio(loop_scope="session")

TALL = {"width": 1280, "height": 1350}
PICTURE = os.environ.get("DEMO_PICTURE")
"""Where to keep the picture of the page that the README shows; unset, it is taken and thrown away."""


@pytest.fixture(autouse=True)
def made(monkeypatch: pytest.MonkeyPatch) -> list[StandIn]:
    """Every Discord that a demo made, newest last; and pictures without a pause, unless the README shows them."""
    found: list[StandIn] = []

    def make(*arguments: Any, **options: Any) -> StandIn:
        found.append(StandIn(*arguments, **options))
        return found[-1]

    monkeypatch.setattr(demo, "StandIn", make)
    if not PICTURE:
        monkeypatch.setattr(demo, "_PAINTING_SECONDS", 0)
    return found


@asynccontextmanager
async def opened(tab: Tab, folder: Path, made: list[StandIn]) -> AsyncIterator[None]:
    """Run the demo as `make demo` does, and open what it prints."""
    settings = Settings.model_construct(plantain_data=folder, plantain_at_once=2, plantain_timeout=30.0)
    stop, ready = asyncio.Event(), asyncio.get_running_loop().create_future()
    task = asyncio.create_task(demo.demo(settings, stop, lambda *told: ready.set_result(told)))
    try:
        await asyncio.wait((task, ready), timeout=PATIENCE, return_when=asyncio.FIRST_COMPLETED)
        await tab.goto(ready.result()[0])
        await tab.wait_for_selector(".welcome")
        yield
        await tab.goto("about:blank")
    finally:
        stop.set()
        await task


async def be(tab: Tab, name: str) -> None:
    await tab.get_by_role("radio", name=name).click()
    await expect(tab.get_by_role("radio", name=name)).to_have_attribute("aria-checked", "true")


async def say(tab: Tab, line: str) -> None:
    await tab.get_by_label("Message", exact=True).fill(line)
    await tab.get_by_label("Message", exact=True).press("Enter")


async def card(tab: Tab, number: int) -> Locator:
    """The post with the picture of that number, counted from 1, once it is painted."""
    post = tab.locator(".message").filter(has=tab.locator(".parts .tile")).nth(number - 1)
    await expect(post.get_by_role("button", name="Again")).to_be_visible(timeout=PATIENCE * 1000)
    return post


async def menu(tab: Tab, post: Locator, entry: str) -> None:
    """Choose from a post's own menu, as the mouse does."""
    await post.locator(".name").click(button="right")
    await tab.get_by_role("menuitem", name=entry, exact=True).click()


async def test_a_person_imagines_replies_edits_and_finds_all_again(
    desktop: Tab, tmp_path: Path, made: list[StandIn]
) -> None:
    """Every line of what a person can do works on the page of the demo, and after its next start."""
    tab = desktop
    await tab.set_viewport_size(TALL)  # type: ignore[arg-type] # width and height
    async with opened(tab, tmp_path, made):
        await be(tab, "Ada")
        await say(tab, "/imagine a lighthouse at dusk ratio:16:9 size:2K")
        first = await card(tab, 1)
        await expect(first.locator(".tile img")).to_have_js_property("naturalWidth", 2752)
        await expect(first.locator(".tile img")).to_have_js_property("naturalHeight", 1536)

        await be(tab, "Grace")
        await menu(tab, await card(tab, 1), "Reply")
        await say(tab, "make it winter")
        second = await card(tab, 2)
        await expect(second.locator(".lead")).to_contain_text("make it winter")
        await photograph(tab, Path(PICTURE) if PICTURE else tmp_path / "demo.png")

        await tab.set_input_files("#composer input[type=file]", picked("photo.png"))
        await say(tab, "@Plantain put a hat on it")
        await expect((await card(tab, 3)).locator(".tile img")).to_be_visible()

        await be(tab, "Ada")
        await menu(tab, await card(tab, 2), "Edit picture")
        form = tab.get_by_role("dialog")
        await form.get_by_role("textbox").first.fill("more snow")
        await form.get_by_role("button", name="Submit").click()
        await expect((await card(tab, 4)).locator(".tile img")).to_be_visible()

    async with opened(tab, tmp_path, made):
        await expect(tab.locator(".parts .tile img")).to_have_count(4)
        await (await card(tab, 1)).get_by_role("button", name="Again").click()
        await expect((await card(tab, 5)).locator(".tile img")).to_be_visible()
    await tab.set_viewport_size(DESKTOP)


async def photograph(tab: Tab, file: Path) -> None:
    """Take the page with both pictures and the requests behind them."""
    await tab.get_by_role("button", name="Requests").click()
    await expect(tab.locator(".lines .model")).to_have_count(2)
    await tab.mouse.move(0, 0)
    for picture in await tab.locator(".parts .tile img").all():
        await expect(picture).to_be_in_viewport()
    file.parent.mkdir(exist_ok=True)
    await tab.screenshot(path=file)
    await tab.get_by_role("button", name="Requests").click()
