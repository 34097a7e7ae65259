"""The forms of a picture."""

import json
from typing import Any

import pybase64
import pytest

from bot.playground.gemini import answers
from bot.playground.gemini.catalog import MODELS
from bot.playground.gemini.failures import Touch
from bot.playground.gemini.response_shapes import SHAPES, Shape, shaped, signed_as, with_number_words
from bot.playground.gemini.signatures import Signer
from tests.playground.gemini.asking import simple_call

SIGNER = Signer(b"secret", 64)


@pytest.fixture(scope="module")
def answer() -> dict[str, Any]:
    return answers.pictured(simple_call(include_thoughts=True), MODELS[0], SIGNER, Touch())


def bytes_of(answer: dict[str, Any]) -> bytes:
    return pybase64.b64decode(answer["candidates"][0]["content"]["parts"][-1]["inlineData"]["data"])


@pytest.mark.parametrize("shape", SHAPES)
def test_every_shape_holds_the_picture_or_its_address(answer: dict[str, Any], shape: Shape) -> None:
    """The bytes are in the answer, or were kept for whoever follows the link."""
    kept = list[bytes]()

    def keep(data: bytes, media_type: str) -> str:
        kept.append(data)
        return f"https://pictures.example/{media_type}"

    made = json.dumps(shaped(answer, shape, keep))
    encoded = pybase64.b64encode_as_string(bytes_of(answer))
    assert (encoded in made) != bool(kept)
    assert kept in ([], [bytes_of(answer)])
    assert ("https://pictures.example/image/png" in made) == bool(kept)


@pytest.mark.parametrize(
    ("shape", "wanted"),
    [
        ("inline", {"inlineData": {"mimeType", "data"}}),
        ("snake", {"inline_data": {"mime_type", "data"}}),
        ("mixed case", {"inlineData": {"mime_type", "data"}}),
        ("file link", {"fileData": {"mimeType", "fileUri"}}),
        ("file link snake", {"file_data": {"mime_type", "file_uri"}}),
    ],
)
def test_keys_are_spelled_as_seen_at_providers(answer: dict[str, Any], shape: Shape, wanted: Any) -> None:
    """Case by case, as it was seen."""
    part = shaped(answer, shape, lambda *_: "https://x")["candidates"][0]["content"]["parts"][-1]
    assert {key: set(value) for key, value in part.items() if isinstance(value, dict)} == wanted


def test_thoughts_keep_googles_form(answer: dict[str, Any]) -> None:
    """A draft is never the result in another form."""
    parts = shaped(answer, "data uri", lambda *_: "")["candidates"][0]["content"]["parts"]
    assert [part.get("thought") for part in parts] == [True, True, None, None]
    assert "inlineData" in parts[1]
    assert parts[3]["text"].startswith("data:image/png;base64,")


def test_signatures_are_passed_emptied_or_dropped(answer: dict[str, Any]) -> None:
    """What a gateway leaves of them."""

    def left(made: dict[str, Any]) -> list[Any]:
        parts = made["candidates"][0]["content"]["parts"]
        return [part.get("thoughtSignature") for part in parts if not part.get("thought")]

    assert all(left(signed_as(answer, "pass")))
    assert left(signed_as(answer, "empty")) == ["", ""]
    assert left(signed_as(answer, "drop")) == [None, None]
    assert signed_as({"candidates": None}, "drop") == {"candidates": None}


def test_numbers_can_be_strings(answer: dict[str, Any]) -> None:
    """Every count, however deep."""
    usage = with_number_words(answer)["usageMetadata"]
    assert usage["candidatesTokenCount"].isdigit()
    assert usage["candidatesTokensDetails"][0]["tokenCount"].isdigit()
