"""Lists of models, as each kind of provider shows them."""

from collections.abc import Mapping, Sequence
from typing import Any

from bot.playground.gemini import catalog, errors
from bot.playground.gemini.catalog import Model
from bot.playground.gemini.manners import Listing

Models = Mapping[str, Model]


def listed(kind: Listing, models: Models, query: Mapping[str, str]) -> dict[str, Any]:
    return page(models, query) if kind == "google" else _WHOLE[kind](models)


def shown(models: Models, model: str) -> dict[str, Any]:
    """Google's entry of one model. Raises 404."""
    for entry in catalog.listing(models):
        if entry["name"] == f"models/{model}":
            return entry
    raise errors.model_unknown(model)


def page(models: Models, query: Mapping[str, str]) -> dict[str, Any]:
    """One page of ``GET /v1beta/models``."""
    return paged("models", catalog.listing(models), query)


def paged(name: str, entries: Sequence[Any], query: Mapping[str, str]) -> dict[str, Any]:
    """What *query* asks for of *entries*, under *name*, and how the rest is to be had."""
    try:
        start, size = int(query.get("pageToken", 0)), int(query.get("pageSize", 50))
    except ValueError:
        raise errors.invalid("Invalid page token or size.", "page_token") from None
    part: dict[str, Any] = {name: entries[start : start + size]}
    if start + size < len(entries):
        part["nextPageToken"] = str(start + size)
    return part


def _relay(models: Models) -> dict[str, Any]:
    """new-api, controller/model.go: bare names and no methods."""
    names = [catalog.TEXT_MODEL, *models]
    return {"models": [{"name": name, "displayName": name} for name in names], "nextPageToken": None}


def _openai(models: Models) -> dict[str, Any]:
    entries = [{"id": name, "object": "model", "created": 0, "owned_by": "google"} for name in models]
    return {"object": "list", "data": entries}


def _publisher(models: Models) -> dict[str, Any]:
    return {"publisherModels": [{"name": f"publishers/google/models/{name}", "versionId": "001"} for name in models]}


_WHOLE = {"relay": _relay, "openai": _openai, "publisher": _publisher}
