"""The paper that everything is shown on: components v2 without a stored view, so that nothing piles up in memory."""

from typing import Any

from discord import ButtonStyle
from discord.ui import ActionRow, Button, Item, LayoutView, TextDisplay

from bot.core.citations import Citations
from cogs._ids import Deed, button
from cogs._sources import Grounds, listed, suggestions
from cogs._words import cut, one_line, plain

TEXT_LIMIT = 4000
"""Characters over all text displays of a post (Discord docs, Components reference)."""

WISH_SHOWN = 200
"""Characters of a wish that a small line repeats."""

_SPARE = 200
"""Characters that stay free, as Discord may count an emoji as more than one."""

_BAR = 10
_STYLE = ButtonStyle.secondary
_STYLES = {Deed.EDIT: ButtonStyle.primary, Deed.DELETE: ButtonStyle.danger}


def sheet(*items: Item[Any]) -> LayoutView:
    """Lay *items* out. The view is stopped: presses are read from their ids, whatever the age of the post."""
    view = LayoutView(timeout=None)
    for item in items:
        view.add_item(item)
    view.stop()
    return view


def notice(words: str) -> LayoutView:
    """One plain sentence; *words* are escaped already."""
    return sheet(TextDisplay(cut(words, TEXT_LIMIT)))


def waiting(turn_id: str, ahead: int) -> LayoutView:
    """What stands where the picture will be."""
    if not ahead:
        return painting(turn_id, 0)
    words = f"-# Waiting: {ahead} {'picture is' if ahead == 1 else 'pictures are'} painted before this one …"
    return sheet(TextDisplay(words), row(turn_id, Deed.CANCEL))


def painting(turn_id: str, part: float) -> LayoutView:
    """A bar that fills in the usual time; beyond that it stays almost full and says so."""
    full = min(_BAR - 1, round(part * _BAR))
    late = " taking longer than usual" if part > 1 else ""
    words = f"-# Painting {'▰' * full}{'▱' * (_BAR - full)}{late} …"
    return sheet(TextDisplay(words), row(turn_id, Deed.CANCEL))


def pausing(turn_id: str, *, begun: bool) -> LayoutView:
    """What stands there while the bot is away; *begun*: the model works on it."""
    then = "while the model works on this: I say here what became of it" if begun else "and paint this right after that"
    return sheet(TextDisplay(f"-# I'm being restarted {then} …"), row(turn_id, Deed.CANCEL))


def mishap(turn_id: str, wish: str, told: str, *, kept: bool = False, cited: Citations | None = None) -> LayoutView:
    """Why a turn failed, with a way to ask once more; *kept*: it has pictures that can be had all the same.

    *cited* grounds the model's words that are quoted in it.
    """
    words = f"{cut(told, 1500, plain)}\n-# {cut(one_line(wish), WISH_SHOWN, plain) or 'no words'}"
    items: list[Item[Any]] = [TextDisplay(words)]
    if cited:
        if sources := listed(Grounds(cited), TEXT_LIMIT - _SPARE - len(words)).text:
            items.append(TextDisplay(sources))
        items += suggestions(Grounds(cited))
    original = (Deed.ORIGINAL,) if kept else ()
    return sheet(*items, row(turn_id, Deed.AGAIN, *original, Deed.DETAILS, Deed.DELETE))


def row(turn_id: str, *deeds: Deed) -> ActionRow[Any]:
    buttons = (
        Button[Any](label=deed.capitalize(), style=_STYLES.get(deed, _STYLE), custom_id=button(deed, turn_id))
        for deed in deeds
    )
    return ActionRow(*buttons)
