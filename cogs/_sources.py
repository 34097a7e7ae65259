"""What a grounded reply rests on: sources that lead to their pages, and searches that lead to their results."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlsplit

from discord import ButtonStyle
from discord.ui import ActionRow, Button

from bot.core.citations import Source
from bot.core.reply import Reply
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


def numbered(reply: Reply) -> Sequence[Source]:
    """The reply's own sources, whose numbers stand in its words, then those of the pictures before it."""
    own = reply.citations.sources
    known = {(source.uri, source.of_image) for source in own}
    return (*own, *(source for source in reply.earlier.sources if (source.uri, source.of_image) not in known))


def listed(reply: Reply, room: int, *, more: str = MORE) -> Listed:
    """All sources in at most *room* characters: the own ones line by line, the earlier ones in one line.

    *more* says where the rest is to be found.
    """
    own = len(reply.citations.sources)
    shown = [(number, source) for number, source in enumerate(numbered(reply), start=1) if _can_be_shown(source)]
    entries = [(number, f"{number}. {_source(source)}") for number, source in shown]
    kept = _fitting(entries, room - len(f"\n-# {EARLIER}\n-# and 99 more: {more}"))
    left = len(entries) - len(kept)
    lines = [f"-# {entry}" for number, entry in kept if number <= own]
    if earlier := " · ".join(entry for number, entry in kept if number > own):
        lines.append(f"-# {EARLIER} {earlier}")
    if left:
        lines.append(f"-# and {left} more: {more}")
    return Listed("\n".join(lines), left)


def suggestions(reply: Reply) -> Iterator[ActionRow[Any]]:
    """Every search of the reply as a button to Google's results; for a reply without any, some of those before it."""
    queries = reply.citations.queries[: ROWS * SUGGESTIONS] or reply.earlier.queries[:SUGGESTIONS]
    buttons = [button for button in map(_suggestion, queries) if button]
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


def _suggestion(query: str) -> Button[Any] | None:
    words = calm(query)
    if not words:
        return None
    return Button(label=cut(f"🔎 {words}", LABEL), style=ButtonStyle.link, url=search_address(query))
