"""Where a grounded reply got its facts: sources, and which words rest on which source."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from bot.core.limits import EARLIER_QUERIES, EARLIER_SOURCES


@dataclass(frozen=True, slots=True)
class Source:
    """A page; for an image source `uri` is still the page that shows it. Titles come from strangers: escape them."""

    uri: str
    title: str
    of_image: bool = False


@dataclass(frozen=True, slots=True)
class Mark:
    """Words that rest on sources: `end` is a UTF-8 byte offset, exclusive, within text part number `part`.

    Source: Gemini API reference, GroundingSupport.segment.
    """

    part: int
    end: int
    sources: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class Citations:
    """`marks` number `sources` from 0; `queries` are searches that were run, each once, to be offered as suggestions.

    `billed` counts all that were run; 0 where nobody counted.
    """

    sources: tuple[Source, ...] = ()
    marks: tuple[Mark, ...] = ()
    queries: tuple[str, ...] = ()
    billed: int = 0

    def __bool__(self) -> bool:
        """Whether anything was looked up."""
        return bool(self.sources or self.queries)

    @property
    def searches(self) -> int:
        """How many are paid for."""
        return max(self.billed, len(self.queries))


def gathered(newest_first: Iterable[Citations]) -> Citations:
    """The sources and queries of several replies, each once and within bounds; marks belong to words that stay behind.

    A page is one source, whatever its title, but a page and a picture on it are two.
    """
    sources: dict[tuple[str, bool], Source] = {}
    queries: dict[str, None] = {}
    for citations in newest_first:
        for source in citations.sources:
            sources.setdefault((source.uri, source.of_image), source)
        queries.update(dict.fromkeys(citations.queries))
    return Citations(tuple(sources.values())[:EARLIER_SOURCES], (), tuple(queries)[:EARLIER_QUERIES])


@dataclass(frozen=True, slots=True)
class Run:
    """A stretch of words, followed by the numbers (from 1) of the sources that it rests on."""

    words: str
    numbers: tuple[int, ...] = ()


def runs(part: int, text: str, citations: Citations) -> Iterator[Run]:
    """Cut text part number *part* after every marked stretch.

    Offsets beyond the text or inside a character are moved back, unknown sources dropped: they come from outside.
    """
    data, at = text.encode(), 0
    for stop, numbers in _stops(part, data, citations):
        yield Run(data[at:stop].decode(), numbers)
        at = stop
    if at < len(data):
        yield Run(data[at:].decode())


def numbered(texts: Sequence[str], citations: Citations) -> str:
    """*texts*, one below the other, with the numbers (from 1) of the sources that they rest on in brackets."""
    return "\n".join(
        "".join(run.words + "".join(f" [{number}]" for number in run.numbers) for run in runs(part, text, citations))
        for part, text in enumerate(texts)
    )


def _stops(part: int, data: bytes, citations: Citations) -> Sequence[tuple[int, tuple[int, ...]]]:
    """Where numbers stand, in order, and which."""
    found: dict[int, dict[int, None]] = {}
    for mark in citations.marks:
        known = [number + 1 for number in mark.sources if 0 <= number < len(citations.sources)]
        stop = _whole(data, mark.end)
        if mark.part == part and stop > 0 and known:
            found.setdefault(stop, {}).update(dict.fromkeys(known))
    return sorted((stop, tuple(numbers)) for stop, numbers in found.items())


def _whole(data: bytes, end: int) -> int:
    """The nearest character boundary at or before *end*."""
    end = min(end, len(data))
    while 0 < end < len(data) and data[end] & 0xC0 == 0x80:  # noqa: PLR2004 - UTF-8 continuation byte
        end -= 1
    return end
