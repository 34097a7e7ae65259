"""Where one writes, with its tray, its suggestions and the form of a command."""

import base64
from dataclasses import replace
from typing import Any

import pytest
from playwright.async_api import expect

from bot.playground.discord.records import Answer, Interaction
from tests.playground.page.scene import Scene, entered, picked
from tests.worlds import png

pytestmark = pytest.mark.asyncio(loop_scope="session")
DROP = """([name, data, kind]) => {
  const transfer = new DataTransfer();
  transfer.items.add(new File([Uint8Array.from(atob(data), (c) => c.charCodeAt(0))], name, { type: "image/png" }));
  const target = document.querySelector(kind === "paste" ? ".box textarea" : ".talk");
  const event = kind === "paste" ? new ClipboardEvent(kind, { clipboardData: transfer, bubbles: true })
    : new DragEvent(kind, { dataTransfer: transfer, bubbles: true, cancelable: true });
  target.dispatchEvent(event);
}"""


def offer(scene: Scene, *names: str) -> None:
    """Play a bot that offers these names while somebody types."""
    choices = tuple({"name": name, "value": name.lower()} for name in names)

    def answer(change: Any) -> None:
        if change.kind == "interaction_created" and change.after.kind.name == "AUTOCOMPLETE":
            scene.discord.world.update_interaction(replace(change.after, answer=Answer.CHOICES, choices=choices))

    scene.discord.world.feed.listen(answer)


async def newest(scene: Scene) -> Interaction:
    """Wait for a command that was sent: the bot is also asked for what it offers."""
    started = scene.discord.world.interactions
    return await scene.discord.world.until(
        lambda: next((i for i in started.values() if i.kind.name == "COMMAND"), None)
    )


async def said(scene: Scene, count: int = 1) -> Any:
    messages = scene.discord.world.messages
    return await scene.discord.world.until(lambda: [*messages.values()][-1] if len(messages) >= count else None)


async def test_enter_sends_and_shift_enter_breaks_the_line(scene: Scene) -> None:
    """Words go out as they were written, by whoever one is."""
    await scene.become("Grace")
    await scene.box.fill("one")
    await scene.box.press("Shift+Enter")
    await scene.box.press_sequentially("two")
    await scene.box.press("Enter")
    message = await said(scene)
    assert (message.content, message.author_id) == ("one\ntwo", scene.discord.world.user("Grace").id)
    await expect(scene.box).to_have_value("")


async def test_the_mention_button_calls_the_bot(scene: Scene) -> None:
    """The readable name becomes a real mention on its way."""
    await scene.tab.get_by_role("button", name="Mention the bot").click()
    await scene.box.press_sequentially("edit this")
    await scene.box.press("Enter")
    bot = scene.discord.world.bot.id
    message = await said(scene)
    assert (message.content, message.mention_ids) == (f"<@{bot}> edit this", (bot,))
    await expect(scene.post_of(message).locator(".mention")).to_have_text("@Plantain")


@pytest.mark.parametrize("ping", [True, False])
async def test_a_reply_pings_unless_one_says_no(scene: Scene, ping: bool) -> None:
    """The message above the box is replied to, with the switch's word."""
    post = scene.say("a picture")
    await scene.post_of(post).hover()
    await scene.post_of(post).get_by_role("button", name="Reply").click()
    await expect(scene.tab.locator(".replying")).to_contain_text("Replying to Plantain")
    if not ping:
        await scene.tab.get_by_role("switch", name="Ping").uncheck()
    await scene.type_line("make it winter")
    message = await said(scene, 2)
    assert (message.reply_to, bool(message.mention_ids)) == (post.id, ping)
    await expect(scene.tab.locator(".replying")).to_be_hidden()


async def test_escape_gives_a_reply_up(scene: Scene) -> None:
    """The next message is a plain one."""
    post = scene.say("a picture")
    await scene.post_of(post).hover()
    await scene.post_of(post).get_by_role("button", name="Reply").click()
    await scene.box.press("Escape")
    await scene.type_line("hello")
    assert (await said(scene, 2)).reply_to is None


async def test_files_are_chosen_dropped_or_pasted(scene: Scene) -> None:
    """All three ways lead to the tray, one can be taken out, and the rest goes with the message."""
    await scene.tab.set_input_files("#composer input[type=file]", picked("a.png"))
    data = base64.b64encode(png()).decode()
    for name, kind in (("b.png", "drop"), ("c.png", "paste")):
        await scene.tab.evaluate(DROP, [name, data, kind])
    await expect(scene.tab.locator(".tray figure")).to_have_count(3)
    await scene.tab.get_by_role("button", name="Remove b.png").click()
    await scene.type_line("look")
    message = await said(scene)
    assert [attachment.name for attachment in message.attachments] == ["a.png", "c.png"]
    await expect(scene.tab.locator(".tray figure")).to_have_count(0)
    await expect(scene.post_of(message).locator(".tile img")).to_have_count(2)


async def test_a_whole_command_can_be_typed(scene: Scene) -> None:
    """The line goes out as options, and the box is empty again."""
    await scene.type_line("/imagine a lighthouse at dusk ratio:16:9 count:2")
    found = entered(await scene.interaction())
    assert found == {"prompt": "a lighthouse at dusk", "ratio": "16:9", "count": 2}
    await expect(scene.box).to_have_value("")


async def test_a_typed_command_takes_the_trays_files(scene: Scene) -> None:
    """A dropped picture becomes the command's reference."""
    await scene.tab.evaluate(DROP, ["cat.png", base64.b64encode(png()).decode(), "drop"])
    await scene.type_line("/imagine a hat for it")
    interaction = await scene.interaction()
    assert [attachment.name for attachment in interaction.attachments] == ["cat.png"]


@pytest.mark.parametrize(
    ("line", "sentence"),
    [
        ("/imagine ratio:16:9", "needs prompt"),
        ("/nothing at all", "no command /nothing"),
        ("/imagine a cat ratio:7:7", "ratio: 7:7 is not among the choices: 16:9."),
    ],
)
async def test_a_command_that_cannot_be_sent_stays_and_says_why(scene: Scene, line: str, sentence: str) -> None:
    """Nothing that was typed is lost."""
    await scene.type_line(line)
    await expect(scene.tab.get_by_role("alert").filter(has_text=sentence)).to_be_visible()
    await expect(scene.box).to_have_value(line)
    assert scene.discord.world.interactions == {}


async def test_a_slash_lists_the_synced_commands(scene: Scene) -> None:
    """The list narrows while one types; one without options is sent at once."""
    await scene.box.press_sequentially("/")
    options = scene.tab.get_by_role("option")
    await expect(options).to_have_count(2)
    await scene.box.press_sequentially("un")
    await expect(options).to_have_count(1)
    await scene.box.press("Enter")
    assert (await scene.interaction()).name == "undo"


async def test_values_are_suggested_while_a_line_is_typed(scene: Scene) -> None:
    """Choices come from the synced command, the bot is asked where it wants to be, and spaces are quoted."""
    offer(scene, "Nano Banana Pro")
    await scene.box.press_sequentially("/imagine a cat ratio:1")
    await scene.tab.get_by_role("option", name="16:9").click()
    await scene.box.press_sequentially("model:n")
    await scene.tab.get_by_role("option", name="Nano Banana Pro").click()
    await expect(scene.box).to_have_value('/imagine a cat ratio:16:9 model:"nano banana pro" ')
    await scene.box.press("Enter")
    assert entered(await newest(scene))["model"] == "nano banana pro"


async def test_what_was_offered_is_understood_without_quotes(scene: Scene) -> None:
    """A name of several words is taken whole, and what follows is words again."""
    offer(scene, "Nano Banana", "Nano Banana Pro (current since 2025)")
    await scene.box.press_sequentially("/imagine model:Nano")
    await expect(scene.tab.get_by_role("option")).to_have_count(2)
    await scene.box.press("Escape")
    await scene.box.press_sequentially(" Banana Pro a cat")
    await scene.box.press("Enter")
    found = entered(await newest(scene))
    assert found == {"model": "nano banana pro (current since 2025)", "prompt": "a cat"}


async def test_the_form_is_made_from_the_synced_command(scene: Scene) -> None:
    """Each kind of option has its kind of field, and what is entered reaches the bot with its file."""
    offer(scene, "Nano Banana Pro")
    await scene.box.press_sequentially("/im")
    await scene.box.press("Enter")
    form = scene.tab.get_by_role("form", name="/imagine")
    await form.get_by_label("prompt").fill("a cat")
    await form.get_by_label("ratio").select_option("16:9")
    await form.get_by_label("spoiler").or_(form.get_by_label("Hide it")).check()
    await form.get_by_label("who").select_option(label="Grace")
    await form.get_by_label("model").press_sequentially("n")
    await form.get_by_role("option", name="Nano Banana Pro").click()
    await form.locator("input[type=file]").set_input_files(picked("cat.png"))
    await form.get_by_role("button", name="Send").click()
    await expect(form).to_have_count(0)
    started = [found for found in scene.discord.world.interactions.values() if found.kind.name == "COMMAND"]
    found = entered(started[-1])
    grace = str(scene.discord.world.user("Grace").id)
    assert [found[name] for name in ("prompt", "ratio", "spoiler", "who", "model")] == [
        "a cat",
        "16:9",
        True,
        grace,
        "nano banana pro",
    ]
    assert [attachment.name for attachment in started[-1].attachments] == ["cat.png"]


async def test_the_form_says_what_is_missing_and_closes_with_escape(scene: Scene) -> None:
    """A required field is asked for, nothing is sent, and the box has the focus again."""
    await scene.box.press_sequentially("/im")
    await scene.box.press("Tab")
    form = scene.tab.get_by_role("form", name="/imagine")
    await form.get_by_label("prompt").press("Enter")
    await expect(form.get_by_role("alert")).to_have_text("prompt is required.")
    await scene.tab.keyboard.press("Escape")
    await expect(form).to_have_count(0)
    await expect(scene.box).to_be_focused()
    assert scene.discord.world.interactions == {}


async def test_each_place_keeps_its_draft(scene: Scene) -> None:
    """What one began to write waits in its place."""
    await scene.box.fill("half a thought")
    await scene.tab.get_by_role("button", name="lounge").click()
    await expect(scene.box).to_have_value("")
    await scene.tab.get_by_role("button", name="pictures").click()
    await expect(scene.box).to_have_value("half a thought")
