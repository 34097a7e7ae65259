"""Words that lean on search results, and the metadata that says where.

The words are full of letters of two, three and four UTF-8 bytes: ``segment`` offsets count bytes, and whoever counts
characters cites the wrong words. Zero values are left out, as Google's JSON does.
"""

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any
from urllib.parse import quote_plus

import msgspec
import pybase64


@dataclass(frozen=True, slots=True)
class Grounded:
    text: str
    metadata: dict[str, Any]


_SENTENCES: Sequence[tuple[str, tuple[int, ...]]] = (
    ("The light follows Vilhelm Hammershøi's évenings — grey, long and still 🌫️.", (0,)),
    ("The shapes are those of the Île Vierge and of São Jorge's cliffs.", (0, 1)),
    ("灯台 and señal are old words for the same promise.", (2,)),
)
_PAGES = (
    ("hammershoi.example", "Hammershøi's rooms & evenings"),
    ("phares.example", "Phares d'Iroise — l'Île Vierge"),
    ("photo.example", "São Jorge in pictures"),
)


def ground(opening: str, topic: str, search: frozenset[str], part_index: int) -> Grounded:
    """``opening`` and three cited sentences; ``part_index`` is the place of the words among the answer's parts."""
    text, supports = opening, []
    for sentence, chunks in _SENTENCES:
        text += " "
        start = len(text.encode())
        text += sentence
        segment = {"partIndex": part_index, "startIndex": start, "endIndex": len(text.encode()), "text": sentence}
        supports.append(
            {
                "segment": {key: value for key, value in segment.items() if value},
                "groundingChunkIndices": list(chunks),
                "confidenceScores": [round(0.97 - 0.11 * at, 2) for at in range(len(chunks))],
            }
        )
    queries = [f"{topic} reference", f"{topic} colours & light"]
    metadata: dict[str, Any] = {
        "searchEntryPoint": _entry_point(queries),
        "groundingChunks": _chunks(search),
        "groundingSupports": supports,
    }
    if "webSearch" in search:
        metadata["webSearchQueries"] = queries
    if "imageSearch" in search:
        metadata["imageSearchQueries"] = [f"{topic} photo"]
    return Grounded(text, metadata)


def _chunks(search: frozenset[str]) -> list[dict[str, Any]]:
    web = [{"web": {"uri": _redirect(domain), "title": domain, "domain": domain}} for domain, _ in _PAGES]
    images = [
        {
            "image": {
                "sourceUri": f"https://{domain}/page",
                "imageUri": f"https://{domain}/picture.jpg",
                "title": title,
                "domain": domain,
            }
        }
        for domain, title in _PAGES
    ]
    if "imageSearch" not in search:
        return web
    return [*web[:2], images[2]] if "webSearch" in search else images


def _redirect(domain: str) -> str:
    mark = pybase64.urlsafe_b64encode(hashlib.sha256(domain.encode()).digest() * 3).decode().rstrip("=")
    return f"https://vertexaisearch.cloud.google.com/grounding-api-redirect/{mark}"


def _entry_point(queries: Sequence[str]) -> dict[str, str]:
    links = [
        (query, f"https://www.google.com/search?q={quote_plus(query)}&client=app-vertex-grounding") for query in queries
    ]
    chips = "".join(f'<a class="chip" href="{url.replace("&", "&amp;")}">{_escaped(query)}</a>' for query, url in links)
    blob = msgspec.json.encode([{"query": query, "url": url} for query, url in links])
    return {
        "renderedContent": f'<style>.container{{align-items:center}}</style><div class="container">{chips}</div>',
        "sdkBlob": pybase64.b64encode_as_string(blob),
    }


def _escaped(text: str) -> str:
    return text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;").replace('"', "&quot;")
