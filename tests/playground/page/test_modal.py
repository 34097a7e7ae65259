from typing import Any

import pytest
from playwright.async_api import Locator, expect

from bot.playground.discord.records import Interaction
from tests.playground.page.scene import Scene, picked

pytestmark = pytest.mark.asyncio(loop_scope="session")


def label(text: str, **component: Any) -> dict[str, Any]:
    return {"type": 18, "label": text, "component": component}


RATIOS = [{"label": "auto", "value": "auto", "default": True}, {"label": "16:9", "value": "16:9"}]
LEVELS = [{"label": "Low", "value": "low"}, {"label": "High", "value": "high", "description": "takes longer"}]
PARTS = [
    {"type": 10, "content": "About **this** picture"},
    label("What should change?", type=4, style=2, custom_id="prompt", value="warmer"),
    label("Ratio", type=3, custom_id="ratio", options=RATIOS),
    label("Pictures", type=19, custom_id="files", max_values=2, required=False),
    label("Thinking", type=21, custom_id="level", options=LEVELS, required=False),
]
MORE = [
    label("Parts", type=22, custom_id="parts", options=LEVELS, max_values=2, required=False),
    label("Private", type=23, custom_id="private"),
]


async def opened(scene: Scene, parts: list[dict[str, Any]]) -> tuple[Locator, Interaction]:
    await scene.type_line("/undo ")
    interaction = await scene.interaction()
    scene.open_form(interaction, parts)
    dialog = scene.tab.get_by_role("dialog", name="Edit picture")
    await expect(dialog).to_be_visible()
    return dialog, interaction


def sent(interaction: Interaction) -> dict[str, Any]:
    fields = [part["component"] for part in interaction.data["components"] if "component" in part]
    return {field["custom_id"]: field.get("values", field.get("value")) for field in fields}


async def test_a_form_is_filled_in_and_sent(scene: Scene) -> None:
    """Words, choices, files and radio buttons reach the bot, and the form closes."""
    dialog, _ = await opened(scene, PARTS)
    await expect(dialog.get_by_label("What should change?")).to_be_focused()
    await expect(dialog.get_by_label("What should change?")).to_have_value("warmer")
    await dialog.get_by_label("What should change?").fill("make it winter")
    await dialog.get_by_label("Ratio").select_option("16:9")
    await dialog.get_by_label("High").check()
    await dialog.locator("input[type=file]").set_input_files(picked("cat.png"))
    await dialog.get_by_role("button", name="Submit").click()
    await expect(dialog).to_have_count(0)
    submitted = await scene.interaction(2)
    (attachment,) = submitted.attachments
    found = sent(submitted)
    assert (found["prompt"], found["ratio"], found["level"]) == ("make it winter", ["16:9"], "high")
    assert found["files"] == [str(attachment.id)]


async def test_checkboxes_are_sent(scene: Scene) -> None:
    """A group sends what is ticked, a single box its state."""
    dialog, _ = await opened(scene, MORE)
    await dialog.get_by_label("Low").check()
    await dialog.get_by_label("Private").check()
    await dialog.get_by_role("button", name="Submit").click()
    await expect(dialog).to_have_count(0)
    assert sent(await scene.interaction(2)) == {"parts": ["low"], "private": True}


async def test_a_form_that_cannot_be_sent_says_why(scene: Scene) -> None:
    """What is required is asked for, and what was entered stays."""
    dialog, _ = await opened(scene, PARTS)
    await dialog.get_by_label("What should change?").fill("")
    await dialog.get_by_label("Ratio").select_option("16:9")
    await dialog.get_by_role("button", name="Submit").click()
    await expect(dialog.get_by_role("alert")).to_have_text("“What should change?” is required.")
    await expect(dialog.get_by_label("Ratio")).to_have_value("16:9")


async def test_escape_puts_a_form_away(scene: Scene) -> None:
    """The bot hears nothing of it, and it cannot be sent later."""
    dialog, interaction = await opened(scene, PARTS)
    await scene.tab.keyboard.press("Escape")
    await expect(dialog).to_have_count(0)
    assert not scene.discord.world.interactions[interaction.id].modal_open


async def test_a_form_belongs_to_its_person(scene: Scene) -> None:
    """Another person's page does not show it; back as oneself, it is there again."""
    await scene.become("Grace")
    await scene.discord.person("Ada").slash(scene.discord.channel("pictures"), "undo")
    scene.open_form(await scene.interaction(), PARTS)
    dialog = scene.tab.get_by_role("dialog", name="Edit picture")
    post = scene.post_of(scene.say("after the form"))
    await expect(post).to_be_visible()
    await expect(dialog).to_have_count(0)
    await scene.become("Ada")
    await expect(dialog).to_be_visible()


async def test_a_form_that_was_left_does_not_come_back(scene: Scene) -> None:
    """After a reload it is put away, for the bot's side of the wire as well."""
    _, interaction = await opened(scene, PARTS)
    await scene.tab.reload()
    interactions = scene.discord.world.interactions
    assert await scene.discord.world.until(lambda: not interactions[interaction.id].modal_open)
    await expect(scene.tab.get_by_role("dialog")).to_have_count(0)
