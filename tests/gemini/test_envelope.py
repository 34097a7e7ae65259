import json
from typing import Any

import pytest

from bot.gemini.envelope import envelope


def of(status: int, body: Any, **options: str) -> tuple[int, str, str, Any]:
    """Status, name, message and details."""
    found, wrapped = envelope(status, body, **options)
    error = wrapped["error"]
    assert list(wrapped) == ["error"]
    assert error["code"] == found
    return found, error["status"], error["message"], error["details"]


def test_googles_own_errors_pass() -> None:
    """Code, name, message and details of Google arrive as they are, alone or in a list."""
    details = [{"@type": "t/google.rpc.RetryInfo", "retryDelay": "7s"}]
    body = {"error": {"code": 429, "message": "why", "status": "RESOURCE_EXHAUSTED", "details": details}}
    assert of(429, body) == of(429, [body]) == (429, "RESOURCE_EXHAUSTED", "why", details)


@pytest.mark.parametrize(
    ("status", "body", "expected"),
    [
        (502, "<html>Bad gateway</html>", (502, "UNKNOWN", "<html>Bad gateway</html>")),
        (503, "", (503, "UNAVAILABLE", "")),
        (400, 3, (400, "INVALID_ARGUMENT", "")),
        (400, None, (400, "INVALID_ARGUMENT", "")),
        (500, [], (500, "INTERNAL", "")),
        (422, {"detail": "nope"}, (422, "INVALID_ARGUMENT", "nope")),
        (401, {"error": "plain"}, (401, "UNAUTHENTICATED", "plain")),
        (403, {"message": "no", "code": 1}, (403, "PERMISSION_DENIED", "no")),
        (400, {"msg": "no"}, (400, "INVALID_ARGUMENT", "no")),
        (404, {"error": {"message": {"message": "deep"}}}, (404, "NOT_FOUND", "deep")),
        (
            500,
            {
                "error": {
                    "message": json.dumps({"error": {"code": 400, "message": "inner", "status": "INVALID_ARGUMENT"}})
                }
            },
            (500, "INVALID_ARGUMENT", "inner"),
        ),
        (524, {"error": {"message": "{not json"}}, (524, "UNKNOWN", "{not json")),
        (307, "", (307, "UNKNOWN", "")),
        (418, {"error": {"message": 5, "status": 6, "details": 7}}, (418, "UNKNOWN", "")),
    ],
)
def test_vendors_errors_become_googles(status: int, body: Any, expected: tuple[int, str, str]) -> None:
    """Text, lists, nested envelopes and JSON within messages give one code, one name and one message."""
    assert of(status, body)[:3] == expected


@pytest.mark.parametrize(
    ("error", "status"),
    [
        ({"code": 429, "message": "slow", "status": "RESOURCE_EXHAUSTED"}, 429),
        ({"code": "429", "message": "slow"}, 429),
        ({"message": "slow", "status": "RESOURCE_EXHAUSTED"}, 429),
        ({"message": "no", "status": "INVALID_ARGUMENT"}, 400),
        ({"code": "quota", "message": "no"}, 502),
        ({"code": 200, "message": "no"}, 502),
        ({"code": True, "message": "no"}, 502),
        ({"message": "no"}, 502),
    ],
)
def test_a_failure_in_a_success_gets_the_code_it_names(error: dict[str, Any], status: int) -> None:
    """An error that came with 200 is one: by its code, else by its name, else as a bad gateway."""
    assert of(200, {"error": error})[0] == status


def test_a_vendors_own_code_is_kept_as_error_info() -> None:
    """A code in words stays readable, with the vendor's type as its domain."""
    details = of(403, {"error": {"message": "no", "type": "new_api_error", "code": "insufficient_user_quota"}})[3]
    kind = "type.googleapis.com/google.rpc.ErrorInfo"
    assert details == [{"@type": kind, "reason": "insufficient_user_quota", "domain": "new_api_error"}]
    assert of(200, "<html>", reason="NOT_JSON")[3] == [{"@type": kind, "reason": "NOT_JSON"}]


def test_retry_after_becomes_retry_info() -> None:
    """Seconds of the header are told like Google tells them, unless Google has; dates are left out."""
    info = {"@type": "type.googleapis.com/google.rpc.RetryInfo", "retryDelay": "12s"}
    assert of(503, "", retry_after="12")[3] == [info]
    own = {"error": {"message": "", "details": [{"retryDelay": "3s"}]}}
    assert of(429, own, retry_after="12")[3] == [{"retryDelay": "3s"}]
    assert of(503, "", retry_after="Wed, 21 Oct 2026 07:28:00 GMT")[3] == []


def test_messages_and_nesting_are_bounded() -> None:
    """No error text grows without end, and no depth of nesting is an exception."""
    body: Any = {"message": "x" * 5000}
    assert len(of(500, body)[2]) == 2000
    for _ in range(500):
        body = {"error": body}
    assert of(500, body)[0] == 500
