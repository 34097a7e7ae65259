"""Bodies of 12AI's tasks."""

from typing import Any

import pybase64
import pytest

from bot.playground.gemini.errors import GoogleError
from bot.playground.gemini.task_requests import read_a, read_b
from tests.playground.gemini.asking import photo

PHOTO = pybase64.b64encode_as_string(photo())


def test_generation_b_has_its_options_inside() -> None:
    """Ratio and size have defaults, references are data URIs or bare base64."""
    images = [PHOTO, f"data:image/png;base64,{PHOTO}"]
    wish = read_b({"model": "m", "input": {"prompt": "a pear", "image_size": "512", "images": images, "n": 2}})
    assert (wish.model, wish.count, wish.call.ratio, wish.call.size) == ("m", 2, "1:1", "512")
    assert [picture.data for picture in wish.call.references] == [photo(), photo()]
    assert wish.call.words == "a pear"


def test_generation_a_knows_pixels_and_qualities() -> None:
    """OpenAI's words are translated; the first model has no size at all."""
    wish = read_a({"model": "m", "prompt": "a pear", "size": "1792x1024", "quality": "hd", "image": PHOTO})
    assert (wish.call.ratio, wish.call.size, len(wish.call.references)) == ("16:9", "2K", 1)
    first = read_a({"prompt": "a pear", "size": "3:2"})
    assert (first.model, first.call.ratio, first.call.size) == ("gemini-2.5-flash-image", "3:2", None)


@pytest.mark.parametrize(
    "body",
    [
        [],
        {"model": "m", "prompt": "a pear", "input": {}},
        {"model": "m", "input": {"prompt": ""}},
        {"model": "m", "input": {"prompt": "a", "images": []}},
        {"model": "m", "input": {"prompt": "a", "images": ["https://pictures.example/a.png"]}},
        {"model": "m", "input": {"prompt": "a", "images": ["?"]}},
        {"model": "m", "input": {"prompt": "a", "images": ["AAAA"]}},
        {"model": "m", "input": {"prompt": "a", "n": 11}},
        {"model": 1, "input": {"prompt": "a"}},
        {"model": "m", "input": {"prompt": "a", "thinking": "high"}},
    ],
)
def test_what_the_interface_would_misread_is_refused(body: Any) -> None:
    """A prompt at the top, an empty list, an address, an unknown option."""
    with pytest.raises(GoogleError):
        read_b(body)


def test_an_unknown_quality_is_refused() -> None:
    """There are three words and three sizes."""
    with pytest.raises(GoogleError, match="quality"):
        read_a({"prompt": "a", "quality": "best"})
