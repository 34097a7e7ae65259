"""Sources and searches before people."""

import re
from dataclasses import replace

from hypothesis import given, settings
from hypothesis import strategies as st

from bot.core.citations import Citations, Source
from bot.core.errors import Cost
from bot.core.turn import Failure
from cogs._sources import EARLIER, Grounds, address, grounds, listed, numbered, suggestions
from tests.fakes import reply, turn

A, B, C = (
    Source("https://a.test/1", "A"),
    Source("https://b.test/2", "B", of_image=True),
    Source("https://c.test/3", "C"),
)
ROOM = 2000
NOTHING = Grounds(Citations())
NASTY = [
    "<@1>",
    "@everyone",
    "[x](https://evil.test)",
    "](https://evil.test)",
    "https://evil.test",
    "# ",
    "\n# ",
    "\\",
    "\n",
]
NASTY += [
    "||",
    "`",
    "```",
    "*",
    "_",
    "<#1>",
    "<t:0>",
    "\u202e",
    "\u200b",
    "\u0301" * 20,
    "\ud800",
    "-# ",
    "1. ",
    "> ",
    "(",
    ")",
]
TITLES = st.lists(st.sampled_from(NASTY) | st.text(max_size=8), max_size=12).map("".join)


def test_own_sources_have_lines_and_earlier_ones_share_one() -> None:
    """Numbers go on, a page that is known already is not said twice, and each is a link to its page."""
    shown = listed(Grounds(own=Citations((A, B)), earlier=Citations((A, C))), ROOM)
    assert shown.text.splitlines() == [
        "-# 1. [A](https://a.test/1)",
        "-# 2. [B](https://b.test/2) (picture)",
        f"-# {EARLIER} 3. [C](https://c.test/3)",
    ]
    assert shown.left == 0
    assert numbered(NOTHING) == ()
    assert listed(NOTHING, ROOM).text == ""


def test_what_does_not_fit_is_counted() -> None:
    """A long address makes no room for itself at the cost of the limit, and short ones after it still go in."""
    long = Source("https://long.test/" + "x" * 700, "Long")
    shown = listed(Grounds(own=Citations((A, long, C))), 200)
    assert shown.text.splitlines() == [
        "-# 1. [A](https://a.test/1)",
        "-# 3. [C](https://c.test/3)",
        "-# and 1 more: see Details",
    ]
    assert len(shown.text) <= 200


def test_google_s_long_redirects_are_links() -> None:
    """They are the pages' addresses as Google gives them, several hundred characters each."""
    redirect = "https://vertexaisearch.cloud.google.com/grounding-api-redirect/" + "A" * 600
    assert address(Source(redirect, "page")) == redirect
    assert f"]({redirect})" in listed(Grounds(own=Citations((Source(redirect, "page"),))), ROOM).text


def test_a_picture_without_a_link_to_its_page_is_not_named() -> None:
    """A page whose address is no link keeps its title; a picture of one is left out."""
    odd = "https://name:word@a.test/"
    shown = listed(Grounds(own=Citations((Source(odd, "Page"), Source(odd, "Picture", of_image=True)))), ROOM)
    assert (shown.text, shown.left) == ("-# 1. Page", 0)


@settings(deadline=None)  # a busy machine is no mistake
@given(st.lists(TITLES, min_size=1, max_size=4), st.lists(TITLES, max_size=4))
def test_nothing_in_a_title_acts(own: list[str], earlier: list[str]) -> None:
    """No mention, link, heading, stack of marks or line of its own comes out of what a page calls itself."""
    pages = [Source(f"https://a.test/{number}", title) for number, title in enumerate(own + earlier)]
    made = Grounds(own=Citations(tuple(pages[: len(own)])), earlier=Citations(tuple(pages[len(own) :])))
    text = listed(made, ROOM).text
    assert len(text) <= ROOM
    assert len(text.splitlines()) == len(text.split("\n")) == len(own) + bool(earlier)
    assert all(line.startswith("-# ") for line in text.splitlines())
    found = re.findall(r"\[((?:[^\[\]\\]|\\.)+)\]\((https://a\.test/\d)\)", text)
    assert [uri for _, uri in found] == [page.uri for page in pages]
    bare = re.sub(r"\[(?:[^\[\]\\]|\\.)+\]\(https://a\.test/\d\)", "", text)
    titles = "".join(title for title, _ in found)
    assert not re.search(r"[\[\]<>]|://", bare + titles)
    assert not re.search(r"(?<!\\)(?:\\\\)*[*_~|`]|(?<!\\)@(?:everyone|here)", titles)
    assert not re.search(r"[\u202a-\u202e\u2066-\u2069\u200b\ud800-\udfff]|\u0301{4}", text)


def test_every_search_is_a_button_to_google_s_results() -> None:
    """In rows of five; an address that is too long for a button loses the end of its words."""
    queries = ("how tall & old", *(f"{number}" for number in range(5)), "灯台" * 150)
    first, second = suggestions(Grounds(own=Citations(queries=queries)))
    assert [len(first.children), len(second.children)] == [5, 2]
    buttons = [*first.children, *second.children]
    assert getattr(buttons[0], "url", "") == "https://www.google.com/search?q=how+tall+%26+old"
    assert getattr(buttons[0], "label", "") == "🔎 how tall & old"
    assert all(len(getattr(button, "url", "")) <= 512 and len(getattr(button, "label", "")) <= 80 for button in buttons)


def test_searches_of_the_pictures_before_come_after_the_own_ones() -> None:
    """Each once and as far as there is room; a search that has no words takes none."""
    earlier = Citations(queries=("\u200b", "b", *(f"{number}" for number in range(20))))
    first, second = suggestions(Grounds(Citations(queries=("a", " ", "b")), earlier))
    labels = [getattr(button, "label", "")[2:] for button in (*first.children, *second.children)]
    assert labels == ["a", "b", *(f"{number}" for number in range(8))]
    first, second = suggestions(Grounds(Citations(), earlier))
    assert [len(first.children), len(second.children)] == [5, 5]
    assert list(suggestions(NOTHING)) == []


def test_a_failure_has_grounds_of_its_own() -> None:
    """Those of the words that it quotes; a reply's come first."""
    quoted = turn(failure=Failure("WordsOnly", "no", Cost.MAYBE, Citations((A,))))
    assert grounds(quoted) == (Citations((A,)), Citations())
    late = replace(quoted, reply=reply(citations=Citations((B,)), earlier=Citations((C,))))
    assert grounds(late) == (Citations((B,)), Citations((C,)))
    assert grounds(turn()) == NOTHING


@settings(deadline=None)  # a busy machine is no mistake
@given(TITLES)
def test_any_search_makes_a_button_or_none(query: str) -> None:
    """Whatever it was looked for, the label fits and the address is Google's."""
    for row in suggestions(Grounds(own=Citations(queries=(query,)))):
        (button,) = row.children
        assert 0 < len(getattr(button, "label", "")) <= 80
        assert getattr(button, "url", "").startswith("https://www.google.com/search?q=")
        assert not re.search(r"[\n\u202e\ud800-\udfff]", getattr(button, "label", ""))
