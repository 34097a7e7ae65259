"""Cards as component trees."""

from typing import Any

import pytest
from discord.ui import LayoutView

from bot.core.catalog import Family
from bot.core.citations import Citations, Mark, Source
from bot.core.reply import Usage
from bot.core.request import Options, Search, Thinking
from bot.core.turn import Turn
from cogs._card import alt, card, dollars, grounded, lasting
from tests.fakes import CATALOG, picture, reply, request, turn

FAMILY = CATALOG.family("nano-banana-2.1")


def made(
    shown: Turn, *, family: Family | None = FAMILY, parent: str | None = None, notes: tuple[str, ...] = ()
) -> LayoutView:
    assert shown.reply is not None
    names = [f"p{number}.png" for number, _ in enumerate(shown.reply.pictures, start=1)]
    return card(shown, shown.reply, family, names, parent=parent, notes=notes)


def tree(view: LayoutView) -> list[dict[str, Any]]:
    return [dict(part) for part in view.to_components()]  # type: ignore[no-untyped-call] # discord.py's own lack


def texts(view: LayoutView) -> list[str]:
    return [part["content"] for part in tree(view) if part["type"] == 10]


def test_a_plain_card_is_who_picture_facts_and_buttons() -> None:
    """The whole of the simplest card, part by part, in the design's order."""
    shown = turn(reply=reply(usage=Usage(10, 0, 1120, 0), seconds=21.4))
    head, gallery, facts, *rows = tree(made(shown))
    assert head == {"type": 10, "content": "**Ada**: a lighthouse"}
    assert gallery == {
        "type": 12,
        "items": [{"media": {"url": "attachment://p1.png"}, "spoiler": False, "description": "a lighthouse"}],
    }
    assert facts == {
        "type": 10,
        "content": "-# Nano Banana 2.1 · auto · 1024×1024 · thinking medium · 21 s · US$0.034",  # noqa: RUF001 - the sign for sizes
    }
    assert [[button["label"] for button in row["components"]] for row in rows] == [
        ["Edit", "Again", "Resize"],
        ["Details", "Original", "Delete"],
    ]
    ids = [button["custom_id"] for row in rows for button in row["components"]]
    assert ids == [
        f"plantain:{name}:{shown.id}" for name in ("edit", "again", "resize", "details", "original", "delete")
    ]


def test_a_picture_that_is_posted_smaller_has_the_size_of_the_post() -> None:
    """Half a size is 512 pixels, whatever the model drew it from."""
    assert "· auto · 512×512 ·" in texts(made(turn(reply=reply(shrink=2))))[-1]  # noqa: RUF001 - the sign for sizes


def test_a_full_card_keeps_the_order_of_the_design() -> None:
    """Parent, several pictures, grounded words, sources, suggestions, facts with notes, buttons."""
    citations = Citations(
        sources=(Source("https://a.test/1", "A *page*"), Source("https://b.test/(2)", "", of_image=True)),
        marks=(Mark(0, 5, (0,)), Mark(0, 11, (0, 1))),
        queries=("how tall", "how old"),
    )
    shown = turn(
        request=request(
            options=Options("16:9", "2K", Thinking.HIGH, Search.WEB), spoiler=True, notes=("converted from GIF",)
        ),
        reply=reply(
            texts=("Built [tall].",), citations=citations, pictures=(picture("a"), picture("b")), notes=("trimmed",)
        ),
    )
    parts = tree(made(shown, parent="https://discord.com/channels/1/2/3", notes=("posted as JPEG",)))
    assert [part["type"] for part in parts] == [10, 12, 10, 10, 1, 10, 1, 1]
    assert parts[0]["content"] == "**Ada**: a lighthouse\n-# [↩ from this picture](https://discord.com/channels/1/2/3)"
    assert [item["spoiler"] for item in parts[1]["items"]] == [True, True]
    assert parts[2]["content"] == (
        "Built [1](https://a.test/1) \\[tall [1](https://a.test/1) [2](https://b.test/%282%29)\\]."
    )
    assert parts[3]["content"] == (
        "-# 1. [A \\*page\\*](https://a.test/1)\n-# 2. [b.test](https://b.test/%282%29) (picture)"
    )
    assert [(button["label"], button["url"]) for button in parts[4]["components"]] == [
        ("🔎 how tall", "https://www.google.com/search?q=how+tall"),
        ("🔎 how old", "https://www.google.com/search?q=how+old"),
    ]
    assert parts[5]["content"] == (
        "-# Nano Banana 2.1 · 16:9 · 1024×1024 · thinking high · 0 s"  # noqa: RUF001 - the sign for sizes
        " · converted from GIF; trimmed; posted as JPEG"
    )


def test_the_fullest_card_keeps_discords_limits() -> None:
    """Whatever a model and a person send: 40 components, 4000 characters, 10 pictures, 5 suggestions."""
    sources = tuple(Source(f"https://a.test/{number}/{'x' * 400}", "*" * 500) for number in range(60))
    marks = tuple(Mark(0, number * 50, (number % 60, (number + 1) % 60)) for number in range(1, 120))
    shown = turn(
        request=request("_" * 4000, notes=("*" * 3000,)),
        reply=reply(
            texts=("[" * 6000,),
            citations=Citations(sources, marks, tuple(f"{number} " + "why " * 100 for number in range(12))),
            pictures=tuple(picture(str(number)) for number in range(14)),
        ),
    )
    view = made(shown, parent="https://discord.com/channels/" + "9" * 60)
    assert view.content_length() <= 4000
    assert view.total_children_count <= 40
    assert len(tree(view)[1]["items"]) == 10
    assert max(len(item["description"]) for item in tree(view)[1]["items"]) <= 256
    suggestions = next(part for part in tree(view) if part["type"] == 1)["components"]
    assert len(suggestions) == 5
    assert all(len(button["label"]) <= 80 and len(button["url"]) <= 512 for button in suggestions)
    assert "more: see Details" in texts(view)[2]


@pytest.mark.parametrize(
    ("options", "changes", "said"),
    [
        (Options(), {"usage": Usage(10, 0, 1120, 1310)}, "thinking medium, 1,310 tokens"),
        (Options(thoughts=True), {"thoughts": ("First the sky.",)}, "thinking medium · its thoughts are in Details"),
        (Options(thoughts=True), {"drafts": (picture("draft"),)}, "thinking medium · its thoughts are in Details"),
        (Options(thoughts=True), {}, "thinking medium · showed no thoughts"),
        (Options(search=Search.WEB), {}, "thinking medium · did not search"),
        (Options(search=Search.WEB), {"citations": Citations(queries=("a",))}, "thinking medium · 0 s"),
        (Options(), {"earlier": Citations(queries=("a",))}, "thinking medium · 0 s"),
    ],
)
def test_the_last_line_says_what_became_of_thinking_and_search(
    options: Options, changes: dict[str, Any], said: str
) -> None:
    """Quietly, and only what was asked for or is there."""
    shown = turn(request=request(options=options), reply=reply(**changes))
    assert said in texts(made(shown))[-1]
    assert len(tree(made(shown))[1]["items"]) == 1


@pytest.mark.parametrize(
    ("sent", "line"),
    [
        (None, "16:9 · 1024×1024 · thinking high · did not search"),  # noqa: RUF001 - the sign for sizes
        (Options("16:9", "2K", Thinking.HIGH, Search.WEB), "16:9 · 1024×1024 · thinking high · did not search"),  # noqa: RUF001 - the sign for sizes
        (Options(search=Search.WEB), "auto · 1024×1024 · did not search · 0 s"),  # noqa: RUF001 - the sign for sizes
        (Options("16:9"), "16:9 · 1024×1024 · 0 s"),  # noqa: RUF001 - the sign for sizes
    ],
)
def test_the_last_line_tells_what_went_out(sent: Options | None, line: str) -> None:
    """Not what was wished for and left out, which a note tells; of a turn stored before, what it was asked for."""
    wish = request(options=Options("16:9", "2K", Thinking.HIGH, Search.WEB))
    assert f"· {line}" in texts(made(turn(request=wish, reply=reply(options=sent))))[-1]


def test_an_edit_shows_what_its_picture_was_made_from() -> None:
    """The sources of earlier turns in one line, with numbers that go on, and their searches as buttons."""
    earlier = Citations((Source("https://a.test/1", "A"), Source("https://b.test/2", "B")), (), ("how tall",))
    shown = turn(
        reply=reply(texts=("Winter.",), citations=Citations((Source("https://c.test/3", "C"),)), earlier=earlier)
    )
    assert texts(made(shown))[2] == (
        "-# 1. [C](https://c.test/3)\n"
        "-# Sources of the picture this was made from: 2. [A](https://a.test/1) · 3. [B](https://b.test/2)"
    )
    assert tree(made(shown))[4]["components"][0]["url"] == "https://www.google.com/search?q=how+tall"


def test_sources_have_the_room_that_the_others_leave() -> None:
    """Google's redirects are long: a short card still names eight of them."""
    sources = tuple(Source(f"https://vertexaisearch.cloud.google.com/{n}{'A' * 300}", f"{n}.test") for n in range(8))
    shown = turn(reply=reply(texts=("Short.",), citations=Citations(sources)))
    assert texts(made(shown))[2].count("](https://vertexaisearch") == 8


def test_links_give_way_to_numbers_before_words_do() -> None:
    """Long addresses of a well grounded reply cost links in the text, not words: the sources link still."""
    sources = (Source("https://a.test/" + "x" * 300, "A"),)
    words = "word " * 100
    marks = tuple(Mark(0, number * 50, (0,)) for number in range(1, 10))
    shown = grounded(reply(texts=(words,), citations=Citations(sources, marks)))
    assert shown.count("\\[1\\]") == 9
    assert "…" not in shown


def test_a_card_without_pictures_or_a_known_family_still_is_one() -> None:
    """What could not be made to fit, or has left the catalog, does not break the card."""
    shown = turn(request=request("", family="long-gone"), reply=reply(pictures=()))
    parts = tree(made(shown, family=None))
    assert [part["type"] for part in parts] == [10, 10, 1, 1]
    assert parts[0]["content"] == "**Ada**"
    assert parts[1]["content"] == "-# long-gone · auto · 0 s"
    assert alt(shown) == "A picture"


@pytest.mark.parametrize(("amount", "shown"), [(0.0336, "US$0.034"), (1.5, "US$1.500"), (0.0001, "under US$0.001")])
def test_costs_are_shown_to_a_tenth_of_a_cent(amount: float, shown: str) -> None:
    """A small cost is not shown as nothing."""
    assert dollars(amount) == shown


def test_every_search_is_in_the_price() -> None:
    """Those for which there is no button, too."""
    shown = turn(reply=reply(usage=Usage(0, 0, 1120, 0), citations=Citations(queries=("a",), billed=15)))
    assert texts(made(shown))[-1].endswith(" · US$0.244")


def test_half_the_price_and_hours_are_said() -> None:
    """A batch costs half and may take long: the last line says both."""
    shown = turn(reply=reply(usage=Usage(0, 0, 1120, 0), seconds=2.2 * 3600, share=0.5))
    facts = texts(made(shown))[-1]
    assert "2 hours · US$0.017, half the price in a batch" in facts


@pytest.mark.parametrize(
    ("seconds", "words"), [(0.4, "0 s"), (299, "299 s"), (400, "7 minutes"), (7200, "120 minutes"), (9000, "2 hours")]
)
def test_times_are_as_exact_as_one_needs_them(seconds: float, words: str) -> None:
    """Seconds for a picture, hours for a batch."""
    assert lasting(seconds) == words
