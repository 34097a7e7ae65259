"""Who and what is let in: the key, the model, the frame of the request."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from aiohttp import web

from bot.playground.gemini import catalog, errors
from bot.playground.gemini.catalog import Model
from bot.playground.gemini.errors import GoogleError

LARGEST_REQUEST = 100 * 1024 * 1024


@dataclass(frozen=True, slots=True)
class Door:
    key: str
    models: Mapping[str, Model]
    retired: frozenset[str]

    def check_key(self, request: web.Request) -> None:
        """The key is taken from its header only: in an address it would end up in logs."""
        given = request.headers.get("x-goog-api-key")
        if not given:
            raise errors.key_missing()
        if given != self.key:
            raise errors.key_invalid()

    def model_for(self, request: web.Request) -> Model:
        """The model of an acceptable ``generateContent``, judged before its body is read."""
        self.check_key(request)
        name = request.match_info["model"]
        if name in self.retired:
            raise errors.model_retired(name)
        if name == catalog.TEXT_MODEL:
            raise errors.invalid("This model only supports text output.", "generation_config.response_modalities")
        if name not in self.models:
            raise errors.model_unknown(name)
        if request.content_type != "application/json" or "Content-Encoding" in request.headers:
            raise errors.invalid("The request must be plain application/json.")
        if request.content_length is None or "Transfer-Encoding" in request.headers:
            raise GoogleError(411, "INVALID_ARGUMENT", "POST requests require a Content-Length header.")
        if request.content_length > LARGEST_REQUEST:
            raise errors.too_large(LARGEST_REQUEST)
        return self.models[name]


def page(models: Mapping[str, Model], query: Mapping[str, str]) -> dict[str, Any]:
    """One page of ``GET /v1beta/models``."""
    entries = catalog.listing(models)
    try:
        start, size = int(query.get("pageToken", 0)), int(query.get("pageSize", 50))
    except ValueError:
        raise errors.invalid("Invalid page token or size.", "page_token") from None
    shown: dict[str, Any] = {"models": entries[start : start + size]}
    if start + size < len(entries):
        shown["nextPageToken"] = str(start + size)
    return shown
