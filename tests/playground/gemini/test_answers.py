"""What an answer holds."""

from typing import Any

import msgspec
import pytest

from bot.playground.gemini import FAILURES, Refusal, Touch
from bot.playground.gemini.answers import check_readable, encoded, pictured, pixels, refused
from bot.playground.gemini.call import Call
from bot.playground.gemini.catalog import MODELS
from bot.playground.gemini.contract import Contract
from bot.playground.gemini.errors import GoogleError
from bot.playground.gemini.signatures import Signer
from tests.playground.gemini.asking import (
    call,
    google_contract,
    lasting,
    photo,
    picture_of,
    picture_part,
    request,
    simple_call,
    user,
)
from tests.playground.gemini.asking import pixels as measured

BY_ID = {model.id: model for model in MODELS}
SIGNER = Signer(b"secret", 64)
BOTH = frozenset({"webSearch", "imageSearch"})


def answer(asked: Call, touch: Touch | None = None) -> dict[str, Any]:
    return pictured(asked, BY_ID[asked.model], SIGNER, touch or Touch())


def refusal(name: str) -> dict[str, Any]:
    failure = FAILURES[name]
    assert isinstance(failure, Refusal)
    return refused(simple_call(), MODELS[0], SIGNER, failure)


def test_words_come_first_and_the_picture_last_both_signed() -> None:
    """A plain answer is words and a picture of the right size."""
    made = answer(simple_call(ratio="16:9"))
    parts = made["candidates"][0]["content"]["parts"]
    assert [sorted(part) for part in parts] == [["text", "thoughtSignature"], ["inlineData", "thoughtSignature"]]
    assert measured(picture_of(made)) == (1376, 768)


def test_a_call_for_pictures_alone_gets_no_words() -> None:
    """Modalities are kept to."""
    asked = simple_call()
    only = Call(asked.model, asked.contents, ("IMAGE",), search=BOTH)
    candidate = answer(only)["candidates"][0]
    assert [list(part) for part in candidate["content"]["parts"]] == [["inlineData", "thoughtSignature"]]
    assert "groundingMetadata" not in candidate


def test_thoughts_bring_a_plan_and_a_draft_without_signatures() -> None:
    """Thought parts are flagged, unsigned, and the draft is another picture than the result."""
    made = answer(simple_call(include_thoughts=True))
    plan, draft, *rest = made["candidates"][0]["content"]["parts"]
    assert (plan["thought"], draft["thought"]) == (True, True)
    assert "thoughtSignature" not in plan | draft
    assert [part.get("thought") for part in rest] == [None, None]
    assert draft["inlineData"]["data"] != rest[1]["inlineData"]["data"]


def test_grounding_points_at_the_part_that_holds_the_words() -> None:
    """With thoughts before them, the words are part two."""
    made = answer(simple_call(include_thoughts=True, search=BOTH))
    candidate = made["candidates"][0]
    segment = candidate["groundingMetadata"]["groundingSupports"][0]["segment"]
    words = candidate["content"]["parts"][segment["partIndex"]]["text"]
    assert words.encode()[segment["startIndex"] : segment["endIndex"]].decode() == segment["text"]


def test_usage_adds_up_and_counts_pictures_by_size() -> None:
    """Totals are sums, a picture costs what Google's table says, and thinking is counted whether shown or not."""
    usage = answer(simple_call(size="2K", pictures=(photo(),)))["usageMetadata"]
    details = {item["modality"]: item["tokenCount"] for item in usage["candidatesTokensDetails"]}
    asked = {item["modality"]: item["tokenCount"] for item in usage["promptTokensDetails"]}
    assert details["IMAGE"] == 1680
    assert asked["IMAGE"] == 1120
    assert usage["candidatesTokenCount"] == sum(details.values())
    assert usage["promptTokenCount"] == sum(asked.values())
    parts = ("promptTokenCount", "candidatesTokenCount", "thoughtsTokenCount")
    assert usage["totalTokenCount"] == sum(usage[part] for part in parts)


def test_the_first_model_neither_thinks_nor_signs() -> None:
    """Gemini 2.5 has no signatures and no thinking tokens."""
    made = answer(simple_call(model="gemini-2.5-flash-image", ratio="16:9"))
    assert all("thoughtSignature" not in part for part in lasting(made)["parts"])
    assert "thoughtsTokenCount" not in made["usageMetadata"]
    assert measured(picture_of(made)) == (1344, 768)


def test_without_a_ratio_the_newest_picture_decides_else_it_is_square() -> None:
    """The last reference, else the model's last picture, else one to one."""
    wide, tall = photo(size=(400, 300)), photo(size=(300, 400))
    model = {"role": "model", "parts": [picture_part(wide)]}
    assert pixels(simple_call(), MODELS[0]) == ("1:1", (1024, 1024))
    assert pixels(simple_call(pictures=(wide, tall)), MODELS[0]) == ("3:4", (896, 1200))
    assert pixels(call(request(user("a pear"), model, user("again"))), MODELS[0])[0] == "4:3"


def test_a_picture_that_cannot_be_read_is_refused_and_heic_is_believed() -> None:
    """A header that Pillow can't read is Google's 400 unless Pillow merely lacks the format."""
    heic = b"\0\0\0\x18ftypheic\0\0\0\0mif1heic"
    with pytest.raises(GoogleError, match="Unable to process input image"):
        check_readable(simple_call(pictures=(b"\x89PNG\r\n\x1a\n",)))
    opaque = call(request({"role": "user", "parts": [{"text": "x"}, picture_part(heic, "image/heic")]}))
    check_readable(opaque)
    assert measured(picture_of(answer(opaque))) == (1024, 1024)


@pytest.mark.parametrize(
    ("touch", "magic", "label", "size"),
    [
        (Touch(format="JPEG"), b"\xff\xd8", "image/jpeg", (1024, 1024)),
        (Touch(format="JPEG", label="image/png"), b"\xff\xd8", "image/png", (1024, 1024)),
        (Touch(shrink=2), b"\x89PNG", "image/png", (512, 512)),
    ],
)
def test_a_picture_can_be_other_than_asked(touch: Touch, magic: bytes, label: str, size: tuple[int, int]) -> None:
    """Another format, a wrong label, a smaller size."""
    made = answer(simple_call(), touch)
    assert picture_of(made).startswith(magic)
    assert lasting(made)["parts"][-1]["inlineData"]["mimeType"] == label
    assert measured(picture_of(made)) == size


def test_a_huge_picture_is_over_ten_mebibytes_at_any_size() -> None:
    """The limit of an upload can be crossed with the smallest call."""
    huge = FAILURES["huge picture"]
    assert isinstance(huge, Touch)
    data = picture_of(answer(simple_call(), huge))
    assert len(data) > 10 * 1024 * 1024
    assert measured(data) == (1024, 1024)


def test_an_unsigned_answer_has_no_signature() -> None:
    """What a careless gateway returns."""
    assert all("thoughtSignature" not in part for part in lasting(answer(simple_call(), Touch(signed=False)))["parts"])


@pytest.mark.parametrize(
    ("name", "finish"),
    [("safety", "SAFETY"), ("image safety", "IMAGE_SAFETY"), ("no image", "NO_IMAGE"), ("recitation", "RECITATION")],
)
def test_a_refused_picture_has_a_reason_and_no_parts(name: str, finish: str) -> None:
    """The reason stands beside the content that is not there."""
    candidate = refusal(name)["candidates"][0]
    assert candidate["finishReason"] == finish
    assert "content" not in candidate


def test_words_only_a_blocked_prompt_and_null_have_their_own_shapes() -> None:
    """Three ways of giving no picture that look nothing alike."""
    words = refusal("words only")["candidates"][0]
    assert words["finishReason"] == "STOP"
    assert "thoughtSignature" in words["content"]["parts"][0]
    assert refusal("blocked")["promptFeedback"] == {"blockReason": "PROHIBITED_CONTENT"}
    assert "candidates" not in refusal("blocked")
    assert refusal("null candidates")["candidates"] is None


def test_every_good_answer_keeps_to_googles_contract() -> None:
    """With thoughts, grounding and a picture, nothing is outside Google's schemas."""
    made = answer(simple_call(include_thoughts=True, search=BOTH))
    body = msgspec.json.decode(encoded({**made, "modelVersion": MODELS[0].id, "responseId": "id"}))
    assert Contract.load(google_contract()).response(body) == []
    assert (body["modelVersion"], body["responseId"]) == (MODELS[0].id, "id")


def test_the_same_call_gives_the_same_bytes() -> None:
    """Answers are deterministic but for their id."""
    asked = simple_call("a house in the rain", include_thoughts=True, search=BOTH)
    assert answer(asked) == answer(asked)
