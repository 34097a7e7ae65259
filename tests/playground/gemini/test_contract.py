"""The walker over discovery-style schemas."""

import pytest

from bot.playground.gemini.contract import Contract, decode, snake
from tests.playground.gemini.asking import google_contract, photo, request, searching, user

DOCUMENT = {
    "request": "Wish",
    "response": "Wish",
    "schemas": {
        "Wish": {
            "type": "object",
            "properties": {
                "imageSize": {"type": "string", "enum": ["1K"]},
                "count": {"type": "integer"},
                "data": {"type": "string", "format": "byte"},
                "parts": {"type": "array", "items": {"$ref": "Wish"}},
                "labels": {"type": "object", "additionalProperties": {"type": "string"}},
                "anything": {"type": "any"},
            },
        }
    },
}


@pytest.mark.parametrize(
    ("value", "message"),
    [
        ({"image_size": "1K"}, 'Unknown name "image_size": Cannot find field.'),
        ({"parts": [{}, {"x": 1}]}, "Unknown name \"x\" at 'parts[1]': Cannot find field."),
        ({"imageSize": "1k"}, "Invalid value at 'image_size' (TYPE_ENUM), \"1k\""),
        ({"count": True}, "Invalid value at 'count': a integer was expected, bool was given."),
        ({"count": 1.5}, "Invalid value at 'count'"),
        ({"parts": {}}, "Invalid value at 'parts': a list was expected"),
        ({"data": "_-8="}, "Invalid value at 'data' (TYPE_BYTES), Base64 decoding failed"),
        ({"data": "/+8"}, "Base64 decoding failed"),
        ({"labels": {"a": 1}}, "Invalid value at 'labels.a'"),
        ([], "an object was expected"),
    ],
)
def test_each_breach_is_named_with_its_place(value: object, message: str) -> None:
    """A breach is told in Google's words, with its path in snake_case."""
    found = Contract(DOCUMENT).request(value)
    assert len(found) == 1
    assert message in found[0].message


def test_what_keeps_to_the_contract_passes() -> None:
    """Known keys with values of their type are no breach, in requests and in responses."""
    value = {"imageSize": "1K", "count": 2, "data": "/+8=", "parts": [{"anything": [None]}], "labels": {"a": "b"}}
    assert Contract(DOCUMENT).request(value) == []
    assert Contract(DOCUMENT).response(value) == []


def test_googles_own_document_takes_a_full_request_and_no_other_spelling() -> None:
    """With Google's schemas the request of an honest client passes and a key in snake_case does not."""
    contract = Contract.load(google_contract())
    honest = request(
        user("a pear", photo()),
        imageConfig={"aspectRatio": "16:9", "imageSize": "2K"},
        thinkingConfig={"thinkingLevel": "HIGH", "includeThoughts": True},
    )
    assert contract.request(searching(honest, webSearch={}, imageSearch={})) == []
    assert contract.request({"generation_config": {}}) != []
    assert contract.request(request(user("a pear"), thinkingConfig={"thinkingLevel": "high"})) != []


def test_keys_become_snake_case() -> None:
    """Paths in messages are spelt as Google spells them."""
    assert snake("generationConfig") == "generation_config"


@pytest.mark.parametrize("text", ["_-8=", "/+8", "/+8=\n", "x"])
def test_only_standard_base64_decodes(text: str) -> None:
    """URL-safe, unpadded and folded base64 are refused."""
    with pytest.raises(ValueError, match=r".+"):
        decode(text)
