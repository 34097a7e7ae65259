from dataclasses import replace

from bot.playground.discord.links import Links
from bot.playground.discord.payloads import Payloads
from bot.playground.discord.records import Attachment, InteractionKind, Message, Origin
from bot.playground.discord.world import World
from tests.playground.discord.bare import bare_world, bot_post


def payloads(world: World) -> Payloads:
    return Payloads(world, Links(lambda: "https://cdn", b"secret", world.clock))


def said(world: World, **fields: object) -> Message:
    return world.post(replace(bot_post(world), author_id=world.user("Ada").id, **fields))  # type: ignore[arg-type] # any field


def test_content_is_withheld_unless_it_concerns_the_bot() -> None:
    """Blanking spares the bot's own messages, mentions of it, and DMs."""
    world = bare_world()
    make, picture = payloads(world), Attachment(1, "a.png", "a", 1)
    strange = said(world, content="x", attachments=(picture,))
    assert make.message(strange, blank=True)["attachments"] == []
    assert make.message(strange)["attachments"][0]["filename"] == "a.png"
    direct = world.direct(world.user("Ada"), world.bot)
    for spared in (
        said(world, content="x", mention_ids=(world.bot.id,)),
        said(world, content="x", channel_id=direct.id),
        bot_post(world, content="x"),
    ):
        assert make.message(spared, blank=True)["content"] == "x"


def test_what_a_reply_answers_is_inside_one_level_deep() -> None:
    """A reply names and holds its target, blanked by the target's own right, or null when it is gone."""
    world = bare_world()
    make, first = payloads(world), said(world, content="a")
    second = bot_post(world, content="b", reply_to=first.id)
    third = said(world, content="c", reply_to=second.id, mention_ids=(world.bot.id,))
    shown = make.message(third, blank=True)
    assert (shown["type"], shown["referenced_message"]["content"]) == (19, "b")
    assert "referenced_message" not in shown["referenced_message"]
    assert make.message(second, blank=True)["referenced_message"]["content"] == ""
    world.delete(first.id)
    assert make.message(second)["referenced_message"] is None


def test_files_that_components_show_are_not_attachments() -> None:
    """What a gallery or an embed refers to is left out of `attachments`; the rest is listed."""
    world = bare_world()
    files = tuple(Attachment(number, f"{number}.png", "b", 1) for number in range(3))
    gallery = {"type": 12, "id": 1, "items": [{"media": {"url": "attachment://0.png"}}]}
    embed = {"image": {"url": "attachment://1.png"}}
    post = bot_post(world, attachments=files, components=(gallery,), embeds=(embed,))
    assert [file["filename"] for file in payloads(world).message(post)["attachments"]] == ["2.png"]


def test_an_answer_says_which_interaction_it_answers() -> None:
    """Answers carry the interaction's kind and person, and commands have message types of their own."""
    world = bare_world()
    make, ada = payloads(world), world.user("Ada")
    kinds = []
    for kind, target in ((InteractionKind.COMMAND, None), (InteractionKind.COMMAND, 9), (InteractionKind.MODAL, None)):
        shown = make.message(bot_post(world, origin=Origin(5, kind, ada.id, "x", target)))
        assert shown["interaction_metadata"]["user"]["id"] == str(ada.id)
        kinds.append((shown["type"], shown["interaction_metadata"]["type"]))
    assert kinds == [(20, 2), (23, 2), (0, 5)]
