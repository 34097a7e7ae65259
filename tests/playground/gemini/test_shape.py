"""The narrower contract."""

from typing import Any

import pytest

from bot.playground.gemini.shape import OWN_RULES
from tests.playground.gemini.asking import photo, request, searching, user


def test_everything_that_plantain_uses_is_in_it() -> None:
    """A request with every option passes."""
    body = request(
        user("a pear", photo()),
        imageConfig={"aspectRatio": "16:9", "imageSize": "2K"},
        thinkingConfig={"thinkingLevel": "HIGH", "includeThoughts": True},
    )
    settings = [{"category": "HARM_CATEGORY_HARASSMENT", "threshold": "BLOCK_ONLY_HIGH"}]
    whole = {**body, "systemInstruction": {"parts": [{"text": "be kind"}]}, "safetySettings": settings}
    assert OWN_RULES.request(searching(whole, webSearch={}, imageSearch={})) == []


@pytest.mark.parametrize(
    "extra",
    [
        {"generation_config": {}},
        {"labels": {}},
        {"tools": [{"google_search": {}}]},
        {"tools": [{"googleSearch": {"searchTypes": {"web_search": {}}}}]},
        {"tools": [{"googleSearch": {"searchTypes": {"webSearch": True}}}]},
        {"generationConfig": {"imageConfig": {"personGeneration": "ALLOW_ALL"}}},
        {"generationConfig": {"thinkingConfig": {"thinking_level": "HIGH"}}},
        {"generationConfig": {"responseModalities": ["image"]}},
        {"contents": [{"role": "assistant", "parts": [{"text": "a pear"}]}]},
        {"contents": [{"role": "user", "parts": [{"inline_data": {}}]}]},
        {"contents": [{"role": "user", "parts": [{"fileData": {"fileUri": "https://example.org"}}]}]},
    ],
)
def test_whatever_else_there_is_stays_out(extra: dict[str, Any]) -> None:
    """Another case, another product's option and a value of the wrong kind are refused."""
    assert OWN_RULES.request(request(user("a pear")) | extra) != []
