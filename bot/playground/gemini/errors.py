"""Errors as Google tells them; `dialects` puts them into the words of other providers."""

from collections.abc import Mapping, Sequence
from typing import Any

SERVICE = "generativelanguage.googleapis.com"


class GoogleError(Exception):
    """An answer in the envelope ``{"error": {"code", "message", "status", "details"}}``.

    ``kind`` names what happened, for providers that tell it in another way; empty for what a relay passes on.
    """

    def __init__(
        self, code: int, status: str, message: str, details: Sequence[Mapping[str, Any]] = (), *, kind: str = ""
    ) -> None:
        super().__init__(message)
        self.code = code
        self.status = status
        self.message = message
        self.details = [dict(detail) for detail in details]
        self.kind = kind

    def body(self) -> dict[str, Any]:
        error: dict[str, Any] = {"code": self.code, "message": self.message, "status": self.status}
        if self.details:
            error["details"] = self.details
        return {"error": error}


def invalid(message: str, field: str = "") -> GoogleError:
    """400 INVALID_ARGUMENT; ``field`` is the snake_case path that Google's ``BadRequest`` detail names."""
    violations = [{"field": field, "description": message}] if field else []
    return GoogleError(400, "INVALID_ARGUMENT", message, bad_request(violations))


def bad_request(violations: Sequence[Mapping[str, str]]) -> list[dict[str, Any]]:
    if not violations:
        return []
    return [{"@type": "type.googleapis.com/google.rpc.BadRequest", "fieldViolations": [dict(v) for v in violations]}]


def key_missing() -> GoogleError:
    return GoogleError(
        403,
        "PERMISSION_DENIED",
        "Method doesn't allow unregistered callers (callers without established identity). "
        "Please use API Key or other form of API consumer identity to call this API.",
        kind="no key",
    )


def key_invalid() -> GoogleError:
    message = "API key not valid. Please pass a valid API key."
    return GoogleError(
        400,
        "INVALID_ARGUMENT",
        message,
        [
            {
                "@type": "type.googleapis.com/google.rpc.ErrorInfo",
                "reason": "API_KEY_INVALID",
                "domain": "googleapis.com",
                "metadata": {"service": SERVICE},
            },
            {"@type": "type.googleapis.com/google.rpc.LocalizedMessage", "locale": "en-US", "message": message},
        ],
        kind="key",
    )


def token_invalid() -> GoogleError:
    return GoogleError(
        401,
        "UNAUTHENTICATED",
        "Request had invalid authentication credentials. Expected OAuth 2 access token, login cookie or other valid "
        "authentication credential.",
        kind="key",
    )


def path_unknown(method: str, path: str) -> GoogleError:
    return GoogleError(404, "NOT_FOUND", f"{method} {path} is not part of the stand-in.", kind="path")


def model_unknown(model: str) -> GoogleError:
    return GoogleError(
        404,
        "NOT_FOUND",
        f"models/{model} is not found for API version v1beta, or is not supported for generateContent. "
        "Call ListModels to see the list of available models and their supported methods.",
        kind="model",
    )


def model_retired(model: str) -> GoogleError:
    return GoogleError(
        404,
        "NOT_FOUND",
        f"This model models/{model} is no longer available. "
        "Please update your code to use a newer model for the latest features and improvements.",
        kind="retired",
    )


def too_large(limit: int) -> GoogleError:
    return GoogleError(
        413, "INVALID_ARGUMENT", f"Request payload size exceeds the limit: {limit} bytes.", kind="too large"
    )


def picture_unreadable() -> GoogleError:
    return invalid(
        "Unable to process input image. Please retry or report in https://developers.generativeai.google/guide/troubleshooting"
    )
