import asyncio
from dataclasses import replace
from typing import Any

import pytest

from bot.playground.discord.records import Answer, Interaction, InteractionKind, Message
from bot.playground.discord.server import StandIn
from tests.playground.page_server.visiting import Visitor
from tests.worlds import png

BUTTON = {"type": 2, "id": 2, "style": 1, "label": "Edit", "custom_id": "edit:1"}
SELECT = {"type": 3, "id": 4, "custom_id": "ratio:1", "options": [{"label": "1:1", "value": "1:1"}]}
MODAL = {
    "custom_id": "form:1",
    "title": "Edit picture",
    "components": [
        {"type": 18, "id": 1, "label": "Prompt", "component": {"type": 4, "id": 2, "custom_id": "prompt"}},
        {
            "type": 18,
            "id": 3,
            "label": "Pictures",
            "component": {"type": 19, "id": 4, "custom_id": "files", "max_values": 2, "required": False},
        },
    ],
}


def place(discord: StandIn, name: str = "pictures") -> str:
    return str(discord.channel(name).id)


def card(discord: StandIn) -> Message:
    world = discord.world
    rows = ({"type": 1, "id": 1, "components": [BUTTON]}, {"type": 1, "id": 3, "components": [SELECT]})
    where = discord.channel("pictures").id
    return world.post(Message(world.new_id(), where, world.bot.id, world.clock(), "a card", components=rows))


def newest(discord: StandIn) -> Interaction:
    return list(discord.world.interactions.values())[-1]


def entered(discord: StandIn) -> dict[str, Any]:
    return {option["name"]: option["value"] for option in newest(discord).data["options"]}


async def test_saying_something_posts_it_as_that_person(visitor: Visitor) -> None:
    """Words, files, the reply and its ping arrive in the world."""
    world = visitor.discord.world
    post = card(visitor.discord)
    said = {"channel": place(visitor.discord), "text": "make it winter", "replyTo": str(post.id), "ping": False}
    status, answer = await visitor.deed("say", said, ("file", "cat.png", png()), person="Grace")
    message = world.messages[int(answer["message"])]
    assert (status, message.author_id, message.content) == (200, world.user("Grace").id, "make it winter")
    assert (message.reply_to, message.mention_ids, message.attachments[0].name) == (post.id, (), "cat.png")


async def test_an_own_message_can_be_changed_and_deleted(visitor: Visitor) -> None:
    """Its author may, another person is refused in a sentence."""
    _, answer = await visitor.deed("say", {"channel": place(visitor.discord), "text": "hello"})
    message = answer["message"]
    assert (await visitor.deed("edit", {"message": message, "text": "no"}, person="Grace"))[0] == 400
    assert (await visitor.deed("edit", {"message": message, "text": "good day"}))[0] == 200
    assert visitor.discord.world.messages[int(message)].content == "good day"
    assert (await visitor.deed("delete", {"message": message}, person="Grace"))[0] == 400
    assert (await visitor.deed("delete", {"message": message}))[0] == 200
    assert visitor.discord.world.messages == {}


async def test_options_of_a_command_get_their_types(visitor: Visitor) -> None:
    """The words of the page become numbers, truth values, people, places and files."""
    discord = visitor.discord
    grace = discord.world.user("Grace").id
    options = {"prompt": "a cat", "count": "3", "share": "0.5", "spoiler": "true", "ratio": "16:9"}
    options |= {"who": str(grace), "where": place(discord, "lounge")}
    said = {"channel": place(discord), "command": "imagine", "options": options}
    status, _ = await visitor.deed("slash", said, ("image", "cat.png", png()))
    found = entered(discord)
    assert (status, found["prompt"], found["count"], found["share"], found["spoiler"]) == (200, "a cat", 3, 0.5, True)
    assert (found["who"], found["where"]) == (str(grace), place(discord, "lounge"))
    assert found["image"] == str(newest(discord).attachments[0].id)


@pytest.mark.parametrize(
    ("command", "options"),
    [
        ("imagine", {}),
        ("imagine", {"prompt": "a cat", "ratio": "7:7"}),
        ("imagine", {"prompt": "a cat", "colour": "red"}),
        ("imagine", {"prompt": "a cat", "count": "many"}),
        ("imagine", {"prompt": "a cat", "who": "12"}),
        ("unknown", {}),
    ],
)
async def test_what_a_client_would_not_send_is_refused(visitor: Visitor, command: str, options: dict[str, str]) -> None:
    """A missing, unknown or wrong option, and a command that was not synced, end in a sentence and no interaction."""
    said = {"channel": place(visitor.discord), "command": command, "options": options}
    status, answer = await visitor.deed("slash", said)
    assert (status, bool(answer["sentence"]), visitor.discord.world.interactions) == (400, True, {})


async def test_asking_for_choices_waits_for_the_bots_answer(visitor: Visitor) -> None:
    """What the bot offers while one types comes back as the answer."""
    discord = visitor.discord
    offered = ({"name": "Nano Banana Pro", "value": "pro"},)

    def offer(change: Any) -> None:
        if change.kind == "interaction_created":
            discord.world.update_interaction(replace(change.after, answer=Answer.CHOICES, choices=offered))

    discord.world.feed.listen(offer)
    said = {"channel": place(discord), "command": "imagine", "option": "model", "partial": "n"}
    status, answer = await visitor.deed("autocomplete", said)
    assert (status, answer) == (200, {"choices": [dict(offered[0])]})
    assert newest(discord).kind is InteractionKind.AUTOCOMPLETE


async def test_a_bot_that_offers_nothing_in_time_gives_no_choices(visitor: Visitor) -> None:
    """The page is not left waiting when the bot did not respond."""
    discord = visitor.discord

    def overdue(change: Any) -> None:
        if change.kind == "interaction_created":
            discord.world.update_interaction(replace(change.after, did_not_respond=True))

    discord.world.feed.listen(overdue)
    said = {"channel": place(discord), "command": "imagine", "option": "model"}
    assert await visitor.deed("autocomplete", said) == (200, {"choices": []})


async def test_buttons_selects_and_message_commands_start_interactions(visitor: Visitor) -> None:
    """Each reaches the bot with the message that it was used on."""
    discord = visitor.discord
    post = str(card(discord).id)
    await visitor.deed("press", {"message": post, "button": "edit:1"})
    assert newest(discord).data["custom_id"] == "edit:1"
    await visitor.deed("select", {"message": post, "select": "ratio:1", "values": ["1:1"]})
    assert newest(discord).data["values"] == ["1:1"]
    await visitor.deed("message-command", {"message": post, "command": "Edit picture"})
    assert str(newest(discord).target_id) == post


async def test_a_form_is_sent_with_its_files_or_put_away(visitor: Visitor) -> None:
    """Submitting carries words and uploads; a form that is closed takes neither."""
    discord = visitor.discord
    await visitor.deed("press", {"message": str(card(discord).id), "button": "edit:1"})
    opener = newest(discord)
    discord.world.update_interaction(replace(opener, answer=Answer.MODAL, modal=MODAL, modal_open=True))
    said = {"interaction": str(opener.id), "values": {"prompt": "more snow"}}
    assert (await visitor.deed("submit", said, ("files", "cat.png", png())))[0] == 200
    fields = [part["component"] for part in newest(discord).data["components"]]
    assert (fields[0]["value"], len(fields[1]["values"])) == ("more snow", 1)
    assert (await visitor.deed("submit", said))[0] == 400
    discord.world.update_interaction(replace(discord.world.interactions[opener.id], modal_open=True))
    assert (await visitor.deed("dismiss", {"interaction": str(opener.id)}))[0] == 200
    assert not discord.world.interactions[opener.id].modal_open


async def test_typing_is_seen(visitor: Visitor) -> None:
    """The others learn that somebody writes."""
    with visitor.discord.world.subscribe() as changes:
        await visitor.deed("typing", {"channel": place(visitor.discord)})
        async with asyncio.timeout(5):
            change = await anext(changes)
    assert (change.kind, change.user_id) == ("typing", visitor.discord.world.user("Ada").id)


@pytest.mark.parametrize(
    ("deed", "said", "status"),
    [
        ("dance", {}, 404),
        ("say", {}, 400),
        ("say", {"channel": "12", "text": "x"}, 400),
        ("press", {"message": "12", "button": "x"}, 400),
        ("submit", {"interaction": "12"}, 400),
        ("select", {"message": "x", "select": "y", "values": 3}, 400),
        ("say", {"as": "no number"}, 400),
    ],
)
async def test_nonsense_ends_in_a_sentence(visitor: Visitor, deed: str, said: dict[str, Any], status: int) -> None:
    """Whatever is missing or gone is answered in words, never with a broken server."""
    answered, answer = await visitor.deed(deed, said)
    assert (answered, bool(answer["sentence"])) == (status, True)


async def test_nobody_acts_as_the_bot(visitor: Visitor) -> None:
    """The page cannot put words into the bot's mouth."""
    said = {"channel": place(visitor.discord), "text": "I am the bot"}
    assert (await visitor.deed("say", said, person="Plantain"))[0] == 400
    assert visitor.discord.world.messages == {}
