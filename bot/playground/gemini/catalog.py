"""What each image model takes and gives: Google's image guide and model cards, state of November 2026."""

from collections.abc import Mapping
from dataclasses import dataclass
from math import log

_TEN: Mapping[str, tuple[int, int]] = {
    "1:1": (1024, 1024),
    "2:3": (848, 1264),
    "3:2": (1264, 848),
    "3:4": (896, 1200),
    "4:3": (1200, 896),
    "4:5": (928, 1152),
    "5:4": (1152, 928),
    "9:16": (768, 1376),
    "16:9": (1376, 768),
    "21:9": (1584, 672),
}
_FOURTEEN = {**_TEN, "1:4": (512, 2048), "4:1": (2048, 512), "1:8": (384, 3072), "8:1": (3072, 384)}
_FIRST = {
    "1:1": (1024, 1024),
    "2:3": (832, 1248),
    "3:2": (1248, 832),
    "3:4": (864, 1184),
    "4:3": (1184, 864),
    "4:5": (896, 1152),
    "5:4": (1152, 896),
    "9:16": (768, 1344),
    "16:9": (1344, 768),
    "21:9": (1536, 672),
}
# 2K and 4K are exactly two and four times 1K, 512 exactly half of it.
_HALVES = {"512": 1, "1K": 2, "2K": 4, "4K": 8}


@dataclass(frozen=True, slots=True)
class Model:
    """One image model. ``tokens`` holds the output tokens of a picture by size and thereby the sizes it takes."""

    id: str
    title: str
    tokens: Mapping[str, int]
    pixels_1k: Mapping[str, tuple[int, int]]
    references: int = 14
    levels: tuple[str, ...] = ()
    thinks: bool = True
    search: frozenset[str] = frozenset()
    sized: bool = True
    refused_settings: frozenset[str] = frozenset()

    def pixels(self, ratio: str, size: str) -> tuple[int, int]:
        width, height = self.pixels_1k[ratio]
        halves = _HALVES[size]
        return width * halves // 2, height * halves // 2

    def nearest_ratio(self, width: int, height: int) -> str:
        def distance(ratio: str) -> float:
            w, h = self.pixels_1k[ratio]
            return abs(log(width / height) - log(w / h))

        return min(self.pixels_1k, key=distance)


_WEB = frozenset({"webSearch"})
_BOTH = frozenset({"webSearch", "imageSearch"})

MODELS: tuple[Model, ...] = (
    Model(
        "gemini-nano-banana-2.1",
        "Gemini Nano Banana 2.1",
        {"1K": 1120, "2K": 1680, "4K": 3780},
        _FOURTEEN,
        levels=("MINIMAL", "MEDIUM", "HIGH"),
        search=_BOTH,
        refused_settings=frozenset({"temperature", "seed"}),
    ),
    Model(
        "gemini-3-pro-image",
        "Nano Banana Pro",
        {"1K": 1120, "2K": 1120, "4K": 2000},
        _TEN,
        search=_WEB,
    ),
    Model(
        "gemini-3.1-flash-image",
        "Nano Banana 2",
        {"512": 747, "1K": 1120, "2K": 1680, "4K": 2520},
        _FOURTEEN,
        levels=("MINIMAL", "HIGH"),
        search=_BOTH,
    ),
    Model(
        "gemini-3.1-flash-lite-image",
        "Nano Banana 2 Lite",
        {"1K": 1120},
        _TEN,
        levels=("MINIMAL", "HIGH"),
    ),
    Model(
        "gemini-2.5-flash-image",
        "Nano Banana",
        {"1K": 1290},
        _FIRST,
        references=3,
        thinks=False,
        sized=False,
    ),
)
TEXT_MODEL = "gemini-3.7-flash"


def listing(models: Mapping[str, Model]) -> list[dict[str, object]]:
    """What ``GET /v1beta/models`` shows: the image models and one that only writes."""
    entries = [_entry(model.id, model.title, model.thinks) for model in models.values()]
    return [_entry(TEXT_MODEL, "Gemini 3.7 Flash", thinks=True), *entries]


def _entry(model: str, title: str, thinks: bool) -> dict[str, object]:
    return {
        "name": f"models/{model}",
        "version": "001",
        "displayName": title,
        "description": f"{title}, painted by Plantain's playground",
        "inputTokenLimit": 65536,
        "outputTokenLimit": 32768,
        "supportedGenerationMethods": ["generateContent", "countTokens", "batchGenerateContent"],
        "thinking": thinks,
    }
