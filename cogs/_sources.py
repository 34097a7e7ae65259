"""What a grounded reply rests on: sources that lead to their pages, and searches that lead to their results."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any, NamedTuple
from urllib.parse import urlsplit

from discord import ButtonStyle
from discord.ui import ActionRow, Button

from bot.core.citations import Citations, Source
from bot.core.turn import Turn
from cogs._words import calm, cut, label, link, search_address, web_address

EARLIER = "Sources of the picture this was made from:"
MORE = "see Details"

SUGGESTIONS = 5
"""Buttons of a row (Discord docs, Action Row)."""
ROWS = 2
LABEL = 80
"""Characters of a button's label (Discord docs, Button)."""

_TITLE = 80
_ADDRESS = 1500
"""Characters of a source's address: Google leads there by way of long ones of its own."""


@dataclass(frozen=True, slots=True)
class Listed:
    """Lines of sources; `left` counts those for which there was no room."""

    text: str
    left: int


class Grounds(NamedTuple):
    """What an answer rests on itself, and what the pictures rest on that it was made from."""

    own: Citations
    earlier: Citations = Citations()


def grounds(turn: Turn) -> Grounds:
    """Also those of the words that a failure quotes."""
    if turn.reply:
        return Grounds(turn.reply.citations, turn.reply.earlier)
    return Grounds(turn.failure.citations if turn.failure else Citations())


def numbered(grounds: Grounds) -> Sequence[Source]:
    """The own sources, whose numbers stand in the words, then those of the pictures before."""
    own = grounds.own.sources
    known = {(source.uri, source.of_image) for source in own}
    return (*own, *(source for source in grounds.earlier.sources if (source.uri, source.of_image) not in known))


def listed(grounds: Grounds, room: int, *, more: str = MORE) -> Listed:
    """All sources in at most *room* characters: the own ones line by line, the earlier ones in one line.

    *more* says where the rest is to be found.
    """
    own = len(grounds.own.sources)
    shown = [(number, source) for number, source in enumerate(numbered(grounds), start=1) if _can_be_shown(source)]
    entries = [(number, f"{number}. {_source(source)}") for number, source in shown]
    kept = _fitting(entries, room - len(f"\n-# {EARLIER}\n-# and 99 more: {more}"))
    left = len(entries) - len(kept)
    lines = [f"-# {entry}" for number, entry in kept if number <= own]
    if earlier := " · ".join(entry for number, entry in kept if number > own):
        lines.append(f"-# {EARLIER} {earlier}")
    if left:
        lines.append(f"-# and {left} more: {more}")
    return Listed("\n".join(lines), left)


def suggestions(grounds: Grounds) -> Iterator[ActionRow[Any]]:
    """Each search as a button to Google's results: the own ones, then as many of those before as there is room for.

    A search without words is none.
    """
    searches = dict.fromkeys(map(calm, (*grounds.own.queries, *grounds.earlier.queries)))
    buttons = [_suggestion(words) for words in searches if words][: ROWS * SUGGESTIONS]
    for start in range(0, len(buttons), SUGGESTIONS):
        yield ActionRow(*buttons[start : start + SUGGESTIONS])


def address(source: Source) -> str | None:
    """Where a source is, if that can be a link."""
    return web_address(source.uri, _ADDRESS)


def _can_be_shown(source: Source) -> bool:
    """A picture without its page may not be named (Google's guide, grounding with image search)."""
    return not source.of_image or address(source) is not None


def _fitting(entries: Sequence[tuple[int, str]], room: int) -> list[tuple[int, str]]:
    """Those that fit; a long one may stay out where a short one after it goes in."""
    kept: list[tuple[int, str]] = []
    for number, entry in entries:
        if (needed := len(entry) + len("-# \n")) <= room:
            kept.append((number, entry))
            room -= needed
    return kept


def _source(source: Source) -> str:
    where = address(source)
    title = label(source.title, _TITLE) or label(_host(source.uri), _TITLE) or "a page"
    kind = " (picture)" if source.of_image else ""
    return (link(title, where) if where else title) + kind


def _host(uri: str) -> str:
    try:
        return urlsplit(uri).hostname or ""
    except ValueError:
        return ""


def _suggestion(words: str) -> Button[Any]:
    return Button(label=cut(f"🔎 {words}", LABEL), style=ButtonStyle.link, url=search_address(words))
