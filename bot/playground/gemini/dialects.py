"""Errors in each provider's clothes."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any

from bot.playground.gemini.errors import GoogleError


@dataclass(frozen=True, slots=True)
class Told:
    """One error on the wire: ``body`` is JSON."""

    status: int
    body: Any
    headers: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Line:
    """How a provider tells one kind of error; without a message it tells Google's."""

    status: int
    code: str | int = ""
    message: str = ""
    type: str = ""


Dialect = Callable[[GoogleError, str], Told]
"""An error and the id of the request → what is sent."""


def google(error: GoogleError, _: str) -> Told:
    return Told(error.code, error.body())


# new-api: types/error.go, middleware/auth.go, middleware/distributor.go, docs page of each relay.
NEW_API: Mapping[str, Line] = {
    "no key": Line(401, message="No token was given"),
    "key": Line(401, message="Invalid token"),
    "path": Line(404, message="Invalid URL", type="invalid_request_error"),
    "model": Line(503, "model_not_found", "No available channel for this model under group default (distributor)"),
    "retired": Line(503, "model_not_found", "No available channel for this model under group default (distributor)"),
    "group": Line(403, "access_denied", "This token has no access to this group"),
    "address": Line(403, "access_denied", "Your IP is not in the list of addresses allowed for this token"),
    "no balance": Line(403, "insufficient_user_quota", "The user's quota is not enough"),
    "permission": Line(403, "access_denied", "This token has no permission for asynchronous tasks"),
    "blocked": Line(400, "prompt_blocked", "The request was blocked by Gemini: PROHIBITED_CONTENT"),
    "empty": Line(500, "empty_response", "Gemini gave an empty response"),
    "wrong domain": Line(401, message="Invalid token"),
}
MODELVERSE: Mapping[str, Line] = {
    "no key": Line(401, "auth_error", "No api key was given", "auth_error"),
    "key": Line(401, "auth_error", "Invalid api key", "auth_error"),
    "path": Line(404, "not_found", "404 page not found", "invalid_request_error"),
    "model": Line(400, "model_error", "The model does not exist or you have no permission for it", "model_error"),
    "retired": Line(400, "model_error", "The model does not exist or you have no permission for it", "model_error"),
    "group": Line(400, "model_error", "This key has no permission for the model", "model_error"),
    "no balance": Line(403, "insufficient_balance", "Your balance is not enough", "auth_error"),
    "blocked": Line(400, "sensitive_check_error", "The input holds sensitive words", "sensitive_check_error"),
    "too large": Line(400, "tokens_too_long", "The input is too long", "invalid_request_error"),
}
_MODELVERSE_BY_STATUS: Mapping[int, tuple[str, str]] = {
    400: ("param_error", "invalid_request_error"),
    408: ("timeout_error", "server_error"),
    429: ("rate_limit", "rate_limit_error"),
    500: ("internal_error", "server_error"),
    503: ("model_server_error", "server_error"),
    504: ("gateway_timeout_error", "server_error"),
}
LITELLM: Mapping[str, Line] = {
    "no key": Line(401, "401", "Authentication Error, No api key passed in.", "auth_error"),
    "key": Line(401, "401", "Authentication Error, Invalid proxy server token passed.", "token_not_found_in_db"),
    "path": Line(404, "404", "Not Found", "None"),
    "no balance": Line(400, "400", "Budget has been exceeded!", "budget_exceeded"),
    "group": Line(401, "401", "Key not allowed to access model.", "key_model_access_denied"),
}


def new_api(lines: Mapping[str, Line] = NEW_API, kind: str = "new_api_error") -> Dialect:
    """``{"error": {message, type, param, code}}`` with the request's id in the message; ``code`` of any type."""

    def told(error: GoogleError, request_id: str) -> Told:
        line = lines.get(error.kind) or Line(error.code, _upstream_code(error), type="upstream_error")
        message = f"{line.message or error.message} (request id: {request_id})"
        inside = {"message": message, "type": line.type or kind, "param": "", "code": line.code}
        return Told(line.status, {"error": inside}, {"X-Oneapi-Request-Id": request_id})

    return told


def modelverse(error: GoogleError, request_id: str) -> Told:
    """The request's id is in ``param``, and ``code`` is a word."""
    code, kind = _MODELVERSE_BY_STATUS.get(error.code, ("internal_error", "server_error"))
    line = MODELVERSE.get(error.kind) or Line(error.code, code, error.message, kind)
    inside = {"message": line.message, "type": line.type, "param": request_id, "code": line.code}
    return Told(line.status, {"error": inside})


def litellm(error: GoogleError, request_id: str) -> Told:
    """The proxy's own errors; what comes from Google passes untranslated."""
    line = LITELLM.get(error.kind)
    if line is None:
        return google(error, request_id)
    inside = {"message": line.message, "type": line.type, "param": "key", "code": line.code}
    return Told(line.status, {"error": inside})


def _upstream_code(error: GoogleError) -> str | int:
    """Relays show the upstream's status in three ways; which one depends on what went wrong."""
    if error.code >= 500:  # noqa: PLR2004 - HTTP
        return "bad_response_status_code"
    return error.code if error.code == 429 else error.status  # noqa: PLR2004 - HTTP
