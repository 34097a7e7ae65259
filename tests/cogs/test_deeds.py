"""What the buttons do, over the wire."""

from dataclasses import replace

import pytest

from bot.core.citations import Citations, Source
from bot.playground.discord.faults import Dropped, Fault, ServerError
from bot.playground.discord.records import Message
from tests.cogs.stage import Stage, played, texts


async def test_edit_opens_a_form_and_goes_on_from_this_picture(on: Stage) -> None:
    """Anybody can go on from anybody's picture, with words, another format and own pictures."""
    post = await on.imagine(ratio="1:1")
    form = await (await on.grace.press(post, "Edit")).modal()
    assert form.title == "Edit picture"
    edited = await (await on.grace.submit(form, {"prompt": "make it winter", "ratio": ["16:9"], "size": ["2K"]})).post()
    turn, first = await on.turn_of(edited), await on.turn_of(post)
    assert (turn.parent, turn.person.name) == (first.id, "Grace")
    assert (turn.request.words, turn.request.options.ratio, turn.request.options.size) == (
        "make it winter",
        "16:9",
        "2K",
    )


async def test_again_asks_for_the_same_once_more(on: Stage) -> None:
    """The same request from the same parent becomes another turn."""
    await on.imagine()
    post = await on.answer(await on.ada.say(on.channel, "make it winter", mention_bot=True))
    again = await (await on.grace.press(post, "Again")).post()
    first, second = await on.turn_of(post), await on.turn_of(again)
    assert (second.request, second.parent) == (first.request, first.parent)
    assert second.id != first.id


async def test_resize_goes_on_from_this_picture_in_another_format(on: Stage) -> None:
    """A form with what the family has; the model is told to keep the picture."""
    post = await on.imagine()
    form = await (await on.ada.press(post, "Resize")).modal()
    resized = await (await on.ada.submit(form, {"ratio": ["21:9"], "size": ["4K"]})).post()
    turn = await on.turn_of(resized)
    assert turn.parent == (await on.turn_of(post)).id
    assert (turn.request.options.ratio, turn.request.options.size) == ("21:9", "4K")
    assert (turn.request.words, turn.request.resized) == ("", True)


async def test_details_are_for_the_one_who_asks(on: Stage) -> None:
    """All about a turn, seen by the one who pressed alone."""
    shown = await (await on.grace.press(await on.imagine(), "Details")).post()
    assert shown.ephemeral
    assert "**Model** `model-1` (google)" in texts(shown)[0]


async def test_long_words_are_whole_in_a_file_behind_details(on: Stage) -> None:
    """What the card shortened is not lost."""
    citations = Citations((Source("https://a.test/", "A page"),))
    on.model.answers.append({"texts": ("word " * 1000,), "citations": citations})
    shown = await (await on.ada.press(await on.imagine(), "Details")).post()
    assert [(a.name, a.size > 5000) for a in shown.attachments] == [("words.txt", True)]


async def test_original_gives_the_bytes_as_the_model_made_them(on: Stage) -> None:
    """The same bytes, as a file, to the one who asks."""
    post = await on.imagine()
    shown = await (await on.grace.press(post, "Original")).post()
    assert shown.ephemeral
    assert await stored(on, shown) == await stored(on, post)


async def test_the_asker_deletes_a_card_and_others_cannot(on: Stage) -> None:
    """Somebody else is told who can; the turn stays, so that its descendants keep their past."""
    post = await on.imagine()
    refused = await (await on.grace.press(post, "Delete")).post()
    assert refused.ephemeral
    assert texts(refused)[0].startswith("Only the person who asked for this picture")
    await on.ada.press(post, "Delete")
    await on.until(lambda: post.id not in on.discord.world.messages)
    assert len(on.turns.rows) == 1
    await on.handled()
    assert [turn.post for turn in on.turns.rows.values()] == [None]
    assert on.turns.heads[on.channel.id] is None


async def test_a_card_that_is_deleted_twice_is_deleted(on: Stage, caplog: pytest.LogCaptureFixture) -> None:
    """Whoever presses again, before the post has left their screen, is told of no mistake."""
    post = await on.imagine()
    pressed = [await on.ada.press(post, "Delete") for _ in range(2)]
    for each in pressed:
        await each.acknowledged()
    await on.handled()
    assert on.posts() == []
    assert [turn.post for turn in on.turns.rows.values()] == [None]
    assert [record for record in caplog.records if record.levelname == "ERROR"] == []


@pytest.mark.parametrize("fault", [ServerError(502, committed=True), Dropped(committed=True), Dropped()])
async def test_a_deletion_whose_receipt_got_lost_is_one(
    on: Stage, fault: Fault, caplog: pytest.LogCaptureFixture
) -> None:
    """The post is gone, and the picture before it is the one to go on from."""
    first, second = await on.imagine("a tree"), await on.imagine("a lake")
    on.discord.faults.plan("DELETE", "/webhooks/*", fault)
    await (await on.ada.press(second, "Delete")).acknowledged()
    await on.handled()
    assert on.posts() == [first]
    assert on.turns.heads[on.channel.id] == (await on.turn_of(first)).id
    assert [record for record in caplog.records if record.levelname == "ERROR"] == []


async def test_the_asker_cancels_what_is_painted_and_others_cannot(on: Stage) -> None:
    """The turn ends without a picture; who did not ask for it is told who can end it."""
    on.model.gate.clear()
    said = await on.ada.say(on.channel, "a tree", mention_bot=True)
    placeholder = await on.ada.answer(said)
    refused = await (await on.grace.press(placeholder, "Cancel")).post()
    assert texts(refused)[0].startswith("Only the person who asked for this picture, or a moderator, can cancel it")
    await on.ada.press(placeholder, "Cancel")
    post = await on.answer(said)
    on.model.gate.set()
    assert post.id == placeholder.id
    assert post.attachments == ()


async def test_buttons_of_a_private_picture_answer_privately(on: Stage) -> None:
    """What was private stays private in every picture that comes of it."""
    post = await on.imagine(private=True)
    again = await (await on.ada.press(post, "Again")).post()
    await on.scheduler.idle()
    form = await (await on.ada.press(post, "Edit")).modal()
    edited = await (await on.ada.submit(form, {"prompt": "make it winter"})).post()
    assert again.ephemeral
    assert edited.ephemeral
    assert len(texts(edited)[0].splitlines()) == 1, "a link that leads nobody anywhere"


async def test_buttons_and_forms_work_after_a_restart(set_up: Stage) -> None:
    """Their ids carry the turn: a form that was open during the restart works too."""
    on = set_up
    async with played(on):
        post = await on.imagine()
        form = await (await on.ada.press(post, "Edit")).modal()
    async with played(on):
        assert (await (await on.ada.submit(form, {"prompt": "make it winter"})).post()).attachments
        await on.scheduler.idle()
        assert (await (await on.ada.press(post, "Again")).post()).attachments


@pytest.mark.parametrize("any_family", [True, False])
async def test_a_picture_of_a_family_that_is_not_here_any_more_is_no_dead_end(on: Stage, *, any_family: bool) -> None:
    """Its forms open and its edits go on with the default family; only what somebody chose is theirs to choose anew."""
    post = await on.imagine()
    turn = await on.turn_of(post)
    assert turn.reply is not None
    gone = replace(turn.request, family="long-gone", any_family=any_family)
    maker = replace(turn.reply.maker, family="long-gone")
    on.turns.rows[turn.id] = replace(turn, request=gone, reply=replace(turn.reply, maker=maker))
    again = await (await on.ada.press(post, "Again")).post()
    if any_family:
        assert "long-gone is not offered any more: drawn by Nano Banana 2.1" in texts(again)[-1]
    else:
        assert texts(again)[0].startswith("long-gone is not offered here any more: use /edit model: with one of Nano")
    await on.scheduler.idle()
    assert await (await on.ada.press(post, "Resize")).modal()
    form = await (await on.ada.press(post, "Edit")).modal()
    edited = await (await on.ada.submit(form, {"prompt": "make it winter"})).post()
    assert "long-gone is not offered any more: drawn by Nano Banana 2.1" in texts(edited)[-1]
    assert (await on.turn_of(edited)).family == "nano-banana-2.1"


async def test_in_place_of_a_family_that_is_gone_only_what_can_be_had_is_named(on: Stage) -> None:
    """The provider's own list decides."""
    post = await on.imagine()
    turn = await on.turn_of(post)
    on.turns.rows[turn.id] = replace(turn, request=replace(turn.request, family="long-gone", any_family=False))
    on.bench.studio.catalog = on.bench.catalog.listing(["gemini-3-pro-image"])
    again = await (await on.ada.press(post, "Again")).post()
    assert "/edit model: with one of Nano Banana Pro." in texts(again)[0]


async def test_a_button_of_a_turn_that_is_not_known_says_so(on: Stage) -> None:
    """A lost store is told in one sentence, with what can be done."""
    post = await on.imagine()
    on.turns.rows.clear()
    shown = await (await on.ada.press(post, "Again")).post()
    assert shown.ephemeral
    assert texts(shown)[0].startswith("I no longer know how that picture was made")


async def stored(on: Stage, post: Message) -> list[bytes]:
    return [on.discord.blobs.path(attachment.blob).read_bytes() for attachment in post.attachments]
