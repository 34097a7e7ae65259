"""What an answer of the model costs, counted from what the stand-in reported and the catalog's list alone."""

from collections.abc import Mapping
from typing import Any, Final

from bot.core.catalog import Catalog

FAMILY: Final = "nano-banana-2"
_LIST: Final = Catalog.load().family(FAMILY).price
"""US dollars for a million tokens, which is millionths of a US dollar for one."""


def price(answer: Any) -> int | None:
    """Millionths of a US dollar; None for an answer that says nothing of its usage."""
    return price_at(_LIST, answer)


def price_at(prices: Mapping[str, float], answer: Any) -> int | None:
    """The same by a list of *prices*."""
    usage = answer.get("usageMetadata") if isinstance(answer, Mapping) else None
    if not usage:
        return None
    made = {part["modality"]: part["tokenCount"] for part in usage["candidatesTokensDetails"]}
    words = made.get("TEXT", 0) + usage.get("thoughtsTokenCount", 0)
    tokens: dict[str, int] = {"prompt": usage["promptTokenCount"], "words": words, "pictures": made.get("IMAGE", 0)}
    return round(sum(count * prices[kind] for kind, count in tokens.items()))
