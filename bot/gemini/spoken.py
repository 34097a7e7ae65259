"""Addresses in the words of an answer that may stand for its picture: only what is behind them can tell."""

import re
from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import islice

from bot.core.citations import Citations
from bot.gemini.words import Cut, is_link, without

_ADDRESS = re.compile(
    r"(?:^[ \t]{0,8}[-*+•][ \t]{1,4})?(?:"
    r"(?P<image>!)?\[[^\[\]\n]*\]\(\s{0,4}<?(?P<named>(?i:https?)://[^\s<>()\[\]\"]{1,4000})>?"
    r"(?:\s{1,4}\"[^\"\[\]\n]{0,200}\")?\s{0,4}\)"
    r"|(?P<angle><)?(?P<bare>(?i:https?)://[^\s<>\[\]{}\"`\u3000-\u303f\uff00-\uffef]{1,4000})(?(angle)>))",
    re.MULTILINE,
)
"""Markdown, or the address itself, which ends before Chinese punctuation, too; with the mark of a list before it.

Takes time in proportion to the words, whatever they are.
"""
_BEHIND = ".,;:!?'*_~)"
"""What ends a sentence, not an address."""
_NAMED = re.compile(r"\.(?:png|jpe?g|webp)(?:\?|\Z)", re.IGNORECASE)
_MOST_SEEN = 64
_MOST_SURE, _MOST_GUESSED = 8, 4


@dataclass(frozen=True, slots=True)
class Spoken:
    """An address, and from which letter to which it stands, with its Markdown, in which of an answer's texts.

    `sure`: the words themselves say that it is a picture. Else it may be a page that the model speaks of.
    """

    url: str
    text: int
    cut: Cut
    sure: bool


def spoken(texts: Sequence[str]) -> list[Spoken]:
    """Those addresses that are surely pictures, or else those that may be; so many at most."""
    found = [link for number, text in enumerate(texts) for link in _addresses(number, text)]
    sure = [link for link in found if link.sure]
    wanted = list(dict.fromkeys(link.url for link in sure or found))[: _MOST_SURE if sure else _MOST_GUESSED]
    return [link for link in sure or found if link.url in wanted]


def speaks_of_picture(text: str) -> bool:
    """Whether an address in *text* is surely a picture's."""
    return any(link.sure for link in _addresses(0, text))


def silenced(texts: Sequence[str], cited: Citations, links: Collection[Spoken]) -> tuple[tuple[str, ...], Citations]:
    """*texts* without these addresses, and what is cited in them."""
    if not links:
        return tuple(texts), cited
    left = [without(text, [link.cut for link in links if link.text == at]) for at, text in enumerate(texts)]
    marks = tuple(replace(mark, end=left[mark.part].place(mark.end)) for mark in cited.marks)
    return tuple(text.words for text in left), replace(cited, marks=marks)


def _addresses(number: int, text: str) -> Iterator[Spoken]:
    for match in islice(_ADDRESS.finditer(text), _MOST_SEEN):
        start, end = match.span()
        url = match["named"] or match["bare"]
        if match["bare"] and not match["angle"]:
            url = url.rstrip(_BEHIND) if "(" not in url else url.rstrip(_BEHIND.replace(")", ""))
            end = match.start("bare") + len(url)
        if is_link(url):
            alone = bool(match["bare"]) and _is_alone(text, start, end)
            yield Spoken(url, number, Cut(start, end), bool(match["image"]) or (alone and bool(_NAMED.search(url))))


def _is_alone(text: str, start: int, end: int) -> bool:
    """Whether nothing else is in its line."""
    line_end = text.find("\n", end)
    around = text[text.rfind("\n", 0, start) + 1 : start], text[end : None if line_end < 0 else line_end]
    return not "".join(around).strip()
