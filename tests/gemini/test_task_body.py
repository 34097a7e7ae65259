"""Bodies of requests that are placed as tasks."""

import json

import pytest

from bot.gemini.expand import Expansion
from bot.gemini.task_body import REFERENCES, filled, ratio_like, wish
from bot.gemini.tokens import stored_token
from tests.gemini.conftest import Desk
from tests.gemini.provider import b64, png

TEMPLATE = {"model": "{model}", "n": 1, "mode": "fast", "input": {"prompt": "{prompt}", "images": "{references}"}}


def test_a_template_is_filled() -> None:
    """Names become values, all else stays."""
    values = {"model": "m", "prompt": "{model}", "references": ["a"]}
    assert filled(TEMPLATE, values) == {
        "model": "m",
        "n": 1,
        "mode": "fast",
        "input": {"prompt": "{model}", "images": ["a"]},
    }


def test_what_has_no_value_is_left_out() -> None:
    """Empty lists and texts are refused by providers."""
    assert filled(TEMPLATE, {"model": "", "references": []}) == {"n": 1, "mode": "fast", "input": {}}


def test_a_wish_is_words_and_data_uris() -> None:
    """Pictures keep their order and their labels."""
    inline = {"mimeType": "image/webp", "data": "blob" + "a" * 64}
    assert wish([{"text": "winter"}, {"inlineData": inline}]) == (
        "winter",
        [f"data:image/webp;base64,{inline['data']}"],
    )
    assert wish([{"inlineData": inline}])[0] == ""


async def test_references_are_streamed_out_of_their_files(desk: Desk) -> None:
    """Each token in the list becomes its picture's base64; the announced length is the real one."""
    pictures = [png(300_000, 1), png(7, 2)]
    uris = [f"data:image/png;base64,{desk.put(picture)}" for picture in pictures]
    body = Expansion(json.dumps({"input": {"images": uris}, "x": ["a", uris[1]]}).encode(), desk.path, REFERENCES)
    sent = b"".join([chunk async for chunk in body])
    assert len(sent) == body.size
    expected = [f"data:image/png;base64,{b64(picture)}" for picture in pictures]
    assert json.loads(sent) == {"input": {"images": expected}, "x": ["a", expected[1]]}


@pytest.mark.parametrize("words", ["{}", 'look: ["{}"]', ', "{}"', '\\", "{}"', '["{}'])
async def test_words_never_bring_a_picture_along(desk: Desk, words: str) -> None:
    """Whoever knows a picture's address can't have it sent by naming it."""
    token = stored_token("blob", "0" * 64)
    prompt = words.replace("{}", f"data:image/png;base64,{token}")
    document = json.dumps({"prompt": prompt, "images": ["x"]}).encode()
    assert b"".join([chunk async for chunk in Expansion(document, desk.path, REFERENCES)]) == document


@pytest.mark.parametrize(
    ("width", "height", "expected"), [(1024, 1024, "1:1"), (1376, 768, "16:9"), (800, 1000, "4:5"), (0, 5, None)]
)
def test_the_nearest_ratio_is_found(width: int, height: int, expected: str | None) -> None:
    """A picture's own shape in the provider's words."""
    assert ratio_like(width, height, ("1:1", "4:5", "16:9", "9:16")) == expected
    assert ratio_like(1, 1, ()) is None
