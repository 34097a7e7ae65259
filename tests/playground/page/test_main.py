"""The page as a whole: places, people, panels, connection, width."""

import pytest
from playwright.async_api import expect

from tests.playground.page.scene import PHONE, Scene

pytestmark = pytest.mark.asyncio(loop_scope="session")


async def test_the_page_says_that_it_is_a_stand_in(scene: Scene) -> None:
    """Nobody takes it for Discord, or wonders where pictures come from."""
    notice = scene.tab.get_by_role("note")
    await expect(notice).to_contain_text("This is a stand-in on your own machine: nothing here reaches Discord")
    await expect(notice).to_contain_text("stand-in painter")


async def test_places_are_listed_and_visited(scene: Scene) -> None:
    """Channels, the thread and the direct messages each have their own posts, and news elsewhere are marked."""
    await expect(scene.tab.locator(".place")).to_have_text(["pictures", "lighthouses", "lounge", "Plantain"])
    away = scene.say("in the thread", place="lighthouses")
    thread = scene.tab.get_by_role("button", name="lighthouses")
    await expect(thread.get_by_label("unread")).to_be_visible()
    await thread.click()
    await expect(scene.post_of(away)).to_be_visible()
    await expect(thread.get_by_label("unread")).to_have_count(0)
    await scene.tab.get_by_role("button", name="Plantain").first.click()
    await expect(scene.post_of(away)).to_have_count(0)
    await scene.type_line("a word with the bot")
    direct = scene.discord.direct("Ada").id
    assert await scene.discord.world.until(
        lambda: [m for m in scene.discord.world.messages.values() if m.channel_id == direct]
    )


async def test_one_can_be_somebody_else(scene: Scene) -> None:
    """The choice changes who speaks and survives a reload, as the place does."""
    await scene.become("Grace")
    await scene.tab.get_by_role("button", name="lounge").click()
    await scene.tab.reload()
    await expect(scene.tab.get_by_role("radio", name="Grace")).to_have_attribute("aria-checked", "true")
    await expect(scene.tab.get_by_role("heading", level=1)).to_have_text("lounge")


async def test_the_secret_leaves_the_address(scene: Scene) -> None:
    """What one copies from the address bar opens nothing."""
    assert "#" not in scene.tab.url
    other = await scene.tab.context.new_page()
    await other.goto(scene.tab.url)
    await expect(other.locator("#connection")).to_contain_text("Open the page by the address that was printed")
    await other.close()


async def test_a_lost_connection_is_taken_up_again(scene: Scene) -> None:
    """What happened meanwhile is there afterwards."""
    await scene.tab.context.set_offline(offline=True)
    await scene.tab.get_by_role("radio", name="Grace").click()
    await expect(scene.tab.locator("#connection")).to_have_text("Connecting…")
    missed = scene.say("missed")
    await scene.tab.context.set_offline(offline=False)
    await expect(scene.post_of(missed)).to_be_visible()
    await expect(scene.tab.locator("#connection")).to_have_text("")


async def test_an_ended_demo_is_told(scene: Scene) -> None:
    """After a few tries in vain the page says what to do; when the demo is there all the same, it goes on."""
    await scene.tab.context.set_offline(offline=True)
    await scene.tab.get_by_role("radio", name="Grace").click()
    ended = "This demo has ended or was started anew: open the address that it prints."
    await expect(scene.tab.locator("#connection")).to_have_text(ended)
    await scene.tab.context.set_offline(offline=False)
    await expect(scene.tab.locator("#connection")).to_have_text("")


async def test_a_demo_that_was_started_anew_at_the_same_address_is_told(scene: Scene) -> None:
    """The secret of the start before opens nothing any more."""
    await scene.tab.route("**/page/stream*", lambda route: route.fulfill(status=403))
    await scene.tab.get_by_role("radio", name="Grace").click()
    await expect(scene.tab.locator("#connection")).to_contain_text("This demo has ended or was started anew")
    await scene.tab.unroute("**/page/stream*")


async def test_recorded_requests_are_shown_as_they_come(scene: Scene) -> None:
    """The panel lists both directions, filters, and opens a request in full."""
    await scene.tab.get_by_role("button", name="Requests").click()
    recorder = scene.discord.recorder
    recorder.add("dispatch", event="MESSAGE_CREATE", response={"id": "1"})
    recorder.add("rest", method="PATCH", path="/webhooks/1/•••", status=429, request={"content": "<b>hi</b>"})
    panel = scene.tab.get_by_role("complementary", name="Recorded requests")
    await expect(panel.locator("li")).to_have_count(2)
    await panel.get_by_role("button", name="Discord REST").click()
    line = panel.locator("li.rest")
    await expect(panel.locator("li.dispatch")).to_be_hidden()
    await expect(line).to_contain_text("429")
    await line.locator("summary").click()
    await expect(line.locator("pre")).to_contain_text('"content": "<b>hi</b>"')
    await scene.tab.keyboard.press("Escape")
    await expect(panel).to_be_hidden()


async def test_panels_are_drawers_on_a_phone(small_scene: Scene) -> None:
    """Places and requests open over the messages and go again, and nothing is wider than the screen."""
    tab = small_scene.tab
    places = tab.get_by_role("navigation", name="Places")
    await expect(tab.locator("#places")).to_be_hidden()
    await tab.get_by_role("button", name="Show places").tap()
    await places.get_by_role("button", name="lounge").tap()
    await expect(tab.locator("#places")).to_be_hidden()
    await expect(tab.get_by_role("heading", level=1)).to_have_text("lounge")
    await tab.locator("#toggle-traffic").tap()
    await expect(tab.get_by_role("complementary")).to_be_in_viewport()
    assert await tab.evaluate("document.documentElement.scrollWidth") == PHONE["width"]


async def test_a_tap_shows_a_messages_actions_on_a_phone(small_scene: Scene) -> None:
    """What a mouse finds by hovering, a finger finds by tapping."""
    post = small_scene.post_of(small_scene.say("a picture"))
    await post.locator(".words").tap()
    await post.get_by_role("button", name="Reply").tap()
    await small_scene.type_line("make it winter")
    messages = small_scene.discord.world.messages
    assert await small_scene.discord.world.until(lambda: [m for m in messages.values() if m.reply_to is not None])
