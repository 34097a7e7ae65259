"""The table of models."""

import pytest

from bot.playground.gemini.catalog import MODELS, TEXT_MODEL, listing

BY_ID = {model.id: model for model in MODELS}


@pytest.mark.parametrize(
    ("model", "ratio", "size", "expected"),
    [
        ("gemini-nano-banana-2.1", "16:9", "2K", (2752, 1536)),
        ("gemini-nano-banana-2.1", "1:8", "4K", (1536, 12288)),
        ("gemini-3.1-flash-image", "21:9", "512", (792, 336)),
        ("gemini-3.1-flash-image", "2:3", "512", (424, 632)),
        ("gemini-3-pro-image", "4:5", "4K", (3712, 4608)),
        ("gemini-2.5-flash-image", "16:9", "1K", (1344, 768)),
    ],
)
def test_pixels_follow_googles_table(model: str, ratio: str, size: str, expected: tuple[int, int]) -> None:
    """Width and height are Google's for the model, ratio and size."""
    assert BY_ID[model].pixels(ratio, size) == expected


def test_a_photo_gets_the_nearest_ratio_that_the_model_has() -> None:
    """A ratio in between goes to its nearest neighbour, and extremes to what the model has."""
    assert BY_ID["gemini-nano-banana-2.1"].nearest_ratio(4000, 3000) == "4:3"
    assert BY_ID["gemini-nano-banana-2.1"].nearest_ratio(100, 900) == "1:8"
    assert BY_ID["gemini-3-pro-image"].nearest_ratio(100, 900) == "9:16"


def test_the_listing_has_the_image_models_and_one_that_only_writes() -> None:
    """A client has to tell image models from others."""
    names = [entry["name"] for entry in listing(BY_ID)]
    assert names == [f"models/{TEXT_MODEL}", *(f"models/{model}" for model in BY_ID)]
