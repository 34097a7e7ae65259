import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.core.errors import NotAPicture
from bot.media.kinds import HEAD, media_type
from tests import corpus


def refused_as(head: bytes) -> str:
    """What a head is called when it is no picture."""
    with pytest.raises(NotAPicture) as refusal:
        media_type(head)
    return refusal.value.sentence.removeprefix("That attachment is ").partition(",")[0]


@pytest.mark.parametrize("good", corpus.good(), ids=lambda good: good.name)
def test_pictures(good: corpus.Good) -> None:
    """Each format is known by its first bytes."""
    assert media_type(good.data[:HEAD]) == good.media_type


@pytest.mark.parametrize("bad", corpus.not_pictures(), ids=lambda bad: bad.name)
def test_everything_else(bad: corpus.Bad) -> None:
    """Whatever else people attach is called by its name."""
    assert refused_as(bad.data[:HEAD]) == bad.kind


@given(st.binary(max_size=HEAD))
def test_random_bytes(head: bytes) -> None:
    """Any bytes have a kind."""
    try:
        assert media_type(head).startswith("image/")
    except NotAPicture:
        return


@given(st.text(min_size=1, max_size=200))
def test_words(text: str) -> None:
    """Words are never taken for a picture."""
    assert refused_as(text.encode(errors="ignore"))


@pytest.mark.parametrize(
    ("major", "others", "expected"),
    [
        (b"heic", [b"mif1", b"heic"], "image/heic"),
        (b"heix", [b"mif1"], "image/heic"),
        (b"hevc", [b"msf1"], "image/heic"),
        (b"mif1", [b"mif1", b"heic"], "image/heif"),
        (b"msf1", [], "image/heif"),
        (b"avif", [b"mif1", b"miaf"], "image/avif"),
        (b"mif1", [b"mif1", b"avif"], "image/avif"),
        (b"avis", [b"msf1"], "image/avif"),
    ],
)
def test_brands(major: bytes, others: list[bytes], expected: str) -> None:
    """The brands of the common container tell HEIC, HEIF and AVIF apart."""
    assert media_type(corpus.heic(major=major, others=others)) == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("<!doctype  HTML><svg>", "an HTML page"),
        ("\n  <HTML lang='de'>", "an HTML page"),
        ("<?xml version='1.0'?><feed></feed>", "a text file"),
        ("<?xml version='1.0'?><svg:svg>", "an SVG drawing"),
        ("<!-- <html> --><SVG>", "an SVG drawing"),
        ("I like <svg> drawings", "a text file"),
        ("BMs are bitmaps, aren't they?", "a text file"),
        ("ä" * HEAD, "a text file"),
        ("a" + "ä" * HEAD, "a text file"),
        ("\x1b[31mred\x1b[0m", "a text file"),
        ("nul\x00byte", "a file of unknown type"),
    ],
)
def test_text(text: str, expected: str) -> None:
    """Pages, drawings and words are told apart by their first element, also where a character is cut off at the end."""
    assert refused_as(text.encode()[:HEAD]) == expected


def test_nested_declarations_cost_little() -> None:
    """A head full of declarations that never end is judged like any other."""
    assert refused_as((b"<!--" * HEAD)[:HEAD]) == "a text file"
    assert refused_as((b"<!doctype a [" + b"] " * HEAD)[:HEAD]) == "a text file"
    assert refused_as((b"<?a?>" * HEAD)[:HEAD]) == "a text file"
