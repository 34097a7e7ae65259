"""Words with pictures in them: what is left of them, and where its bytes have gone."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.gemini.words import is_link, parted

TOKEN = "blob" + "a" * 64
URI = f"data:image/png;base64,{TOKEN}"
LINK = "https://cdn.example/a.png"
INLINE = {"inlineData": {"mimeType": "image/png", "data": TOKEN}}
LINKED = {"fileData": {"fileUri": LINK}}


@pytest.mark.parametrize(
    "text",
    [
        URI,
        f"![x]({URI})",
        f"[x]({URI}\n)",
        f"DATA:image/PNG;BASE64,{TOKEN}",
        f"data:image/png;charset=utf-8;base64,{TOKEN}",
        f"data:image/png;name=a.png;charset=utf-8;base64, \r\n{TOKEN}",
    ],
)
def test_every_spelling_of_a_data_uri_is_a_picture(text: str) -> None:
    """Capitals, parameters and line breaks change nothing, and no sign of it is left among the words."""
    assert parted(f"Here:\n{text}", links=False).words == "Here:"
    assert list(parted(text, links=False).pictures) == [INLINE]


def test_links_are_pictures_only_where_they_may_be() -> None:
    """Else they are words like all others."""
    text = f"Two: ![x]({LINK}) and\n{LINK}\n"
    assert list(parted(text, links=True).pictures) == [LINKED, LINKED]
    assert parted(text, links=False).words == text
    mixed = parted(f"{text}{URI}", links=False)
    assert (mixed.words, list(mixed.pictures)) == (text.strip(), [INLINE])


@pytest.mark.parametrize(
    ("text", "marked", "words"),
    [
        (f"   \nFox facts.\n![p]({URI})", "   \nFox", "Fox"),
        (f"é {URI} tail", "é", "é"),
        (f"Fox ![x]({LINK}) facts are", f"Fox ![x]({LINK}) facts", "Fox  facts"),
        (f"![x]({LINK})\n\nFox facts", f"![x]({LINK})\n\nFox", "Fox"),
        (f"Fox ![x]({LINK}) facts", "Fox ![x](https", "Fox "),
        (f"{URI}\nFox facts", f"{URI}\nFox", "Fox facts"),
        ("  Fox facts ", "  Fox", "  Fox"),
    ],
)
def test_an_offset_goes_where_its_words_go(text: str, marked: str, words: str) -> None:
    """What was taken out before it counts no more; behind a picture, whose letters nobody counted, it is the end."""
    left = parted(text, links=True)
    place = left.place(len(marked.encode()))
    assert left.words.encode()[:place].decode() == words


pieces = st.sampled_from(
    [" ", "\n", "é🦊", "words", URI, f"![x]({URI})", f"![]({LINK})", f"\n{LINK}\n", "![", "](", ")"]
)


@given(texts=st.lists(pieces, max_size=12), offset=st.integers(-5, 2000), links=st.booleans())
def test_no_offset_leaves_the_words(texts: list[str], offset: int, *, links: bool) -> None:
    """Whatever stands in words, offsets stay in them and in their order, and no token is left where a picture was."""
    left = parted("".join(texts), links=links)
    size = len(left.words.encode())
    assert 0 <= left.place(max(0, offset)) <= max(size, offset if not left.pictures else 0)
    assert left.place(offset) <= left.place(offset + 1)
    assert URI not in left.words


@pytest.mark.parametrize(
    "text", ["[", "![](http://", "![](http://a", "![x](data:image/", "https://a.png?", "data:image/a;b"]
)
def test_words_take_no_time_without_end(text: str) -> None:
    """A megabyte of beginnings is read as quickly as a megabyte of anything else."""
    words = text * (2**20 // len(text))
    assert parted(words, links=True).words == words


@pytest.mark.parametrize(
    ("value", "expected"),
    [
        (LINK, True),
        ("HTTP://a.example", True),
        ("http://googleusercontent.com/image_generation_content/0", False),
        ("ftp://a.example", False),
        (7, False),
        (None, False),
    ],
)
def test_a_link_is_a_web_address(value: object, *, expected: bool) -> None:
    """Placeholders of scraping proxies, other schemes and other types are none."""
    assert is_link(value) is expected
