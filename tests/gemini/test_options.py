"""Options → configuration."""

import pytest

from bot.core.request import Options, Search, Thinking
from bot.gemini.options import configuration


def wire(options: Options) -> dict[str, object]:
    return configuration(options).model_dump(exclude_none=True, mode="json")


def test_nothing_chosen_sends_nothing_but_the_modalities() -> None:
    """Words and picture are always asked for; the rest is the family's default."""
    assert wire(Options()) == {"response_modalities": ["TEXT", "IMAGE"]}


def test_every_choice_is_sent() -> None:
    """Ratio, size, thinking and both searches."""
    sent = wire(Options("16:9", "2K", Thinking.HIGH, Search.WEB_AND_IMAGES))
    assert sent["image_config"] == {"aspect_ratio": "16:9", "image_size": "2K"}
    assert sent["thinking_config"] == {"thinking_level": "HIGH"}
    assert sent["tools"] == [{"google_search": {"search_types": {"web_search": {}, "image_search": {}}}}]


def test_web_search_alone_names_no_types() -> None:
    """No types means web only (Google's guide, grounding)."""
    assert wire(Options(search=Search.WEB))["tools"] == [{"google_search": {}}]


@pytest.mark.parametrize(("size", "spelt"), [("0.5K", "512"), ("1K", "1K"), ("4K", "4K")])
def test_the_half_size_is_spelt_googles_way(size: str, spelt: str) -> None:
    """“0.5K” and “512px” are ignored or refused by Google."""
    assert wire(Options(size=size))["image_config"] == {"image_size": spelt}
