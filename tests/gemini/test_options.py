"""Options → what one model of a provider is sent → configuration."""

from dataclasses import replace

import pytest

from bot.core.request import Options, Search, Thinking
from bot.gemini.experience import RESPELT, WHOLE
from bot.gemini.options import SentOptions, configuration, sent_options
from bot.gemini.presets import Preset
from tests.fakes import CATALOG

FAMILY = CATALOG.family("nano-banana-2")
EVERYTHING = Options("16:9", "2K", Thinking.HIGH, Search.WEB_AND_IMAGES)


def wire(options: Options, family: str = "nano-banana-2") -> dict[str, object]:
    sent = configuration(sent_options(options, CATALOG.family(family), Preset()))
    return sent.model_dump(exclude_none=True, mode="json")


def test_nothing_chosen_sends_nothing_but_the_modalities() -> None:
    """Words and picture are always asked for; the rest is the family's default."""
    assert wire(Options()) == {"response_modalities": ["TEXT", "IMAGE"]}


def test_every_choice_is_sent() -> None:
    """Ratio, size, thinking and both searches."""
    sent = wire(EVERYTHING)
    assert sent["image_config"] == {"aspect_ratio": "16:9", "image_size": "2K"}
    assert sent["thinking_config"] == {"thinking_level": "HIGH"}
    assert sent["tools"] == [{"google_search": {"search_types": {"web_search": {}, "image_search": {}}}}]


@pytest.mark.parametrize(
    ("family", "options", "sent"),
    [
        ("nano-banana-2.1", Options(thoughts=True), {"include_thoughts": True}),
        ("nano-banana-pro", Options(thoughts=True), {"include_thoughts": True}),
        (
            "nano-banana-2",
            Options(None, None, Thinking.HIGH, thoughts=True),
            {"include_thoughts": True, "thinking_level": "HIGH"},
        ),
        ("nano-banana-2.1", Options(), None),
        ("nano-banana", Options(thoughts=True), None),
    ],
)
def test_thoughts_are_asked_for_where_a_family_thinks(
    family: str, options: Options, sent: dict[str, object] | None
) -> None:
    """With or without a level; the first Nano Banana refuses a request that speaks of thinking."""
    assert wire(options, family).get("thinking_config") == sent


def test_level_and_thoughts_are_refused_together() -> None:
    """Both stand in one object of the request, so a provider that refuses it is asked without either."""
    wish = Options(thoughts=True)
    assert sent_options(wish, FAMILY, Preset()).sent == {"modalities", "thinking"}
    left = sent_options(wish, FAMILY, Preset(), {"thinking"})
    assert (left.thoughts, left.left_out, configuration(left).thinking_config) == (False, ("thoughts",), None)
    both = sent_options(replace(wish, thinking=Thinking.HIGH), FAMILY, Preset(), {"thinking", "size"})
    assert both.notes == ("left out, as the image service does not take it: thinking and thoughts",)
    assert both.lost == {"thinking", "thoughts"}
    assert sent_options(Options(thinking=Thinking.HIGH), FAMILY, Preset(), {"thinking"}).left_out == ("thinking",)


def test_web_search_alone_names_no_types() -> None:
    """No types means web only (Google's guide, grounding)."""
    assert wire(Options(search=Search.WEB))["tools"] == [{"google_search": {}}]


@pytest.mark.parametrize(
    ("family", "size", "spelt"),
    [
        ("nano-banana-2", "0.5K", {"image_size": "512"}),
        ("nano-banana-2.1", "0.5K", {"image_size": "1K"}),
        ("nano-banana", "0.5K", None),
        ("nano-banana-2", "4K", {"image_size": "4K"}),
    ],
)
def test_half_a_size_is_spelt_googles_way_or_asked_for_whole(
    family: str, size: str, spelt: dict[str, str] | None
) -> None:
    """“0.5K” and “512px” are ignored or refused by Google; the first Nano Banana takes no size at all."""
    assert wire(Options(size=size), family).get("image_config") == spelt


def test_what_is_sent_has_names() -> None:
    """The names that errors are told apart by."""
    assert sent_options(EVERYTHING, FAMILY, Preset()).sent == {"modalities", "ratio", "size", "thinking", "search"}
    assert sent_options(Options(), FAMILY, Preset()).sent == {"modalities"}


def test_what_is_refused_is_left_out_and_named() -> None:
    """Only what was chosen is named; modalities are nobody's choice."""
    left = sent_options(EVERYTHING, FAMILY, Preset(), {"size", "search", "modalities"})
    assert left == SentOptions((), "16:9", None, Thinking.HIGH, Search.OFF, ("search", "size"))
    assert sent_options(Options(), FAMILY, Preset(), {"size"}).left_out == ()


def test_a_second_spelling_is_taken_once_the_first_was_refused() -> None:
    """12AI's own page writes half a size otherwise than its clients."""
    preset = Preset(second_spelling={"512": "512px"})
    assert sent_options(Options(size="0.5K"), FAMILY, preset, {RESPELT}).size == "512px"
    assert sent_options(Options(size="1K"), FAMILY, preset, {RESPELT}).size == "1K"


def test_a_whole_size_is_asked_for_where_no_half_one_is_drawn() -> None:
    """Other sizes, and a wish without one, are as they were."""
    for size, spelt in (("0.5K", "1K"), ("1K", "1K"), ("4K", "4K"), (None, None)):
        assert sent_options(Options(size=size), FAMILY, Preset(), {WHOLE}).size == spelt
    assert sent_options(Options(size="0.5K"), FAMILY, Preset()).half
    assert not sent_options(Options(size="0.5K"), FAMILY, Preset(), {WHOLE}).half
    assert sent_options(Options(size="0.5K"), FAMILY, Preset(), {WHOLE}).lost == frozenset()
