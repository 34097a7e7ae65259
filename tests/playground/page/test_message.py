"""Messages, their menu and the list that they stand in."""

import re
from dataclasses import replace

import pytest
from playwright.async_api import expect

from bot.playground.discord.records import InteractionKind, Origin
from tests.playground.page.scene import Scene

pytestmark = pytest.mark.asyncio(loop_scope="session")


async def test_messages_show_author_words_and_edits_live(scene: Scene) -> None:
    """A post appears as it is made, changes in place, and goes when it is deleted."""
    message = scene.say("hello", person="Grace")
    post = scene.post_of(message)
    await expect(post.locator(".name")).to_have_text("Grace")
    await expect(post.locator(".words")).to_have_text("hello")
    world = scene.discord.world
    world.edit(replace(message, content="good day", edited_at=world.clock()))
    await expect(post.locator(".words")).to_have_text("good day")
    await expect(post.locator(".edited")).to_be_visible()
    world.delete(message.id)
    await expect(post).to_have_count(0)


async def test_markup_in_messages_stays_text(scene: Scene) -> None:
    """What a stranger writes can neither make elements nor run."""
    message = scene.say("<img src=x onerror=alert(1)> <b>bold</b>")
    await expect(scene.post_of(message).locator(".words")).to_have_text("<img src=x onerror=alert(1)> <b>bold</b>")
    await expect(scene.post_of(message).locator(".words img, b")).to_have_count(0)


async def test_messages_of_one_person_stand_together(scene: Scene) -> None:
    """Only the first of a run shows its author again, and a later one does so after some minutes."""
    first, second = scene.say("a", person="Grace"), scene.say("b", person="Grace")
    scene.clock.advance(1000)
    third = scene.say("c", person="Grace")
    await expect(scene.post_of(third)).to_be_visible()
    shown = [await scene.post_of(message).locator(".name").is_visible() for message in (first, second, third)]
    assert shown == [True, False, True]


async def test_a_reply_names_what_it_replies_to(scene: Scene) -> None:
    """The line above shows author and words, and a press on it leads there."""
    card = scene.say(components=[{"type": 10, "content": "**Ada**: a lighthouse"}])
    reply = scene.post_of(scene.say("make it winter", person="Grace", reply_to=card.id))
    await expect(reply.locator(".lead")).to_contain_text("replying to")
    await expect(reply.locator(".excerpt")).to_have_text("Ada: a lighthouse")
    await reply.locator(".lead").click()
    await expect(scene.post_of(card)).to_be_focused()


@pytest.mark.parametrize(
    ("words", "shown"),
    [
        (r"**Ada**: \*\*bold\*\* \[a\](b) \@everyone", "Ada: **bold** [a](b) @everyone"),
        ("# A title\n> and *more*\n- of `it`\n```py\nx\n```", "A title and more of it x"),
        ("[a page](https://a.example) #tag a|b ||secret||", "a page #tag a|b ▒▒▒"),
    ],
)
async def test_the_line_above_a_reply_shows_plain_words(scene: Scene, words: str, shown: str) -> None:
    """Neither marks nor escapes, what was escaped stands as it is, and what is hidden stays hidden."""
    card = scene.say(words)
    reply = scene.post_of(scene.say("make it winter", person="Grace", reply_to=card.id))
    await expect(reply.locator(".excerpt")).to_have_text(shown)
    await expect(reply.get_by_role("button", name=f"Replying to Plantain: {shown}")).to_have_count(1)


async def test_a_post_names_the_command_that_made_it(scene: Scene) -> None:
    """Everybody sees who used what."""
    origin = Origin(1, InteractionKind.COMMAND, scene.discord.world.user("Grace").id, "imagine")
    await expect(scene.post_of(scene.say("done", origin=origin)).locator(".lead")).to_have_text("GGrace used /imagine")


async def test_an_ephemeral_post_is_marked_and_its_persons_alone(scene: Scene) -> None:
    """Ada sees it with its mark and can put it away, Grace does not see it."""
    post = scene.post_of(scene.say("only for you", flags=64, seen_by=scene.discord.world.user("Ada").id))
    await expect(post).to_contain_text("Only you can see this")
    await scene.become("Grace")
    await expect(post).to_have_count(0)
    await scene.become("Ada")
    await post.get_by_role("button", name="Dismiss").click()
    await expect(post).to_have_count(0)


async def test_a_thinking_post_turns_into_the_answer(scene: Scene) -> None:
    """The deferred answer shows that the bot thinks until it has something."""
    await scene.type_line("/undo ")
    post = scene.answer(await scene.interaction(), flags=128)
    await expect(scene.post_of(post)).to_contain_text("Plantain is thinking…")
    scene.discord.world.edit(replace(post, content="undone", flags=0))
    await expect(scene.post_of(post).locator(".words")).to_have_text("undone")
    await expect(scene.tab.locator(".pending")).to_have_count(0)


async def test_a_command_without_an_answer_gets_the_banner_after_three_seconds(scene: Scene) -> None:
    """First it is being sent, then it says that the application did not respond, until somebody dismisses that."""
    await scene.type_line("/undo ")
    await scene.interaction()
    pending = scene.tab.locator(".pending")
    await expect(pending).to_contain_text("Sending…")
    scene.overdue()
    await expect(pending).to_contain_text("The application did not respond")
    await pending.get_by_role("button", name="Dismiss").click()
    await expect(pending).to_have_count(0)


async def test_a_button_without_an_answer_gets_the_banner_at_its_post(scene: Scene) -> None:
    """The button is busy at first, then the post says that nothing came."""
    button = {"type": 2, "style": 1, "label": "Again", "custom_id": "again:1"}
    post = scene.post_of(scene.say(components=[{"type": 1, "components": [button]}]))
    await post.get_by_role("button", name="Again").click()
    await expect(post.locator("[aria-busy]")).to_have_count(1)
    await scene.interaction()
    scene.overdue()
    await expect(post.locator(".banner")).to_contain_text("The application did not respond")
    await expect(post.locator("[aria-busy]")).to_have_count(0)


async def test_the_menu_offers_the_synced_message_commands(scene: Scene) -> None:
    """Apps lists them, choosing one reaches the bot with the message, and the keyboard can do it all."""
    message = scene.say("a picture")
    await scene.post_of(message).hover()
    await scene.post_of(message).get_by_role("button", name="Apps").click()
    await expect(scene.tab.get_by_role("menuitem", name="Edit picture")).to_be_focused()
    await scene.tab.keyboard.press("Enter")
    assert (await scene.interaction()).target_id == message.id
    await expect(scene.tab.get_by_role("menu")).to_have_count(0)


async def test_only_an_own_message_can_be_changed(scene: Scene) -> None:
    """Edit and Delete stand in the menu of an own message and not in another's."""
    mine, other = scene.say("mine", person="Ada"), scene.say("other", person="Grace")
    for message, count in ((other, 0), (mine, 1)):
        await scene.post_of(message).hover()
        await scene.post_of(message).get_by_role("button", name="More").click()
        await expect(scene.tab.get_by_role("menuitem", name="Delete")).to_have_count(count)
        await scene.tab.keyboard.press("Escape")
        await expect(scene.tab.get_by_role("menu")).to_have_count(0)
    await scene.post_of(mine).click(button="right")
    await scene.tab.get_by_role("menuitem", name="Delete").click()
    await expect(scene.post_of(mine)).to_have_count(0)
    assert mine.id not in scene.discord.world.messages


async def test_an_own_message_is_edited_in_the_box(scene: Scene) -> None:
    """Its words come back to where one writes, and Enter changes the message."""
    mine = scene.say("helo", person="Ada")
    await scene.post_of(mine).click(button="right")
    await scene.tab.get_by_role("menuitem", name="Edit", exact=True).click()
    await expect(scene.box).to_have_value("helo")
    await scene.type_line("hello")
    await expect(scene.post_of(mine).locator(".words")).to_have_text("hello")
    await expect(scene.box).to_have_value("")


async def test_the_list_stays_at_its_end_unless_somebody_reads_above(scene: Scene) -> None:
    """New messages scroll into sight, or are announced while one reads older ones."""
    for number in range(40):
        scene.say(f"words {number}", person="Grace")
    last = scene.post_of(scene.say("the last"))
    await expect(last).to_be_in_viewport()
    await scene.tab.locator("#scroll").evaluate("element => { element.scrollTop = 0; }")
    await expect(last).not_to_be_in_viewport()
    newer = scene.post_of(scene.say("one more"))
    await scene.tab.get_by_role("button", name="New messages").click()
    await expect(newer).to_be_in_viewport()
    await expect(scene.tab.get_by_role("button", name="New messages")).to_be_hidden()


async def test_somebody_typing_is_seen(scene: Scene) -> None:
    """The line below the box names who writes, never oneself, and clears with the message."""
    place = scene.discord.channel("pictures")
    scene.discord.person("Grace").type_in(place)
    await expect(scene.tab.locator("#typing")).to_have_text("Grace is typing…")
    scene.say("there", person="Grace")
    await expect(scene.tab.locator("#typing")).to_have_text("")
    scene.discord.person("Ada").type_in(place)
    await expect(scene.post_of(scene.say("later"))).to_be_visible()
    await expect(scene.tab.locator("#typing")).to_have_text("")


async def test_a_mention_of_oneself_stands_out(scene: Scene) -> None:
    """A reply with the ping on, or a mention, is marked for whoever it calls."""
    ada = scene.discord.world.user("Ada").id
    post = scene.post_of(scene.say(f"<@{ada}> look", mention_ids=(ada,)))
    await expect(post).to_have_class(re.compile("calls-me"))
    await expect(post.locator(".mention.mine")).to_have_text("@Ada")
    await scene.become("Grace")
    await expect(post).not_to_have_class(re.compile("calls-me"))


GROW = """() => {
  const scroll = document.getElementById("scroll");
  document.querySelector(".message:last-of-type").style.paddingBottom = "900px";
  scroll.dispatchEvent(new Event("scroll"));
}"""
AT_END = """() => {
  const scroll = document.getElementById("scroll");
  return scroll.scrollHeight - scroll.scrollTop - scroll.clientHeight < 2;
}"""


async def test_a_list_that_grows_at_its_end_stays_there(scene: Scene) -> None:
    """Whoever stands at the end stays there, even when the list grows just before a late scroll event."""
    for number in range(20):
        scene.say(f"words {number}", person="Grace")
    await expect(scene.post_of(scene.say("the last"))).to_be_in_viewport()
    await scene.tab.wait_for_function(AT_END)
    await scene.tab.evaluate(GROW)
    await scene.tab.wait_for_function(AT_END)


async def test_a_long_link_to_a_post_reads_like_words(scene: Scene) -> None:
    """Over two lines, as in /history, it begins at the left like the text around it."""
    target = scene.say("a picture")
    address = f"https://discord.com/channels/1/{target.channel_id}/{target.id}"
    post = scene.say("", components=[{"type": 10, "content": f"[{'a long wish ' * 20}]({address})"}])
    await expect(scene.post_of(post).locator(".jump")).to_have_css("text-align", "left")
