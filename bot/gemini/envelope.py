"""Put any failure into Google's error envelope: `{"error": {"code", "message", "status", "details"}}`."""

import re
from collections.abc import Mapping
from typing import Any

import msgspec

_LONGEST_MESSAGE = 2000
_DEEPEST = 8
_STATUSES: Mapping[int, str] = {
    400: "INVALID_ARGUMENT",
    401: "UNAUTHENTICATED",
    403: "PERMISSION_DENIED",
    404: "NOT_FOUND",
    408: "DEADLINE_EXCEEDED",
    409: "ABORTED",
    413: "INVALID_ARGUMENT",
    422: "INVALID_ARGUMENT",
    429: "RESOURCE_EXHAUSTED",
    499: "CANCELLED",
    500: "INTERNAL",
    501: "UNIMPLEMENTED",
    503: "UNAVAILABLE",
    504: "DEADLINE_EXCEEDED",
}
"""Google's names of HTTP codes (google.rpc.Code); others are UNKNOWN."""
_CODES = {name: code for code, name in sorted(_STATUSES.items(), reverse=True)}
_SECONDS = re.compile(r"\d{1,6}")
_ID = re.compile(r"[\w.:-]{8,128}")
_SUCCESSES = range(200, 300)
_FAILURES = range(400, 600)

Json = dict[str, Any]


def envelope(http_status: int, body: Any, *, reason: str = "", retry_after: str = "") -> tuple[int, Json]:
    """The status that the failure deserves, and its envelope.

    *body* is what came: decoded JSON, or text. A failure that hides in a success gets the code that it names, else
    502. A vendor's own code, or *reason*, becomes a google.rpc.ErrorInfo; a Retry-After in seconds a RetryInfo; a
    `param` that looks like the number of a request a RequestInfo (ModelVerse's error page).
    """
    found = innermost(body)
    code = found.get("code")
    status = http_status if http_status not in _SUCCESSES else _hidden_status(found)
    named = found.get("status")
    error: Json = {
        "code": status,
        "message": _text(found.get("message") or found.get("msg") or ""),
        "status": named if isinstance(named, str) and named else _STATUSES.get(status, "UNKNOWN"),
        "details": [item for item in _list(found.get("details")) if isinstance(item, dict)],
    }
    if not reason and isinstance(code, str) and not code.isdigit():
        reason = code[:200]
    if reason:
        error["details"].append(_error_info(reason, found.get("type")))
    if request_id := _request_id(found.get("param")):
        error["details"].append({"@type": "type.googleapis.com/google.rpc.RequestInfo", "requestId": request_id})
    if _SECONDS.fullmatch(retry_after) and not any("retryDelay" in item for item in error["details"]):
        error["details"].append({"@type": "type.googleapis.com/google.rpc.RetryInfo", "retryDelay": f"{retry_after}s"})
    return status, {"error": error}


def _hidden_status(error: Json) -> int:
    code, named = error.get("code"), error.get("status")
    number = int(code) if isinstance(code, str) and re.fullmatch(r"\d{3}", code) else code
    if isinstance(number, int) and number in _FAILURES:
        return number
    return _CODES.get(named, 502) if isinstance(named, str) else 502


def innermost(body: Any, depth: int = 0) -> Json:
    """The error itself, out of lists, nested envelopes and JSON inside messages."""
    if isinstance(body, list):
        body = body[0] if body else {}
    if isinstance(body, str):
        return _inside_text(body, depth)
    if not isinstance(body, dict):
        return {}
    if depth >= _DEEPEST:
        return body
    if nested := body.get("error") or body.get("detail"):
        return innermost(nested, depth + 1)
    message = body.get("message")
    if isinstance(message, (str, dict)):
        return {**body, **innermost(message, depth + 1)}
    return body


def _inside_text(text: str, depth: int) -> Json:
    if text.lstrip()[:1] == "{" and depth < _DEEPEST:
        try:
            return innermost(msgspec.json.decode(text), depth + 1)
        except (ValueError, RecursionError):
            pass
    return {"message": text}


def _request_id(param: object) -> str:
    return param if isinstance(param, str) and _ID.fullmatch(param) and any(map(str.isdigit, param)) else ""


def _error_info(reason: str, domain: object) -> Json:
    info = {"@type": "type.googleapis.com/google.rpc.ErrorInfo", "reason": reason}
    return {**info, "domain": domain[:200]} if isinstance(domain, str) and domain else info


def _text(value: object) -> str:
    return value[:_LONGEST_MESSAGE] if isinstance(value, str) else ""


def _list(value: object) -> list[Any]:
    return value if isinstance(value, list) else []
