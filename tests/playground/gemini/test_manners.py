"""Spellings, and what is lost in silence."""

from dataclasses import replace

import pytest

from bot.playground.gemini.errors import GoogleError
from bot.playground.gemini.manners import Manner
from bot.playground.gemini.providers import PROVIDERS
from tests.playground.gemini.asking import simple_call

NEWAPI = PROVIDERS["newapi"]


def size(manner: Manner, asked: str) -> tuple[str | None, list[str]]:
    call, lost = manner.heard(simple_call(size=asked))
    return call.size, lost


def test_a_spelling_is_translated_ignored_or_refused() -> None:
    """The three ways in which providers treat the smallest size."""
    assert size(PROVIDERS["apiyi"], "512px") == ("512", [])
    assert size(NEWAPI, "512px") == (None, ["ignored imageSize 512px"])
    for asked in ("0.5K", "1k"):
        with pytest.raises(GoogleError, match="Invalid image size"):
            NEWAPI.heard(simple_call(size=asked))


def test_ratios_that_a_provider_does_not_list_are_refused_by_name() -> None:
    """The message names the field, so that a client can leave it out."""
    assert PROVIDERS["anyfast"].heard(simple_call(ratio="16:9"))[1] == []
    with pytest.raises(GoogleError, match="aspectRatio '21:9'"):
        PROVIDERS["anyfast"].heard(simple_call(ratio="21:9"))


def test_search_that_is_not_passed_on_is_dropped_with_a_note() -> None:
    """A picture comes, without sources."""
    both = frozenset({"webSearch", "imageSearch"})
    call, lost = PROVIDERS["modelverse"].heard(simple_call(search=both))
    assert (call.search, lost) == (frozenset({"webSearch"}), ["dropped imageSearch"])


def test_models_go_by_the_providers_ids() -> None:
    """The same model under another name, with the same abilities."""
    models = PROVIDERS["12ai"].models()
    assert models["gemini-3.1-flash-image-preview"].tokens == models["gemini-3.1-flash-image"].tokens
    assert models["gemini-3.1-flash-image-preview"].id == "gemini-3.1-flash-image-preview"


def test_ids_can_be_switched_off() -> None:
    """What is retired is no longer sold."""
    manner = NEWAPI.without(frozenset({"gemini-3-pro-image"}))
    assert "gemini-3-pro-image" not in manner.models()
    assert "gemini-3-pro-image" in manner.retired


def test_a_providers_own_failures_take_the_place_of_googles() -> None:
    """A refusal that Google tells in a 200 is an error at a relay."""
    assert isinstance(NEWAPI.known_failures["blocked"], GoogleError)
    assert not isinstance(replace(NEWAPI, failures={}).known_failures["blocked"], GoogleError)
