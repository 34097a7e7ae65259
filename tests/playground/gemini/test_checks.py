"""Google's rules per model, per conversation, per picture."""

from typing import Any

import pytest

from bot.playground.gemini.call import Picture
from bot.playground.gemini.catalog import MODELS
from bot.playground.gemini.checks import check_body, check_call, check_shape, sniff
from bot.playground.gemini.contract import Contract
from bot.playground.gemini.errors import GoogleError
from tests.playground.gemini.asking import MODEL, call, google_contract, photo, picture_part, request, searching, user

BY_ID = {model.id: model for model in MODELS}
PRO, FLASH, LITE, FIRST = (
    "gemini-3-pro-image",
    "gemini-3.1-flash-image",
    "gemini-3.1-flash-lite-image",
    "gemini-2.5-flash-image",
)
PEAR = user("a pear")


def check(body: dict[str, Any], model: str = MODEL) -> None:
    check_shape(body, None)
    check_body(body, BY_ID[model])
    check_call(call(body, model), BY_ID[model])


def sized(size: str) -> dict[str, Any]:
    return request(PEAR, imageConfig={"imageSize": size})


def thinking(**config: Any) -> dict[str, Any]:
    return request(PEAR, thinkingConfig=config)


@pytest.mark.parametrize(
    ("model", "body"),
    [
        (MODEL, sized("4K")),
        (FLASH, sized("512")),
        (MODEL, thinking(thinkingLevel="MEDIUM", includeThoughts=True)),
        (PRO, thinking(includeThoughts=True)),
        (PRO, searching(request(PEAR), webSearch={})),
        (FLASH, searching(request(PEAR), webSearch={}, imageSearch={})),
        (MODEL, request(PEAR, imageConfig={"aspectRatio": "8:1"})),
        (MODEL, request(user("these", *[photo()] * 14))),
        (FIRST, request(user("these", *[photo()] * 3))),
        (MODEL, {"contents": [PEAR], "generationConfig": {"responseModalities": ["IMAGE"]}}),
    ],
)
def test_what_a_model_takes_passes(model: str, body: dict[str, Any]) -> None:
    """Every size, level, kind of search and number of references of the guide is accepted."""
    check(body, model)


@pytest.mark.parametrize(
    ("model", "body", "message"),
    [
        (MODEL, sized("512"), "Invalid image size '512'. Use one of: 1K, 2K, 4K."),
        (MODEL, sized("2k"), "Invalid image size"),
        (LITE, sized("2K"), "Invalid image size"),
        (FIRST, sized("1K"), "Image size is not supported"),
        (PRO, request(PEAR, imageConfig={"aspectRatio": "8:1"}), "Invalid aspect ratio"),
        (FIRST, thinking(includeThoughts=True), "Thinking is not enabled"),
        (PRO, thinking(thinkingLevel="HIGH"), "Thinking level HIGH is not supported"),
        (FLASH, thinking(thinkingLevel="MEDIUM"), "Thinking level MEDIUM is not supported"),
        (LITE, searching(request(PEAR)), "Search Grounding is not supported"),
        (FIRST, searching(request(PEAR)), "Search Grounding is not supported"),
        (PRO, searching(request(PEAR), imageSearch={}), "Image search is not supported"),
        (FIRST, request(user("these", *[photo()] * 4)), "4 images were given"),
        (MODEL, request(user("these", *[photo()] * 15)), "15 images were given"),
        (MODEL, request(PEAR, seed=1), "seed is not supported"),
        (MODEL, request(PEAR, candidateCount=2), "Multiple candidates"),
        (MODEL, {"contents": [PEAR]}, "Response modalities must be given"),
        (MODEL, {"contents": [PEAR], "generationConfig": {"responseModalities": ["TEXT"]}}, "modalities (TEXT)"),
    ],
)
def test_what_a_model_lacks_is_refused_before_painting(model: str, body: dict[str, Any], message: str) -> None:
    """A 400 INVALID_ARGUMENT says what is wrong."""
    with pytest.raises(GoogleError) as error:
        check(body, model)
    assert (error.value.code, error.value.status) == (400, "INVALID_ARGUMENT")
    assert message in error.value.message


@pytest.mark.parametrize(
    ("contents", "message"),
    [
        ([], "contents is not specified"),
        ([PEAR, PEAR], "alternate"),
        ([PEAR, {"role": "model", "parts": [{"text": "here"}]}], "alternate"),
        ([{"role": "user", "parts": []}], "must not be empty"),
        ([{"role": "user", "parts": [{}]}], "oneof field"),
        ([{"role": "user", "parts": [{"text": ""}]}], "empty text"),
        ([{"role": "user", "parts": [{"text": "a", "thoughtSignature": "AAAA"}]}], "no thought_signature"),
        ([PEAR, {"role": "model", "parts": [{"text": "hm", "thought": True}]}, PEAR], "Thought parts"),
        ([user("a"), {"role": "model", "parts": [{"text": "b", **picture_part(photo())}]}, PEAR], "oneof field"),
        ([{"role": "user", "parts": [picture_part(photo(kind="GIF"), "image/gif")]}], "Unsupported MIME type"),
        ([{"role": "user", "parts": [picture_part(photo(kind="JPEG"), "image/png")]}], "not what its MIME type says"),
        ([{"role": "user", "parts": [picture_part(b"<svg/>", "image/png")]}], "not what its MIME type says"),
    ],
)
def test_a_conversation_that_google_refuses_is_refused(contents: list[dict[str, Any]], message: str) -> None:
    """Turns alternate, parts hold one thing, thoughts stay away, pictures are what they say."""
    with pytest.raises(GoogleError) as error:
        check(request(*contents))
    assert message in error.value.message


def test_breaches_of_shape_are_listed_in_the_details() -> None:
    """Google's BadRequest detail names the field of every breach."""
    with pytest.raises(GoogleError) as error:
        check_shape({"contents": [], "generation_config": {}, "x": 1}, None)
    fields = [violation["description"] for violation in error.value.details[0]["fieldViolations"]]
    assert len(fields) == 2
    assert error.value.message == fields[0]


def test_googles_document_is_asked_where_there_is_one() -> None:
    """A request that the own rules let pass still has to keep to Google's contract."""
    contract = Contract.load(google_contract())
    check_shape(request(PEAR), contract)
    narrow = Contract({"request": "R", "response": "R", "schemas": {"R": {"type": "object", "properties": {}}}})
    with pytest.raises(GoogleError, match="Unknown name"):
        check_shape(request(PEAR), narrow)


@pytest.mark.parametrize(
    ("data", "expected"),
    [
        (photo(), "image/png"),
        (photo(kind="JPEG"), "image/jpeg"),
        (photo(kind="WEBP"), "image/webp"),
        (b"\0\0\0\x18ftypheic\0\0\0\0", "image/heic"),
        (b"\0\0\0\x18ftypavif\0\0\0\0", ""),
        (b"", ""),
    ],
)
def test_media_types_are_read_from_the_bytes(data: bytes, expected: str) -> None:
    """The first bytes tell the type, whatever the label says."""
    assert sniff(Picture.of(data, "image/png")) == expected
