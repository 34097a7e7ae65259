"""Submitted forms, over the wire."""

from bot.core.errors import NothingToResize, PromptBlocked
from tests.cogs.stage import Stage, texts


async def test_a_form_keeps_what_it_does_not_ask_for(on: Stage) -> None:
    """Family and spoiler stay; ratio and size are as chosen, and untouched selects mean as it is."""
    post = await on.imagine(model="nano-banana-pro", size="2K", spoiler=True)
    form = await (await on.ada.press(post, "Edit")).modal()
    turn = await on.turn_of(await (await on.ada.submit(form, {"prompt": "make it winter"})).post())
    assert (turn.request.family, turn.request.spoiler) == ("nano-banana-pro", True)
    assert (turn.request.options.ratio, turn.request.options.size) == (None, "2K")


async def test_a_bad_file_in_a_form_is_told_to_the_one_who_sent_it(on: Stage) -> None:
    """The same sentences as for a command's attachments, and nothing is paid."""
    form = await (await on.ada.press(await on.imagine(), "Edit")).modal()
    asked = await on.ada.submit(form, {"prompt": "use this"}, files={"Pictures to use": [("a.png", b"<html>")]})
    shown = await asked.followup()
    assert shown.ephemeral
    assert texts(shown)[0].startswith("That attachment is ")
    assert len(on.model.calls) == 1


async def test_an_edit_of_what_failed_goes_on_from_before_that(on: Stage) -> None:
    """A failed turn left no picture: the edit goes on from where that one would have."""
    first = await on.turn_of(await on.imagine())
    on.model.answers.append(PromptBlocked())
    failed = await on.answer(await on.ada.say(on.channel, "make it winter", mention_bot=True))
    post = await on.answer(await on.ada.say(on.channel, "make it spring", reply_to=failed))
    assert (await on.turn_of(post)).parent == first.id


async def test_a_resize_is_told_as_such_and_not_in_the_words_for_the_model(on: Stage) -> None:
    """The card says what was chosen; a form that changes nothing is refused before paying."""
    post = await on.imagine()
    refused = await (await on.ada.submit(await (await on.ada.press(post, "Resize")).modal(), {})).post()
    assert texts(refused)[0].startswith(NothingToResize().sentence)
    form = await (await on.ada.press(post, "Resize")).modal()
    asked = await on.ada.submit(form, {"ratio": ["1:1"], "size": ["2K"]})
    turn = await on.turn_of(await asked.post())
    assert texts(await asked.post())[0].startswith("**Ada**: resized to 1:1, 2K")
    assert (turn.request.words, turn.request.resized, len(on.model.calls)) == ("", True, 2)
