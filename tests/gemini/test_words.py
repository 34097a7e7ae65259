"""Words with pictures in them: what is left of them, and where its bytes have gone."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.gemini.words import Cut, Parted, is_link, parted, without

TOKEN = "blob" + "a" * 64
URI = f"data:image/png;base64,{TOKEN}"
LINK = "https://cdn.example/a.png"
INLINE = {"inlineData": {"mimeType": "image/png", "data": TOKEN}}
NOWHERE = "http://googleusercontent.com/image_generation_content/0"


@pytest.mark.parametrize(
    "text",
    [
        URI,
        f"![x]({URI})",
        f"[x]({URI}\n)",
        f"DATA:image/PNG;BASE64,{TOKEN}",
        f"data:image/png;charset=utf-8;base64,{TOKEN}",
        f"data:image/png;name=a.png;charset=utf-8;base64, \r\n{TOKEN}",
        f'![x]({URI} "a title")',
        f"![x](<{URI}>)",
    ],
)
def test_every_spelling_of_a_data_uri_is_a_picture(text: str) -> None:
    """Capitals, parameters and line breaks change nothing, and no sign of it is left among the words."""
    assert parted(f"Here:\n{text}").words == "Here:"
    assert list(parted(text).pictures) == [INLINE]


@pytest.mark.parametrize("text", [NOWHERE, f"![image]({NOWHERE})", f"[image](<{NOWHERE}>)"])
def test_a_placeholder_is_no_word_of_the_model(text: str) -> None:
    """It leads nowhere, whatever it is wrapped in; the words around it stay."""
    assert parted(text) == Parted("", [], [(0, len(text))])
    left = parted(f"Here: {text}\n{URI}\nDone")
    assert (left.words, list(left.pictures)) == ("Here: \n\nDone", [INLINE])


@pytest.mark.parametrize("kind", ["", "image", "IMAGE", "application/octet-stream", "text/plain"])
def test_a_data_uri_of_a_wrong_type_is_a_picture(kind: str) -> None:
    """Or of none: whether it is one, its bytes tell, and the part gets the type of one."""
    for uri in (f"data:{kind};base64,{TOKEN}", f"data:{kind};charset=utf-8;base64,{TOKEN}"):
        assert parted(f"Here: ![image]({uri})") == parted(f"Here: ![image]({URI})")
        assert list(parted(uri).pictures) == [INLINE]


def test_addresses_are_words() -> None:
    """Whether one leads to a picture is known only when it was fetched."""
    text = f" Two: ![x]({LINK}) and\n{LINK}\n"
    assert parted(text) == Parted(text)


@pytest.mark.parametrize(
    ("text", "marked", "words"),
    [
        (f"   \nFox facts.\n![p]({URI})", "   \nFox", "Fox"),
        (f"é {URI} tail", "é", "é"),
        (f"Fox {NOWHERE} facts are", f"Fox {NOWHERE} facts", "Fox  facts"),
        (f"{NOWHERE}\n\nFox facts", f"{NOWHERE}\n\nFox", "Fox"),
        (f"Fox ![x]({NOWHERE}) facts", "Fox ![x](http", "Fox "),
        (f"{URI}\nFox facts", f"{URI}\nFox", "Fox facts"),
        ("  Fox facts ", "  Fox", "  Fox"),
    ],
)
def test_an_offset_goes_where_its_words_go(text: str, marked: str, words: str) -> None:
    """What was taken out before it counts no more; behind a picture, whose letters nobody counted, it is the end."""
    left = parted(text)
    place = left.place(len(marked.encode()))
    assert left.words.encode()[:place].decode() == words


pieces = st.sampled_from(
    [" ", "\n", "é🦊", "words", URI, f"![x]({URI})", f"![]({NOWHERE})", f"\n{NOWHERE}\n", "![", "](", ")"]
)


@given(texts=st.lists(pieces, max_size=12), offset=st.integers(-5, 2000))
def test_no_offset_leaves_the_words(texts: list[str], offset: int) -> None:
    """Whatever stands in words, offsets stay in them and in their order, and no token is left where a picture was."""
    left = parted("".join(texts))
    size = len(left.words.encode())
    assert 0 <= left.place(max(0, offset)) <= max(size, offset)
    assert left.place(offset) <= left.place(offset + 1)
    assert URI not in left.words
    assert NOWHERE not in left.words


def test_what_is_cut_out_leaves_the_rest() -> None:
    """Bytes count, not letters; nothing to cut is nothing changed."""
    left = without("  é [x] 🦊 [y] end", [Cut(4, 7), Cut(10, 13)])
    assert left.words == "é  🦊  end"
    assert left.place(len("  é [x] 🦊".encode())) == len("é  🦊".encode())
    assert without("  a ", []) == Parted("  a ")


@pytest.mark.parametrize(
    "text",
    ["[", "![](http://", "![](http://a", "![x](data:image/", "https://a.png?", "data:image/a;b", "data:", "data:a;b"],
)
def test_words_take_no_time_without_end(text: str) -> None:
    """A megabyte of beginnings is read as quickly as a megabyte of anything else."""
    words = text * (2**20 // len(text))
    assert parted(words).words == words


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
