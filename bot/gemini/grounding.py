"""Grounding metadata → citations. Everything in it comes from strangers' pages."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlsplit

from bot.core.citations import Citations, Mark, Source

_MOST_CHUNKS = 300
_MOST_SOURCES = 30
_MOST_MARKS = 200
_MOST_QUERIES = 10
_MOST_BILLED = 100
"""Searches of one answer that are believed: far above any known count, and some two dollars."""
_LONGEST_URI = 2000
_LONGEST_TITLE = 300
_LONGEST_QUERY = 300


@dataclass(frozen=True, slots=True)
class Place:
    """Where a part has been put, and where a byte offset within it has gone."""

    position: int
    offset: Callable[[int], int]


def moved(metadata: Any, places: Mapping[int, Place]) -> Any:
    """*metadata* as it is right for parts that have been put elsewhere; without what cites parts that are gone."""
    if not isinstance(metadata, Mapping):
        return metadata
    supports = [_moved(support, places) for support in _list(metadata, "groundingSupports")[:_MOST_MARKS]]
    return {**metadata, "groundingSupports": [support for support in supports if support]}


def _moved(support: Any, places: Mapping[int, Place]) -> Mapping[str, Any] | None:
    part, end = _cited(support)
    place = places.get(part) if part is not None else None
    if place is None or end is None:
        return None
    return {**support, "segment": {"partIndex": place.position, "endIndex": place.offset(end)}}


def citations(metadata: Any, text_parts: Sequence[int]) -> Citations:
    """*text_parts*: where, among all parts, the texts stand that people read. Source: GroundingMetadata reference.

    Google's rendered search suggestions (`searchEntryPoint`) are a stranger's HTML, which nobody here can show.
    """
    if not isinstance(metadata, Mapping):
        return Citations()
    numbers, sources = _sources(_list(metadata, "groundingChunks"))
    marks = [_mark(support, numbers, text_parts) for support in _list(metadata, "groundingSupports")[:_MOST_MARKS]]
    asked = _queries(metadata)
    shown = tuple(dict.fromkeys(query[:_LONGEST_QUERY] for query in asked))[:_MOST_QUERIES]
    return Citations(tuple(sources), tuple(mark for mark in marks if mark), shown, min(len(asked), _MOST_BILLED))


def _sources(chunks: Sequence[Any]) -> tuple[dict[int, int], list[Source]]:
    """Sources without repeats, and for each chunk the number of its source."""
    numbers: dict[int, int] = {}
    sources: list[Source] = []
    for position, chunk in enumerate(chunks[:_MOST_CHUNKS]):
        source = _source(chunk)
        if source and source not in sources and len(sources) < _MOST_SOURCES:
            sources.append(source)
        if source in sources:
            numbers[position] = sources.index(source)
    return numbers, sources


def _source(chunk: Any) -> Source | None:
    """The page behind a chunk; for images the guide says `uri` and the schema `sourceUri`, both mean the page.

    A picture whose page is not told is no source: Google asks that it leads to the page that shows it.
    """
    if not isinstance(chunk, Mapping):
        return None
    for kind in ("web", "image"):
        found = chunk.get(kind)
        if isinstance(found, Mapping):
            page = next(
                (uri for key in ("sourceUri", "uri") if isinstance(uri := found.get(key), str) and _is_page(uri)), None
            )
            if page and page != found.get("imageUri"):
                title = found.get("title") or found.get("domain")
                named = title if isinstance(title, str) else urlsplit(page).netloc
                return Source(page, named[:_LONGEST_TITLE], of_image=kind == "image")
    return None


def _is_page(uri: str) -> bool:
    try:
        parts = urlsplit(uri)
    except ValueError:
        return False
    return parts.scheme in {"http", "https"} and bool(parts.netloc) and len(uri) <= _LONGEST_URI


def _mark(support: Any, numbers: Mapping[int, int], text_parts: Sequence[int]) -> Mark | None:
    part, end = _cited(support)
    if end is None or part not in text_parts:
        return None
    chunks = map(_number, _list(support, "groundingChunkIndices")[:_MOST_CHUNKS])
    cited = [numbers[chunk] for chunk in chunks if chunk is not None and chunk in numbers]
    return Mark(text_parts.index(part), end, tuple(dict.fromkeys(cited))) if cited else None


def _cited(support: Any) -> tuple[int | None, int | None]:
    """The part that rests on something, and up to which byte."""
    segment = support.get("segment") if isinstance(support, Mapping) else None
    if not isinstance(segment, Mapping):
        return None, None
    return _number(segment.get("partIndex", 0)), _number(segment.get("endIndex"))


def _queries(metadata: Mapping[str, Any]) -> list[str]:
    """Every search, repeated ones too: each is billed (Gemini API pricing page)."""
    asked = [*_list(metadata, "webSearchQueries"), *_list(metadata, "imageSearchQueries")]
    return [query for query in asked if isinstance(query, str) and query.strip()]


def _number(value: object) -> int | None:
    """Relays write numbers as strings, too."""
    if isinstance(value, str) and value.isdecimal():
        value = int(value[:12])
    return value if isinstance(value, int) and not isinstance(value, bool) else None


def _list(holder: Mapping[str, Any], key: str) -> list[Any]:
    value = holder.get(key)
    return value if isinstance(value, list) else []
