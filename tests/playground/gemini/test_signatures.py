"""Signatures that prove parts without memory."""

from dataclasses import replace

import pybase64
import pytest

from bot.playground.gemini.call import Call, Content, Part, Picture
from bot.playground.gemini.errors import GoogleError
from bot.playground.gemini.signatures import Signer
from tests.playground.gemini.asking import MODEL

SIGNER = Signer(b"secret", 2000)
RED, BLUE = Picture.of(b"red", "image/png"), Picture.of(b"blue", "image/png")
PARTS = (Part("hm", thought=True), Part(picture=BLUE, thought=True), Part("Here."), Part(picture=RED), Part("Enjoy."))


def conversation(*parts: Part, before: tuple[Content, ...] = (), model: str = MODEL) -> Call:
    asked = Content("user", (Part("a pear"),))
    return Call(model, (*before, asked, Content("model", parts), asked), ("IMAGE",))


def signed() -> list[Part]:
    return [part for part in SIGNER.signed(MODEL, PARTS) if not part.thought]


def test_pictures_and_the_first_words_are_signed_and_nothing_else() -> None:
    """Thoughts, drafts and later words carry no signature."""
    marks = [part.signature is not None for part in SIGNER.signed(MODEL, PARTS)]
    assert marks == [False, False, True, True, False]


def test_a_signature_is_long_standard_base64() -> None:
    """It decodes strictly to as many bytes as asked for, and is another for each part."""
    first, second, _ = signed()
    assert first.signature != second.signature
    assert len(pybase64.b64decode(first.signature or "", validate=True)) == 2000


def test_what_comes_back_untouched_passes_even_after_a_restart_and_with_turns_left_out() -> None:
    """Another signer with the same secret agrees, wherever in the conversation the turn stands."""
    words = Content("user", (Part("before"),))
    earlier = (words, Content("model", tuple(signed())))
    SIGNER.verify(conversation(*signed()))
    Signer(b"secret", 2000).verify(conversation(*signed(), before=earlier))


@pytest.mark.parametrize(
    ("position", "message"),
    [
        (0, "Text part is missing a thought_signature in content position 2, part position 1."),
        (1, "Image part is missing a thought_signature in content position 2, part position 2."),
    ],
)
def test_a_missing_signature_is_told_with_its_place(position: int, message: str) -> None:
    """Google names content and part, counting from one."""
    parts = signed()
    parts[position] = replace(parts[position], signature=None)
    with pytest.raises(GoogleError) as error:
        SIGNER.verify(conversation(*parts))
    assert (error.value.code, error.value.message) == (400, message)


def spoilt() -> dict[str, list[Part]]:
    one, two, three = signed()
    return {
        "words altered": [replace(one, text="here."), two, three],
        "later words altered": [one, two, replace(three, text="Enjoy!")],
        "bytes altered": [one, replace(two, picture=BLUE), three],
        "label altered": [one, replace(two, picture=Picture.of(b"red", "image/jpeg")), three],
        "order altered": [two, one, three],
        "part left out": [one, two],
        "signatures swapped": [replace(one, signature=two.signature), replace(two, signature=one.signature), three],
        "signature of nobody": [one, replace(two, signature="AAAA"), three],
        "signature where none was": [one, two, replace(three, signature=one.signature)],
        "thought as words": [Part("hm", signature=one.signature), one, two, three],
    }


@pytest.mark.parametrize("how", list(spoilt()))
def test_anything_altered_spoils_the_signature(how: str) -> None:
    """Parts go back verbatim, in order and whole, or Google's 400 is the answer."""
    with pytest.raises(GoogleError, match=r"invalid thought signature|missing a thought_signature") as error:
        SIGNER.verify(conversation(*spoilt()[how]))
    assert error.value.code == 400


def test_another_model_or_secret_refuses_the_signature() -> None:
    """A signature belongs to the model and the house that issued it."""
    with pytest.raises(GoogleError, match="invalid thought signature for content at index 1"):
        SIGNER.verify(conversation(*signed(), model="gemini-3-pro-image"))
    with pytest.raises(GoogleError, match="invalid thought signature"):
        Signer(b"other", 2000).verify(conversation(*signed()))
