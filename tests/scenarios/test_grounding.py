"""What the model looked up: numbers in its words, sources that lead to their pages, searches that lead to Google."""

import base64
import json
import re
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from bot.playground.gemini import Raw
from tests import corpus
from tests.scenarios.house import House
from tests.scenarios.posts import Post

README = Path(__file__).parents[2] / "README.md"
EARLIER = "Sources of the picture this was made from:"
IMAGE_PAGE = "https://photo.example/page"


async def test_every_number_stands_at_its_words(house: House) -> None:
    """The offsets count bytes of words with letters of one to four of them, after the model's thoughts, too."""
    card = await house.ada.imagine("the Île Vierge", search="web", thoughts=True)
    words = numbered(card)
    assert "grey, long and still 🌫️. [1] The shapes are" in words
    assert "São Jorge's cliffs. [1] [2] 灯台 and señal are old words for the same promise. [3]" in words


async def test_sources_and_searches_are_links(house: House) -> None:
    """Each source is a link to its page, by way of Google; each search a button to its results."""
    card = await house.ada.imagine("a lighthouse", search="web")
    assert "US$0.064" in card.facts, "two searches are in it"
    redirect = r"https://vertexaisearch\.cloud\.google\.com/grounding-api-redirect/[\w-]+"
    assert re.findall(rf"^-# (\d)\. \[([\w.]+)\]\({redirect}\)$", card.words, re.MULTILINE) == [
        ("1", "hammershoi.example"),
        ("2", "phares.example"),
        ("3", "photo.example"),
    ]
    assert card.links == [
        "https://www.google.com/search?q=a+lighthouse+reference",
        "https://www.google.com/search?q=a+lighthouse+colours+%26+light",
    ]


async def test_a_found_picture_leads_to_the_page_that_shows_it(house: House) -> None:
    """The page is linked and the picture's own address is nowhere."""
    card = await house.ada.imagine("a lighthouse", search="web + images")
    assert f"-# 3. [São Jorge in pictures]({IMAGE_PAGE}) (picture)" in card.words
    assert "picture.jpg" not in card.words
    assert card.links[-1] == "https://www.google.com/search?q=a+lighthouse+photo"


async def test_later_edits_show_what_the_picture_was_made_from(house: House) -> None:
    """After a restart and two edits, with numbers that go on after the edit's own sources."""
    first = await house.ada.imagine("a lighthouse", search="web")
    second = await house.ada.replies(first, "make it winter")
    assert "did not search" not in second.facts
    await house.restart()
    third = await house.grace.replies(second, "add a boat")
    for card in (second, third):
        (line,) = [line for line in card.words.splitlines() if EARLIER in line]
        assert re.findall(r"(\d)\. \[([\w.]+)\]", line) == [
            ("1", "hammershoi.example"),
            ("2", "phares.example"),
            ("3", "photo.example"),
        ]
        assert card.links == first.links
    fourth = await house.ada.edit("add a photo", search="web + images")
    (line,) = [line for line in fourth.words.splitlines() if EARLIER in line]
    assert re.findall(r"(\d)\. \[([\w.]+)\]", line) == [("4", "photo.example")]
    shown = await house.ada.presses(fourth, "Details")
    assert "4. [photo.example]" in shown.words
    fresh = await house.ada.imagine("a fox")
    assert (fresh.links, EARLIER in fresh.words) == ([], False)


async def test_a_search_that_was_not_made_is_said(house: House) -> None:
    """The model may decide that it knows enough."""
    house.gemini.next(answer())
    card = await house.ada.imagine("a fox", search="web")
    assert "did not search" in card.facts
    assert "did not search" not in (await house.ada.imagine("a fox")).facts


async def test_a_family_without_search_is_refused_before_paying(house: House) -> None:
    """The refusal names what would work."""
    told = await house.ada.asks("imagine", prompt="a fox", model="Nano Banana Pro", search="web + images")
    assert "Nano Banana Pro has no search web + images: it works with web" in told.sentence
    assert house.gemini.calls == ()


async def test_hostile_titles_and_html_do_nothing(house: House) -> None:
    """Google's rendered suggestions are not shown, and a title is only words."""
    page = {"sourceUri": "https://a.example/", "title": "@everyone [x](https://evil.test) <@1>\n# free\u202e"}
    html = "<a href='https://evil.test/suggestion'>fox</a>"
    house.gemini.next(answer(groundingChunks=[{"image": page}], searchEntryPoint={"renderedContent": html}))
    card = await house.ada.imagine("a fox", search="web")
    assert "-# 1. [\\@everyone (x)(evil.test) (@1) # free](https://a.example/) (picture)" in card.words
    assert "evil.test/suggestion" not in "".join((card.words, *card.links))
    assert card.pinged == ()


PROMISES: dict[str, Callable[[Post], bool]] = {
    "Search suggestions": lambda card: (
        all(link.startswith("https://www.google.com/search?q=") for link in card.links)
        and len(card.links) == 3
        and "<" not in card.words
    ),
    "Sources": lambda card: len(re.findall(r"^-# \d\. \[[^\]]+\]\(https://[^)]+\)", card.words, re.MULTILINE)) == 3,
    "Pictures that a search found": lambda card: IMAGE_PAGE in card.words and len(card.pictures) == 1,
    "Numbers": lambda card: "[1]" in numbered(card),
}


@pytest.mark.parametrize("promise", PROMISES)
async def test_what_the_readme_promises_is_so(house: House, promise: str) -> None:
    """Each point of its section about Google's terms is held against a card; a new point needs a new check."""
    section = README.read_text(encoding="utf-8").split("## What Discord cannot show\n")[1].split("\n## ")[0]
    assert re.findall(r"^- \*\*(.+?)\*\*", section, re.MULTILINE) == list(PROMISES)
    assert PROMISES[promise](await house.ada.imagine("a lighthouse", search="web + images"))


def numbered(card: Post) -> str:
    """The words of a card, with its linked numbers as numbers."""
    return re.sub(r"\[(\d)\]\(https://[^)]+\)", r"[\1]", card.words.replace("\\", ""))


def answer(**grounding: Any) -> Raw:
    """A picture, with this grounding metadata if any."""
    picture = {"inlineData": {"mimeType": "image/png", "data": base64.b64encode(corpus.png()).decode()}}
    candidate = {"content": {"role": "model", "parts": [{"text": "A fox."}, picture]}, "finishReason": "STOP"}
    more = {"groundingMetadata": grounding} if grounding else {}
    return Raw(
        json.dumps({"candidates": [{**candidate, **more}]}).encode(), headers={"Content-Type": "application/json"}
    )
