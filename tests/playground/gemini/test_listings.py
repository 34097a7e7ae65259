"""Lists of models."""

import pytest

from bot.playground.gemini.catalog import MODELS
from bot.playground.gemini.errors import GoogleError
from bot.playground.gemini.listings import listed, page, shown

MODELS_BY_ID = {model.id: model for model in MODELS}


def test_the_list_comes_in_pages() -> None:
    """Following the tokens gives every model once."""
    first = page(MODELS_BY_ID, {"pageSize": "4"})
    second = page(MODELS_BY_ID, {"pageSize": "4", "pageToken": first["nextPageToken"]})
    assert len({entry["name"] for entry in [*first["models"], *second["models"]]}) == len(MODELS_BY_ID) + 1
    assert "nextPageToken" not in second
    with pytest.raises(GoogleError):
        page(MODELS_BY_ID, {"pageToken": "x"})


def test_each_kind_of_provider_lists_in_its_own_form() -> None:
    """Bare names at a relay, OpenAI's objects, Vertex's publisher models."""
    assert listed("google", MODELS_BY_ID, {})["models"][1]["name"] == "models/gemini-nano-banana-2.1"
    assert listed("relay", MODELS_BY_ID, {})["models"][1]["name"] == "gemini-nano-banana-2.1"
    assert listed("openai", MODELS_BY_ID, {})["data"][0]["id"] == "gemini-nano-banana-2.1"
    vertex = listed("publisher", MODELS_BY_ID, {})["publisherModels"]
    assert vertex[0]["name"] == "publishers/google/models/gemini-nano-banana-2.1"


def test_one_model_is_shown_and_an_unknown_one_is_not() -> None:
    """A single entry is that of the list."""
    assert shown(MODELS_BY_ID, "gemini-3-pro-image")["displayName"] == "Nano Banana Pro"
    with pytest.raises(GoogleError):
        shown(MODELS_BY_ID, "gemini-9")
