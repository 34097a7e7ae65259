"""/imagine and /edit, over the wire."""

import json

import pytest

from bot.core.errors import NothingToEdit
from bot.core.request import Search, Thinking
from bot.playground.discord.records import Answer
from tests.cogs.stage import Stage, texts
from tests.worlds import png


async def test_imagine_ends_in_a_card_with_the_picture(on: Stage) -> None:
    """A person's command is deferred and becomes a card with the picture that the model made."""
    asked = await on.ada.slash(on.channel, "imagine", {"prompt": "a lighthouse", "ratio": "16:9", "size": "2K"})
    assert (await asked.acknowledged()).answer is Answer.DEFERRED_MESSAGE
    post = await asked.post()
    assert [attachment.width for attachment in post.attachments] == [65]
    assert texts(post)[0] == "**Ada**: a lighthouse"
    assert texts(post)[-1].startswith("-# Nano Banana 2.1 · 16:9 · 65×48")  # noqa: RUF001 - the sign for sizes
    assert on.model.calls[0].request.options.size == "2K"


async def test_every_option_reaches_the_model(on: Stage) -> None:
    """No option is dropped: what a person chose is what the model is called with."""
    await on.imagine(
        "a tree",
        ratio="auto",
        size="4K",
        thinking="high",
        thoughts=True,
        model=" Nano Banana 2.1 ",
        search="web + images",
        spoiler=True,
    )
    request = on.model.calls[0].request
    assert (request.family, request.options.ratio, request.options.size) == ("nano-banana-2.1", None, "4K")
    assert (request.options.thinking, request.options.search) == (Thinking.HIGH, Search.WEB_AND_IMAGES)
    assert request.options.thoughts
    assert on.posts()[0].components[1]["items"][0]["spoiler"] is True


async def test_attached_pictures_become_references_in_their_order(on: Stage) -> None:
    """Up to three pictures go along with a command, byte for byte."""
    await on.imagine("join them", image=("a.png", png(10)), image2=("b.png", png(20)), image3=("c.png", png(30)))
    assert [picture.width for picture in on.model.calls[0].request.references] == [10, 20, 30]


async def test_edit_goes_on_from_the_head(on: Stage) -> None:
    """/edit builds on the newest picture of the place, whoever made it, and keeps its model."""
    first = await on.imagine(model="nano-banana-pro")
    asked = await on.grace.slash(on.channel, "edit", {"prompt": "make it winter"})
    turn = await on.turn_of(await asked.post())
    assert turn.parent == (await on.turn_of(first)).id
    assert turn.request.family == "nano-banana-pro"


async def test_imagine_starts_afresh(on: Stage) -> None:
    """/imagine has no parent, whatever was painted before."""
    await on.imagine()
    assert (await on.turn_of(await on.imagine("a tree"))).parent is None


async def test_a_private_picture_is_seen_by_the_asker_alone(on: Stage) -> None:
    """The card is ephemeral, and the next edit of others does not go on from it."""
    post = await on.imagine(private=True)
    assert post.ephemeral
    assert post.attachments
    asked = await on.grace.slash(on.channel, "edit", {"prompt": "make it winter"})
    assert texts(await asked.post())[0].startswith(NothingToEdit().sentence)
    assert len(on.model.calls) == 1


async def test_what_cannot_work_is_refused_at_once_and_seen_by_the_asker_alone(on: Stage) -> None:
    """An option that the family lacks is refused before anything is paid, with what would work."""
    post = await on.imagine(model="nano-banana-2-lite", size="4K")
    assert post.ephemeral
    assert "has no size 4K: it works with" in texts(post)[0]
    assert texts(post)[0].endswith("It cost nothing.")
    assert on.model.calls == []


async def test_a_bad_attachment_is_named_and_leaves_no_public_trace(on: Stage) -> None:
    """Which of several attachments is bad is said to the asker, and the public deferral is gone."""
    asked = await on.ada.slash(
        on.channel, "imagine", {"prompt": "a tree", "image": ("a.png", png()), "image2": ("b.png", b"<svg/>")}
    )
    post = await asked.followup()
    assert post.ephemeral
    assert texts(post)[0].startswith("Attachment 2 of 2: That attachment is ")
    assert [p.id for p in on.posts()] == [post.id]
    assert on.turns.rows == {}


@pytest.mark.parametrize(("typed", "expected"), [("", "nano-banana-2.1"), ("PRO", "nano-banana-pro"), ("x?", None)])
async def test_models_are_suggested(on: Stage, typed: str, expected: str | None) -> None:
    """What was typed so far finds families by their name; those with a successor come last."""
    choices = await (await on.ada.autocomplete(on.channel, "imagine", "model", typed)).choices()
    assert (choices[0]["value"] if choices else None) == expected


async def test_the_answer_to_an_unforeseen_error_names_an_id_and_no_exception(on: Stage) -> None:
    """What nobody foresaw ends in one sentence with an id for the operator."""
    on.turns.accept = _broken  # type: ignore[method-assign, assignment] # storage that breaks in its own way
    post = await (await on.ada.slash(on.channel, "imagine", {"prompt": "a tree"})).followup()
    assert post.ephemeral
    assert "“turn" in texts(post)[0]
    assert "secret" not in json.dumps(post.components)


async def _broken(*_: object) -> None:
    raise RuntimeError("secret")
