import json
from typing import Any

import pytest

from bot.gemini.dialect import NO_ANSWER, NOT_JSON, Dialect
from bot.gemini.faults import ReplyBroken, ReplyCut

URL = "https://provider.example/v1beta/models/m:generateContent"


def reasons(reply: dict[str, Any]) -> list[Any]:
    return [detail.get("reason") for detail in reply["error"]["details"]]


def test_the_key_goes_where_the_provider_wants_it() -> None:
    """In its header, in the address or as a bearer token; never in two places."""
    for dialect, url, headers in (
        (Dialect(), URL, {"x-goog-api-key": "k"}),
        (Dialect(key_in="query"), f"{URL}?key=k", {}),
        (Dialect(key_in="bearer"), URL, {"authorization": "Bearer k"}),
    ):
        given = {"x-goog-api-key": "k"}
        assert (dialect.address(URL, given), given) == (url, headers)
    assert Dialect(key_in="query").address(f"{URL}?a=1", {"x-goog-api-key": "k"}) == f"{URL}?a=1&key=k"
    assert Dialect(key_in="bearer").address(URL, {"authorization": "Bearer t"}) == URL


def test_requests_go_out_in_camel_case() -> None:
    """Keys that the SDK spells otherwise are put right."""
    assert Dialect().request({"tools": [{"google_search": {}}]}) == {"tools": [{"googleSearch": {}}]}


@pytest.mark.parametrize("status", [200, 201])
def test_any_success_with_an_answer_is_one(status: int) -> None:
    """An answer is read whichever success it came with, alone or in a list of one."""
    body = {"candidates": [{"finish_reason": "STOP"}]}
    expected = (200, {"candidates": [{"finishReason": "STOP"}]})
    assert Dialect().answer(status, json.dumps(body).encode()) == expected
    assert Dialect().answer(status, b"\xef\xbb\xbf " + json.dumps([body]).encode()) == expected


@pytest.mark.parametrize(
    "body", [{"candidates": None}, {"promptFeedback": {"blockReason": "X"}}, {"candidates": [], "error": None}]
)
def test_an_answer_without_a_candidate_is_still_an_answer(body: dict[str, Any]) -> None:
    """A blocked prompt is for the reader of replies, not an error of the wire."""
    assert Dialect().answer(200, json.dumps(body).encode()) == (200, body)


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        (b"<html>login</html>", NOT_JSON),
        (b"", NOT_JSON),
        (b"null", NO_ANSWER),
        (b"3", NO_ANSWER),
        (b"[]", NO_ANSWER),
        (b"{}", NO_ANSWER),
        (b'"words"', NO_ANSWER),
    ],
)
def test_a_success_without_an_answer_is_a_bad_gateway(text: bytes, reason: str) -> None:
    """Pages, nothing and scalars that claim success are failures that say why."""
    status, reply = Dialect().answer(200, text)
    assert (status, reasons(reply)) == (502, [reason])


@pytest.mark.parametrize(
    "body",
    [
        {"error": {"code": 403, "message": "no"}},
        [{"error": {"code": 403, "message": "no"}}],
        {"code": 403, "message": "no"},
    ],
)
def test_an_error_in_a_success_is_an_error(body: Any) -> None:
    """Gateways that answer 200 to everything are seen through."""
    status, reply = Dialect().answer(200, json.dumps(body).encode())
    assert (status, reply["error"]["message"], reasons(reply)) == (403, "no", [])


PICTURE = {"inlineData": {"mimeType": "image/png", "data": "blob" + "a" * 64}}
SHOWN = {"candidates": [{"content": {"parts": [PICTURE]}, "finishReason": "STOP"}]}
SAID = {"candidates": [{"content": {"parts": [{"text": "No."}]}, "finishReason": "STOP"}]}
PAINTED = {"data": [{"b64_json": "blob" + "a" * 64}]}
EMPTY: list[Any] = [
    {"code": 0, "message": ""},
    {"code": 200},
    {"code": "0"},
    {"message": "", "type": "", "param": "", "code": None},
]
TOLD: list[Any] = ["quota", {"code": 429}, {"code": "429"}, {"code": "model_not_found"}, {"message": "quota"}]


@pytest.mark.parametrize("error", [*EMPTY, *TOLD])
def test_a_picture_is_an_answer_whatever_stands_beside_it(error: Any) -> None:
    """It was paid for; nothing of the error is left that could be taken for a failure."""
    assert Dialect().answer(200, json.dumps({**SHOWN, "error": error}).encode()) == (200, SHOWN)


@pytest.mark.parametrize(
    "beside",
    [{"message": "success"}, {"code": 200, "msg": "success"}, {"code": 429, "msg": "quota"}, {"detail": ""}],
)
def test_a_picture_in_another_shape_is_one_whatever_stands_beside_it(beside: dict[str, Any]) -> None:
    """Also where only its shape makes an answer of it."""
    status, reply = Dialect().answer(200, json.dumps({**beside, **PAINTED}).encode())
    assert (status, reply["candidates"][0]["content"]["parts"]) == (200, [PICTURE])


@pytest.mark.parametrize("error", EMPTY)
def test_an_empty_error_beside_words_is_none(error: Any) -> None:
    """A refusal in words is the model's; but an empty error alone is no answer either."""
    assert Dialect().answer(200, json.dumps({**SAID, "error": error}).encode()) == (200, SAID)
    assert Dialect().answer(200, json.dumps({"error": error}).encode())[0] == 502


@pytest.mark.parametrize("error", TOLD)
def test_an_error_beside_words_is_one(error: Any) -> None:
    """As long as it says something, or has the number of a failure."""
    assert Dialect().answer(200, json.dumps({**SAID, "error": error}).encode())[0] in {429, 502}


@pytest.mark.parametrize("data", [None, [], {}, [{"reason": "none"}]])
def test_a_number_of_a_failure_beside_data_without_a_picture_is_one(data: Any) -> None:
    """Relays that put everything under `data` put their failures beside it."""
    assert Dialect().answer(200, json.dumps({"code": 403, "msg": "no", "data": data}).encode())[0] == 403


def test_the_status_and_wait_of_a_failure_stay() -> None:
    """A failure keeps its code, and the seconds to wait."""
    status, reply = Dialect().answer(503, b"<html>", retry_after="4")
    assert (status, reply["error"]["status"], reply["error"]["details"][0]["retryDelay"]) == (503, "UNAVAILABLE", "4s")


def test_a_success_whose_json_breaks_off_is_cut() -> None:
    """A truncated answer is told from words that never were JSON."""
    with pytest.raises(ReplyCut):
        Dialect().answer(200, b'{"candidates":[{"content"')


@pytest.mark.parametrize("text", [b'{"candidates": [{"content": oops', b'{"candidates": []}}', b"[1 2]"])
def test_a_success_whose_json_is_wrong_is_broken(text: bytes) -> None:
    """What no further byte could make right has not been cut off."""
    with pytest.raises(ReplyBroken):
        Dialect().answer(200, text)


@pytest.mark.parametrize("text", [b"[" * 100_000 + b"]" * 100_000, b'{"a":' * 100_000 + b"1" + b"}" * 100_000])
def test_nesting_without_end_is_refused(text: bytes) -> None:
    """Depth in a reply can't exhaust the stack, and a failure stays the failure it was."""
    with pytest.raises(ReplyBroken):
        Dialect().answer(200, text)
    assert Dialect().answer(500, text)[0] == 500


@pytest.mark.parametrize("depth", [100, 200, 300, 400, 600, 900])
def test_nesting_at_any_depth_is_read_or_refused(depth: int) -> None:
    """Between flat and absurd there is no depth that raises anything else."""
    try:
        status, _ = Dialect().answer(200, b'{"candidates":' * depth + b"[]" + b"}" * depth)
    except ReplyBroken:
        return
    assert status == 200


def test_half_of_an_emoji_does_not_cost_the_answer() -> None:
    """A lone surrogate, which no text can hold, is replaced; whole pairs and escaped backslashes stay."""
    text = rb'{"candidates":[],"x":"a\ud83d b\ud83d\ude00 c\\ud83d \udE00"}'
    assert Dialect().answer(200, text)[1]["x"] == "a\ufffd b\U0001f600 c\\ud83d \ufffd"
