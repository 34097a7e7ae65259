"""How a batch looks on its post: what it will cost, then how far it is, then its end."""

from collections import Counter
from collections.abc import Iterator, Sequence
from typing import Any

from discord import ButtonStyle
from discord.ui import ActionRow, Button, Item, LayoutView, TextDisplay

from bot.core.batch import Batch, BatchState, Quote, Way
from bot.core.batch_ports import Tally
from bot.core.catalog import Catalog
from bot.core.charge import DOLLAR
from bot.core.errors import UnknownFamily
from bot.core.request import Request
from bot.core.turn import Turn
from cogs._card import dollars, lasting
from cogs._ids import BatchDeed, batch_button
from cogs._sheet import TEXT_LIMIT, sheet
from cogs._words import cut, jump, link, one_line, plain

_KINDS, _WISHES, _WISH = 6, 3, 100


def offered(batch: Batch, quote: Quote, catalog: Catalog) -> LayoutView:
    """What will be drawn, what that costs and how long it may take; nothing is paid before *Start*."""
    text = "\n".join([_head(batch), *_kinds(batch, catalog), *_wishes(batch), "", *_terms(batch, quote, catalog)])
    row = ActionRow[Any](
        _button(BatchDeed.START, batch, ButtonStyle.success), _button(BatchDeed.CANCEL, batch, ButtonStyle.secondary)
    )
    return sheet(TextDisplay(cut(text, TEXT_LIMIT)), row)


def running(batch: Batch, tally: Tally) -> LayoutView:
    stopping = batch.state is BatchState.CANCELLING
    now = "Stopping: what is under way is still posted" if stopping else _waiting(batch, tally)
    done = f"-# {tally.made} of {tally.total} drawn{f', {tally.failed} not made' if tally.failed else ''} · {now}"
    items: list[Item[Any]] = [TextDisplay(f"{_head(batch)}\n{done}{_where(batch)}")]
    if not stopping:
        items.append(ActionRow[Any](_button(BatchDeed.CANCEL, batch, ButtonStyle.secondary)))
    return sheet(*items)


def ended(batch: Batch, tally: Tally) -> LayoutView:
    failed = f", {tally.failed} not made" if tally.failed else ""
    return sheet(TextDisplay(f"{_head(batch)}\n-# Done: {tally.made} of {tally.total} drawn{failed}{_where(batch)}"))


def withdrawn(batch: Batch) -> LayoutView:
    return sheet(TextDisplay(f"{_head(batch)}\n-# Cancelled before it began: it cost nothing."))


def summary(batch: Batch, turns: Sequence[Turn]) -> str:
    """The last word: how many, how many not and why, cost, time, and the way back to the list."""
    made = [turn for turn in turns if turn.reply]
    head = f"**The batch is done**: {len(made)} of {_pictures(len(turns))}"
    began = batch.started_at or batch.created_at
    took = ((batch.closed_at or began) - began).total_seconds()
    last = " · ".join(filter(None, [f"-# {_spent(batch, turns)}", lasting(took), offer_of(batch)]))
    mishaps = cut("\n".join(_mishaps(turns)), TEXT_LIMIT - len(head) - len(last) - 2)
    return "\n".join(filter(None, [head, mishaps, last]))


def offer_of(batch: Batch) -> str:
    """The link to the batch's post, by which the post that sums it up is known."""
    return link("the list", jump(batch.place.guild, batch.place.id, batch.post)) if batch.post else ""


def _spent(batch: Batch, turns: Sequence[Turn]) -> str:
    """What is held for a turn is the most that it may have cost, where nobody has told what it did cost."""
    spent = sum(turn.charged or 0 for turn in turns) / DOLLAR
    most = "up to " if any(turn.charged and not _is_counted(turn) for turn in turns) else ""
    half = ", at half the list price" if batch.way is Way.JOBS else ""
    return f"{most}{dollars(spent) if spent else 'US$0'} in all{half}"


def _is_counted(turn: Turn) -> bool:
    return turn.reply is not None and bool(turn.reply.usage.pictures)


def _head(batch: Batch) -> str:
    return f"**{cut(batch.person.name, 80, plain)}** · a batch of {_pictures(len(batch.requests))}"


def _pictures(count: int) -> str:
    return f"{count} picture{'' if count == 1 else 's'}"


def _kinds(batch: Batch, catalog: Catalog) -> Iterator[str]:
    """How many are of which family and options, the commonest first."""
    kinds = Counter(_kind(request, catalog) for request in batch.requests)
    for kind, count in kinds.most_common(_KINDS):
        yield f"- {count} × {plain(kind)}"  # noqa: RUF001 - the sign for times
    if len(kinds) > _KINDS:
        yield f"- and {len(kinds) - _KINDS} kinds more"


def _kind(request: Request, catalog: Catalog) -> str:
    try:
        name = catalog.family(request.family).name
    except UnknownFamily:
        name = request.family
    chosen = request.options
    thinking = f"thinking {chosen.thinking}" if chosen.thinking else None
    return ", ".join(filter(None, [name, chosen.ratio, chosen.size, thinking]))


def _wishes(batch: Batch) -> Iterator[str]:
    for number, request in enumerate(batch.requests[:_WISHES], start=1):
        yield f"-# {number}: {cut(one_line(request.words), _WISH, plain)}"
    if len(batch.requests) > _WISHES:
        yield "-# …"


def _terms(batch: Batch, quote: Quote, catalog: Catalog) -> Iterator[str]:
    about, most = dollars(quote.usual / DOLLAR), dollars(quote.reserved / DOLLAR)
    if batch.way is Way.JOBS:
        yield f"**About {about}**, half the usual price; up to {most} is held back until the end."
        yield "Google promises batches within 24 hours; most come much sooner."
    else:
        provider = plain(catalog.offer.title) if catalog.offer else "this provider"
        yield f"**About {about}**, the normal price: no batches at {provider}; up to {most} is held back until the end."
        yield f"About {lasting(quote.seconds)} in the usual queue, with other people's wishes in between."
    place = "in a thread of this post" if batch.place.guild else "here"
    yield f"-# The pictures are shown {place} as they come. Nothing is paid before Start."


def _waiting(batch: Batch, tally: Tally) -> str:
    if tally.away:
        return "waiting for the provider that has it, for I was given another one or another key"
    return "Google promises batches within 24 hours" if batch.way is Way.JOBS else "one after the other"


def _where(batch: Batch) -> str:
    thread = batch.thread
    return f" · {link('to the pictures', jump(batch.place.guild, thread, thread))}" if thread else ""


def _mishaps(turns: Sequence[Turn]) -> Iterator[str]:
    """Each reason once, with the numbers that it holds for."""
    reasons: dict[str, list[int]] = {}
    for number, turn in enumerate(turns, start=1):
        if turn.failure:
            reasons.setdefault(turn.failure.told, []).append(number)
    for told, numbers in reasons.items():
        yield f"- Not made: {_ranges(numbers)}. {plain(told)}"


def _ranges(numbers: Sequence[int]) -> str:
    """`1, 3–5` for 1, 3, 4 and 5."""  # noqa: RUF002 - the sign for ranges
    runs: list[list[int]] = []
    for number in numbers:
        if runs and number == runs[-1][-1] + 1:
            runs[-1].append(number)
        else:
            runs.append([number])
    return ", ".join(f"{run[0]}–{run[-1]}" if len(run) > 1 else str(run[0]) for run in runs)  # noqa: RUF001 - the same


def _button(deed: BatchDeed, batch: Batch, style: ButtonStyle) -> Button[Any]:
    return Button[Any](label=deed.capitalize(), style=style, custom_id=batch_button(deed, batch.id))
