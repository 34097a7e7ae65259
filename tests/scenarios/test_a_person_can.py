"""What a person can do, in two worlds: a scenario for each line of what the first Plantain is for."""

import pytest

from tests import corpus
from tests.scenarios.house import House
from tests.scenarios.posts import digest

pytestmark = pytest.mark.parametrize("world", ["stand-in", "simcord"], indirect=True)

LAMP = ("lamp.png", corpus.png(seed=3))
SHIP = ("ship.jpg", corpus.jpeg(seed=4))
BUTTONS = ["Edit", "Again", "Resize", "Details", "Original", "Delete"]


async def test_imagine_a_picture_of_a_ratio_and_a_size(house: House) -> None:
    """A wish with ratio and size is answered by a card whose picture has the right pixels, and says so."""
    card = await house.ada.imagine("a lighthouse at dusk", ratio="16:9", size="2K")
    (picture,) = card.pictures
    assert picture.pixels == (2752, 1536)
    assert picture.description == card.gallery[0]["description"] == "a lighthouse at dusk"
    assert card.head == "**Ada**: a lighthouse at dusk"
    assert "Nano Banana 2.1 · 16:9 · 2752×1536 · thinking medium" in card.facts  # noqa: RUF001 - the sign for sizes
    assert card.buttons == BUTTONS


async def test_reply_to_a_post_to_edit_that_very_picture(house: House) -> None:
    """An answer to a post edits the picture in it, byte for byte as it was made, although there are newer ones."""
    first = await house.ada.imagine("a lighthouse at dusk", ratio="16:9")
    await house.ada.imagine("a fox")
    winter = await house.ada.replies(first, "make it winter")
    call = house.gemini.calls[-1]
    assert (call.words, call.edited) == ("make it winter", digest(first.pictures[0]))
    assert [role for role, _ in call.turns] == ["user", "model", "user"]
    assert winter.pictures[0].pixels == first.pictures[0].pixels
    assert f"{first.id})" in winter.words, "the card has a link to the post it goes on from"


async def test_attach_a_photo_and_mention_the_bot_to_edit_the_photo(house: House) -> None:
    """A mention with an attachment draws from the attachment, not from the newest picture; options may follow."""
    await house.grace.imagine("a fox")
    card = await house.ada.mentions("turn it into a painting ratio:3:2", SHIP)
    call = house.gemini.calls[-1]
    assert (call.words, call.ratio) == ("turn it into a painting", "3:2")
    assert (call.references, len(call.turns)) == ((digest(SHIP),), 1)
    assert card.pictures[0].pixels == (1264, 848)


async def test_edit_a_picture_from_the_menu_of_its_post(house: House) -> None:
    """Apps → Edit picture opens a form about the post's picture; ratio, size and more pictures can be chosen in it."""
    first = await house.ada.imagine("a lighthouse at dusk")
    form = await house.ada.opens_edit_picture(first)
    assert (form.title, list(form.inputs)) == (
        "Edit picture",
        ["How should it change?", "Ratio", "Size", "Pictures to use"],
    )
    assert form.offered("Size") == ["1K", "2K", "4K"]
    card = await house.ada.submits(form, "put this lamp in front", [LAMP], ratio="9:16", size="2K")
    call = house.gemini.calls[-1]
    assert (call.words, call.edited, call.references) == (
        "put this lamp in front",
        digest(first.pictures[0]),
        (digest(LAMP),),
    )
    assert card.pictures[0].pixels == (1536, 2752)


async def test_edit_a_photo_that_somebody_else_posted_from_its_menu(house: House) -> None:
    """Edit picture works on any message with a picture: that picture is then the reference of a fresh start."""
    await house.ada.imagine("a fox")
    photo = await house.grace.says("my ship", SHIP)
    card = await house.ada.chooses_edit_picture(photo, "paint it")
    call = house.gemini.calls[-1]
    assert (call.words, call.references, len(call.turns)) == ("paint it", (digest(SHIP),), 1)
    assert card.head == "**Ada**: paint it"


async def test_carry_on_the_picture_of_somebody_else(house: House) -> None:
    """Two people change one picture in turns, and each change knows all that went before."""
    first = await house.ada.imagine("a lighthouse at dusk")
    second = await house.grace.replies(first, "make it winter")
    third = await house.ada.edit("add a boat")
    assert second.head == "**Grace**: make it winter"
    assert house.gemini.calls[-1].edited == digest(second.pictures[0])
    assert said(house) == ["a lighthouse at dusk", "make it winter", "add a boat"]
    assert third.head == "**Ada**: add a boat"


async def test_close_and_start_again_and_find_everything_there(house: House) -> None:
    """After a restart the conversation goes on where it was, and a reply to an old post works as before."""
    first = await house.ada.imagine("a lighthouse at dusk")
    second = await house.grace.replies(first, "make it winter")
    await house.restart()
    await house.ada.edit("add a boat")
    assert house.gemini.calls[-1].edited == digest(second.pictures[0])
    await house.grace.replies(first, "make it spring")
    assert house.gemini.calls[-1].edited == digest(first.pictures[0])
    assert first.pictures[0].data == house.ada.finds(first).pictures[0].data


async def test_press_the_buttons_of_a_card_from_before_a_restart(house: House) -> None:
    """All buttons of an old card work, because what they need is in their ids and in the store."""
    card = await house.ada.imagine("a lighthouse at dusk", ratio="3:2")
    await house.restart()
    again = await house.grace.presses_again(card)
    assert (house.gemini.calls[-1].words, house.gemini.calls[-1].ratio) == ("a lighthouse at dusk", "3:2")
    assert again.head == "**Grace**: a lighthouse at dusk"
    resized = await house.grace.submits(await house.grace.opens(card, "Resize"), ratio="1:1")
    assert resized.pictures[0].pixels == (1024, 1024)
    assert house.gemini.calls[-1].edited == digest(card.pictures[0])
    edited = await house.grace.submits(await house.grace.opens(card, "Edit"), "make it winter")
    assert house.gemini.calls[-1].edited == digest(card.pictures[0])
    details = await house.grace.presses(edited, "Details")
    assert details.ephemeral
    assert "make it winter" in details.words
    original = await house.grace.presses(card, "Original")
    assert (original.ephemeral, original.pictures[0].data) == (True, card.pictures[0].data)
    await house.ada.deletes(card)
    assert house.ada.finds(edited).is_card


async def test_submit_a_form_that_was_open_during_a_restart(house: House) -> None:
    """A form on a card carries what it is about, so a new process understands it."""
    card = await house.ada.imagine("a lighthouse at dusk")
    form = await house.ada.opens(card, "Edit")
    await house.restart()
    await house.ada.submits(form, "make it winter")
    assert house.gemini.calls[-1].edited == digest(card.pictures[0])


async def test_delete_one_s_own_card_but_nobody_else_s(house: House) -> None:
    """Delete takes the post away for whoever asked for it; others are told why not, and nothing is gone."""
    card = await house.ada.imagine("a fox")
    told = await house.grace.presses(card, "Delete")
    assert told.ephemeral
    assert told.words.startswith("Only the person who asked for this picture, or a moderator, can delete it.")
    assert house.grace.finds(card).is_card
    await house.ada.deletes(card)


async def test_undo_and_go_on_from_the_picture_before(house: House) -> None:
    """After /undo the next edit changes the picture before the newest one."""
    first = await house.ada.imagine("a lighthouse at dusk")
    await house.ada.edit("make it winter")
    told = await house.ada.asks("undo")
    assert "make it winter" in told.words
    await house.ada.edit("add a boat")
    assert house.gemini.calls[-1].edited == digest(first.pictures[0])


async def test_reset_and_start_afresh(house: House) -> None:
    """After /reset a mention has nothing to go on from, while replies to older posts still go on from these."""
    first = await house.ada.imagine("a lighthouse at dusk")
    await house.ada.asks("reset")
    told = await house.ada.asks("edit", prompt="a boat")
    assert told.words.startswith("There is no picture here to change")
    await house.ada.mentions("a fox")
    assert len(house.gemini.calls[-1].turns) == 1
    await house.ada.replies(first, "make it winter")
    assert house.gemini.calls[-1].edited == digest(first.pictures[0])


async def test_look_at_the_history_of_a_place(house: House) -> None:
    """/history lists the pictures of this place with links to their posts, for the one who asks."""
    first = await house.ada.imagine("a lighthouse at dusk")
    second = await house.grace.replies(first, "make it winter")
    await house.ada.at("lounge").imagine("a fox")
    told = await house.grace.asks("history")
    assert told.ephemeral
    assert told.words.index(f"{second.id})") < told.words.index(f"{first.id})")
    assert "a fox" not in told.words


async def test_look_at_the_models_and_choose_one(house: House) -> None:
    """/models tells what there is, autocomplete offers it, and the card says which one drew."""
    told = await house.ada.asks("models")
    assert "Nano Banana 2 Lite" in told.words
    (lite,) = await house.ada.is_offered("imagine", "model", "lite")
    card = await house.ada.imagine("a fox", model=lite)
    assert "Nano Banana 2 Lite" in card.facts
    assert house.gemini.calls[-1].model == "gemini-3.1-flash-lite-image"


def said(house: House) -> list[str]:
    """What people had said in all turns that the last call carried."""
    turns = house.gemini.calls[-1].turns
    return [words for role, parts in turns if role == "user" for kind, words in parts if kind == "words"]
