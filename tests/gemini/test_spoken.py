"""Addresses in words: which may be a picture's, and what is left of the words without them."""

import pytest

from bot.core.citations import Citations, Mark, Source
from bot.gemini.spoken import silenced, speaks_of_picture, spoken

PICTURE, PAGE = "https://cdn.example/a.png?x=1", "https://cdn.example/a"


def found(text: str) -> list[str]:
    return [link.url for link in spoken([text])]


def left(text: str) -> str:
    (words,), _ = silenced([text], Citations(), spoken([text]))
    return words


@pytest.mark.parametrize(
    ("text", "words"),
    [
        (PAGE, ""),
        (f"at {PAGE}.", "at ."),
        (f"({PAGE}), then", "(), then"),
        (f"<{PAGE}>", ""),
        (f"- {PAGE}\n- more", "- more"),
        (f"Done! [Download]({PAGE})", "Done!"),
        (f"[{PAGE}]({PAGE})", ""),
        (f"图片\uff1a{PAGE}\uff0c请查收。", "图片\uff1a\uff0c请查收。"),
        (f"**{PAGE}**", "****"),
        (f'<a href="{PAGE}">', '<a href="">'),
    ],
)
def test_an_address_is_found_wherever_it_stands(text: str, words: str) -> None:
    """With its Markdown and without what ends a sentence; it may be a page."""
    assert found(text) == [PAGE]
    assert left(text) == words
    assert not speaks_of_picture(text)


@pytest.mark.parametrize(
    "text",
    [
        f"![x]({PAGE})",
        f"see ![x]( <{PAGE}> ) there",
        f'![x]({PAGE} "a title")',
        f"Here:\n  {PICTURE} \nGood night.",
        f"<{PICTURE}>",
        f"* {PICTURE}",
        PICTURE.replace("png", "JPEG"),
    ],
)
def test_some_are_surely_pictures(text: str) -> None:
    """Markdown says so, or a name in a line of its own."""
    assert speaks_of_picture(text)
    assert all(link.sure for link in spoken([f"{PAGE} and\n{text}"]))


@pytest.mark.parametrize("text", ["", "words", "http://", "ftp://a.example/b.png", "[x](/a.png)", "www.example.com"])
def test_other_words_are_no_address(text: str) -> None:
    """Only whole web addresses are."""
    assert spoken([text]) == []


def test_parentheses_may_belong_to_an_address() -> None:
    """Where one is opened in it."""
    assert found(f"{PAGE}_(1)") == [f"{PAGE}_(1)"]


def test_only_so_many_are_tried() -> None:
    """Each once; fewer where nothing says that they are pictures."""
    pages = [f"https://cdn.example/{number}" for number in range(100)]
    assert found(" ".join([*pages, *pages])) == pages[:4]
    assert found(" ".join(f"![]({page})" for page in pages)) == pages[:8]
    assert len(spoken([f"{PAGE} {PAGE}", PAGE])) == 3


def test_citations_stay_at_the_words_that_they_cite() -> None:
    """What was taken out before them counts no more; without anything to take out they stay as they came."""
    texts = ("é facts.", f"Fox ![x]({PAGE}) facts are.")
    source = (Source("https://example.com", "a page"),)
    cited = Citations(source, (Mark(0, 3, (0,)), Mark(1, len(f"Fox ![x]({PAGE}) facts"), (0,))))
    words, moved = silenced(texts, cited, spoken(texts))
    assert words == ("é facts.", "Fox  facts are.")
    assert moved == Citations(source, (Mark(0, 3, (0,)), Mark(1, len("Fox  facts"), (0,))))
    assert silenced(texts, cited, []) == (texts, cited)


@pytest.mark.parametrize(
    "text",
    ["[", "![](http://", "![](http://a", "https://a.png?", "<http://a", "- ", "\n- ", "[a](http://a ", "http://a)"],
)
def test_words_take_no_time_without_end(text: str) -> None:
    """A megabyte of beginnings is read as quickly as a megabyte of anything else."""
    assert len(spoken([text * (2**20 // len(text))])) <= 64
