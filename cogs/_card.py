"""The card: how a finished turn looks, in the design's order: who, pictures, words, sources, facts, buttons."""

from collections.abc import Iterator, Sequence
from typing import Any

from discord import MediaGalleryItem
from discord.ui import Item, LayoutView, MediaGallery, TextDisplay

from bot.core.catalog import Family
from bot.core.citations import Source, runs
from bot.core.picture import Picture
from bot.core.reply import Reply
from bot.core.request import Options, Search
from bot.core.turn import Turn
from cogs._ids import Deed
from cogs._sheet import row, sheet
from cogs._sources import Grounds, listed, suggestions
from cogs._words import cut, link, one_line, plain, tame, web_address

# Shares of the 4000 characters that a post may show; some stay free, as Discord may count an emoji as more than one.
# What the others leave is for the sources: they lead to their pages by long addresses.
HEAD, WORDS, FACTS, TEXT = 700, 1700, 500, 3800
PICTURES = 10
"""Items of a gallery (Discord docs, Media Gallery)."""
ALT = 256
"""Characters of a gallery item's description (discord.py, MediaGalleryItem)."""
_LEAST = 0.001
_FEW_MINUTES, _MANY_MINUTES = 5, 120


def card(
    turn: Turn,
    reply: Reply,
    family: Family | None,
    files: Sequence[str],
    *,
    parent: str | None = None,
    notes: Sequence[str] = (),
) -> LayoutView:
    """*files* name the pictures' files; *parent* is the address of the post that this one goes on from.

    *notes* came up while the pictures were made ready.
    """
    head, words, facts = _head(turn, parent), grounded(reply), _facts(turn, reply, family, notes)
    items: list[Item[Any]] = [TextDisplay(head)]
    if files:
        items.append(_gallery(turn, files))
    if words:
        items.append(TextDisplay(words))
    rests_on = Grounds(reply.citations, reply.earlier)
    if sources := listed(rests_on, TEXT - len(head) - len(words) - len(facts)).text:
        items.append(TextDisplay(sources))
    items.extend(suggestions(rests_on))
    items.append(TextDisplay(facts))
    items.append(row(turn.id, Deed.EDIT, Deed.AGAIN, Deed.RESIZE))
    items.append(row(turn.id, Deed.DETAILS, Deed.ORIGINAL, Deed.DELETE))
    return sheet(*items)


def alt(turn: Turn) -> str:
    """What the picture shows, for those who don't see it: as far as we know, what was asked for."""
    return cut(one_line(turn.request.told), ALT) or "A picture"


def grounded(reply: Reply) -> str:
    """The model's words with numbered links; where these take too much room, with numbers alone, then shortened."""
    for linked in (True, False):
        words = "\n".join(filter(str.strip, _numbered(reply, linked=linked)))
        if len(words) <= WORDS:
            return words
    return cut(reply.words, WORDS, tame)


def _head(turn: Turn, parent: str | None) -> str:
    wish = cut(one_line(turn.request.told), HEAD - 200, plain)
    head = f"**{cut(turn.person.name, 80, plain)}**" + (f": {wish}" if wish else "")
    return f"{head}\n-# {link('↩ from this picture', parent)}" if parent else head


def _gallery(turn: Turn, files: Sequence[str]) -> Item[Any]:
    return MediaGallery(
        *(
            MediaGalleryItem(f"attachment://{file}", description=alt(turn), spoiler=turn.request.spoiler)
            for file in files[:PICTURES]
        )
    )


def _numbered(reply: Reply, *, linked: bool) -> Iterator[str]:
    for part, text in enumerate(reply.texts):
        yield "".join(
            tame(run.words) + "".join(_number(number, reply.citations.sources, linked=linked) for number in run.numbers)
            for run in runs(part, text, reply.citations)
        )


def _number(number: int, sources: Sequence[Source], *, linked: bool) -> str:
    address = web_address(sources[number - 1].uri) if linked else None
    return f" {link(f'{number}', address)}" if address else f" \\[{number}\\]"


def _facts(turn: Turn, reply: Reply, family: Family | None, notes: Sequence[str]) -> str:
    name = family.name if family else turn.request.family
    facts = " · ".join([plain(name), *_measures(turn.request.options, reply, family)])
    remarks = "; ".join(plain(one_line(note)) for note in (*turn.request.notes, *reply.notes, *turn.notes, *notes))
    return cut(f"-# {facts}" + (f" · {remarks}" if remarks else ""), FACTS)


def _measures(wished: Options, reply: Reply, family: Family | None) -> Iterator[str]:
    """By what went out: what was wished for and left out is told by a note."""
    options = reply.options or wished
    yield options.ratio or "auto"
    yield from dict.fromkeys(_pixels(picture, reply.shrink) for picture in reply.pictures)
    usual = family.thinking_default if family and not wished.thinking else None
    yield from _thinking(options, reply, options.thinking or usual)
    if options.search is not Search.OFF and not reply.citations:
        yield "did not search"
    yield lasting(reply.seconds)
    if family and reply.usage.total:
        half = ", half the price in a batch" if reply.share < 1 else ""
        yield dollars(family.cost(reply.usage, reply.citations.searches) * reply.share) + half


def _pixels(picture: Picture, shrink: int) -> str:
    """The size of what is posted; a part of a pixel counts as one."""
    return f"{-(-picture.width // shrink)}×{-(-picture.height // shrink)}"  # noqa: RUF001 - the sign for sizes


def _thinking(options: Options, reply: Reply, level: str | None) -> Iterator[str]:
    tokens = f"{reply.usage.thoughts:,} tokens" if reply.usage.thoughts else None
    if level or tokens:
        yield ", ".join(filter(None, [f"thinking {level}" if level else "thinking", tokens]))
    if reply.thoughts or reply.drafts:
        yield "its thoughts are in Details"
    elif options.thoughts:
        yield "showed no thoughts"


def lasting(seconds: float) -> str:
    """A time in words, as exact as one needs it."""
    minutes = round(seconds / 60)
    if minutes <= _FEW_MINUTES:
        return f"{seconds:.0f} s"
    return f"{minutes} minutes" if minutes <= _MANY_MINUTES else f"{minutes / 60:.0f} hours"


def dollars(amount: float) -> str:
    return f"US${amount:.3f}" if amount >= _LEAST else "under US$0.001"
