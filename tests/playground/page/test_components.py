"""Components and pictures of posts."""

from typing import Any

import pytest
from playwright.async_api import expect

from tests.playground.page.scene import PHONE, Scene

pytestmark = pytest.mark.asyncio(loop_scope="session")


def row(*buttons: dict[str, Any]) -> dict[str, Any]:
    return {"type": 1, "components": [{"type": 2, "style": 2, **button} for button in buttons]}


async def gallery(scene: Scene, **item: Any) -> dict[str, Any]:
    media = {"media": {"url": "attachment://picture.png"}, "description": "a lighthouse", **item}
    card = {"type": 17, "accent_color": 0xF4C63D, "components": [{"type": 12, "items": [media]}]}
    return {"components": [card], "attachments": (await scene.attach(),)}


async def test_a_cards_picture_is_drawn_with_its_description(scene: Scene) -> None:
    """The picture loads from the page itself, in its own size, with alt text."""
    picture = scene.post_of(scene.say(**await gallery(scene))).get_by_role("img", name="a lighthouse")
    await expect(picture).to_be_visible()
    await expect(picture).to_have_js_property("naturalWidth", 64)


async def test_a_picture_is_enlarged_and_put_away(scene: Scene) -> None:
    """A press shows it large with its facts, Escape closes."""
    post = scene.post_of(scene.say(**await gallery(scene)))
    await post.get_by_role("button", name="Enlarge: a lighthouse").click()
    large = scene.tab.get_by_role("dialog")
    await expect(large).to_contain_text("64 \N{MULTIPLICATION SIGN} 36")
    await expect(large.get_by_role("link", name="Download")).to_have_attribute("download", "picture.png")
    await scene.tab.keyboard.press("Escape")
    await expect(large).to_have_count(0)


async def test_a_spoiler_is_covered_until_it_is_pressed(scene: Scene) -> None:
    """The first press uncovers, only the second enlarges."""
    post = scene.post_of(scene.say(**await gallery(scene, spoiler=True)))
    await post.get_by_role("button", name="Spoiler").click()
    await expect(post.locator(".spoiler")).to_have_count(0)
    await expect(scene.tab.get_by_role("dialog")).to_have_count(0)
    await post.get_by_role("button", name="Enlarge").click()
    await expect(scene.tab.get_by_role("dialog")).to_be_visible()


async def test_attachments_of_a_plain_message_are_shown(scene: Scene) -> None:
    """Pictures are drawn, other files can be fetched, and what only claims to be a picture is a file."""
    files = [await scene.attach(), await scene.attach("notes.txt", b"hello"), await scene.attach("a.png", b"<svg/>")]
    post = scene.post_of(scene.say("look", person="Grace", attachments=tuple(files)))
    await expect(post.locator(".tile img")).to_have_count(1)
    await expect(post.locator("a.file")).to_have_count(2)
    await expect(post.locator("a.file").first).to_contain_text("notes.txt")


async def test_attachments_of_a_layout_show_only_where_it_names_them(scene: Scene) -> None:
    """A file that no component names stays unseen, as in Discord."""
    extra = (await scene.attach("extra.png"), await scene.attach("notes.txt", b"hello"))
    named = {"type": 13, "file": {"url": "attachment://notes.txt"}}
    post = scene.post_of(scene.say(components=[named], attachments=extra))
    await expect(post.locator("a.file")).to_contain_text("notes.txt")
    await expect(post.locator("img:not(.avatar img)")).to_have_count(0)


async def test_sections_thumbnails_and_separators_are_drawn(scene: Scene) -> None:
    """A section stands beside its accessory."""
    thumbnail = {"type": 11, "media": {"url": "attachment://picture.png"}, "description": "small"}
    section = {"type": 9, "components": [{"type": 10, "content": "### Words"}], "accessory": thumbnail}
    parts = [section, {"type": 14, "divider": True}, {"type": 10, "content": "-# below"}]
    post = scene.post_of(scene.say(components=parts, attachments=(await scene.attach(),)))
    await expect(post.get_by_role("heading", name="Words")).to_be_visible()
    await expect(post.get_by_role("img", name="small")).to_be_visible()
    await expect(post.get_by_role("separator")).to_have_count(1)
    await expect(post.locator("small").first).to_have_text("below")


async def test_buttons_press_link_or_stay_off(scene: Scene) -> None:
    """A button reaches the bot by its id, a link opens elsewhere, a disabled one does nothing."""
    link = {"label": "Page", "style": 5, "url": "https://example.org/"}
    bad = {"label": "Bad", "style": 5, "url": "javascript:alert(1)"}
    off = {"label": "Off", "custom_id": "off", "disabled": True}
    post = scene.post_of(scene.say(components=[row({"label": "Edit", "custom_id": "edit:7"}, link, bad, off)]))
    await expect(post.get_by_role("link", name="Page")).to_have_attribute("href", "https://example.org/")
    await expect(post.get_by_role("link", name="Bad")).to_have_count(0)
    await expect(post.get_by_role("button", name="Off")).to_be_disabled()
    await post.get_by_role("button", name="Edit").click()
    assert (await scene.interaction()).data["custom_id"] == "edit:7"


async def test_a_choice_reaches_the_bot(scene: Scene) -> None:
    """A select sends what was chosen; one for several values waits for its button."""
    options = [{"label": value, "value": value} for value in ("1:1", "16:9")]
    one = {"type": 3, "custom_id": "one", "placeholder": "Ratio", "options": options}
    many = {"type": 3, "custom_id": "many", "max_values": 2, "placeholder": "Several", "options": options}
    parts = [{"type": 1, "components": [one]}, {"type": 1, "components": [many]}]
    post = scene.post_of(scene.say(components=parts))
    await post.get_by_label("Ratio").select_option("16:9")
    assert (await scene.interaction()).data["values"] == ["16:9"]
    await post.get_by_label("Several").select_option(["1:1", "16:9"])
    await post.get_by_role("button", name="Choose").click()
    assert (await scene.interaction(2)).data["values"] == ["1:1", "16:9"]


async def test_a_person_can_be_chosen(scene: Scene) -> None:
    """A select of people offers those of the world and sends an id."""
    post = scene.post_of(scene.say(components=[{"type": 1, "components": [{"type": 5, "custom_id": "who"}]}]))
    await post.get_by_label("Choose").select_option(label="Grace")
    assert (await scene.interaction()).data["values"] == [str(scene.discord.world.user("Grace").id)]


async def test_a_hidden_container_is_uncovered_on_request(scene: Scene) -> None:
    """What the bot marked as spoiler is behind a button, out of reach until then."""
    card = {"type": 17, "spoiler": True, "components": [row({"label": "Edit", "custom_id": "edit:7"})]}
    post = scene.post_of(scene.say(components=[card]))
    await expect(post.locator(".card")).to_have_js_property("inert", value=True)
    await post.get_by_role("button", name="Show what is hidden").click()
    await post.get_by_role("button", name="Edit").click()
    await scene.interaction()


async def test_what_the_page_cannot_draw_is_said(scene: Scene) -> None:
    """An unknown component is named instead of vanishing."""
    await expect(scene.post_of(scene.say(components=[{"type": 99}]))).to_contain_text("type 99")


@pytest.mark.parametrize("inside", [False, True])
async def test_a_long_word_in_a_button_stays_on_the_screen(small_scene: Scene, inside: bool) -> None:
    """It is broken into lines, in a card and beside one: nothing can be pushed sideways."""
    word = "Donaudampfschifffahrtselektrizitätenhauptbetriebswerkbauunterbeamtengesellschaft"
    buttons = row({"style": 5, "label": word, "url": "https://a.example"}, {"label": f"{word} x", "custom_id": "x"})
    post = small_scene.post_of(
        small_scene.say(components=[{"type": 17, "components": [buttons]} if inside else buttons])
    )
    await expect(post.get_by_role("link", name=word)).to_be_visible()
    width = await small_scene.tab.evaluate("document.documentElement.scrollWidth")
    ends = await post.locator(".press").evaluate_all("(all) => all.map((one) => one.getBoundingClientRect().right)")
    assert (width, len(ends), max(ends) < width) == (PHONE["width"], 2, True)
