"""What a provider counted for an answer, in tokens, as far as that can be believed."""

from collections.abc import Iterable, Mapping
from dataclasses import replace
from typing import Any

from bot.core.reply import Usage

_MOST_TOKENS = 2_000_000
"""About twice what the models with the largest window take: more is no count, and would use up any budget."""
_DIGITS = 20

Counts = Mapping[str, Any]
"""An answer's `usageMetadata`."""


def usage(counts: Counts) -> Usage:
    """Picture tokens are given by modality, when at all (UsageMetadata.candidatesTokensDetails)."""
    details = _details(counts)
    pictures = [entry.get("tokenCount", 0) for entry in details if entry.get("modality") == "IMAGE"]
    made = count(counts.get("candidatesTokenCount"))
    drawn = _sum(map(count, pictures)) if details else made
    return Usage(
        prompt=count(counts.get("promptTokenCount")),
        words=max(0, (made or 0) - (drawn or 0)) if details else 0 if made else None,
        pictures=drawn,
        thoughts=count(counts.get("thoughtsTokenCount")),
    )


def bill(counts: Counts, *, withheld: bool) -> Usage | None:
    """What an answer without a picture was counted as: words, where nobody says of what, unless one was *withheld*."""
    counted = usage(counts)
    if not counted.prompt:
        return None
    return counted if withheld or _details(counts) else replace(counted, words=counted.pictures, pictures=0)


def drawn(counts: Counts) -> bool:
    """Whether a picture was counted as such."""
    return bool(_details(counts) and usage(counts).pictures)


def count(value: object) -> int | None:
    """Relays write numbers as strings, too."""
    if isinstance(value, str) and value.isdecimal() and len(value) <= _DIGITS:
        value = int(value)
    return value if isinstance(value, int) and not isinstance(value, bool) and 0 <= value <= _MOST_TOKENS else None


def _details(counts: Counts) -> list[Mapping[str, Any]]:
    found = counts.get("candidatesTokensDetails")
    return [entry for entry in found if isinstance(entry, Mapping)] if isinstance(found, list) else []


def _sum(counts: Iterable[int | None]) -> int | None:
    """None where one of them is unknown."""
    known = list(counts)
    return None if None in known else count(sum(filter(None, known)))
