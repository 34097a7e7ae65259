"""Wishes are checked, completed and placed."""

import asyncio
from dataclasses import replace
from typing import Any

import pytest

from bot.core.arrivals import Arrival
from bot.core.errors import (
    NothingAsked,
    NothingToEdit,
    NotWritten,
    OptionUnsupported,
    PictureTooLarge,
    ShuttingDown,
    StorageFailed,
    TooManyReferences,
    UnknownFamily,
)
from bot.core.limits import REFERENCE_BYTES
from bot.core.request import Options
from bot.core.turn import Origin, State
from cogs._inbound import Asker, Attached, Wish
from cogs._ordering import AFRESH, CHANGING_HEAD, FROM_HEAD, Orders, Start, after
from tests.cogs.stage import Stage
from tests.fakes import ADA, MAKER, PLACE, reply, request, turn

ASKER = Asker(PLACE, ADA, Origin(1, 5, token="t"))
LARGE = turn(request=request(family="nano-banana-pro", options=Options("16:9", "2K")))
PRO = turn(request=request(family="nano-banana-pro"))


@pytest.fixture
def orders(set_up: Stage) -> Orders:
    return Orders(set_up.bench)


@pytest.mark.parametrize(
    ("wish", "error"),
    [
        (Wish("  "), NothingAsked),
        (Wish("\N{ZERO WIDTH SPACE}"), NothingAsked),
        (Wish("x", family="moon"), UnknownFamily),
        (Wish("x", family="nano-banana", options=Options(size="4K")), OptionUnsupported),
        (Wish("x", tuple([Attached("u", 1)] * 4), family="nano-banana"), TooManyReferences),
        (Wish("x", (Attached("u", REFERENCE_BYTES + 1),)), PictureTooLarge),
    ],
)
async def test_what_cannot_work_is_refused_before_a_byte_is_fetched(
    orders: Orders, wish: Wish, error: type[Exception]
) -> None:
    """Everything that Discord's own words give away is looked at first, also where something goes on."""
    for start in (AFRESH, FROM_HEAD, Start(PRO)):
        with pytest.raises(error):
            await orders.check(wish, ASKER, start)


@pytest.mark.parametrize(
    ("typed", "start", "family"),
    [
        (None, AFRESH, "nano-banana-2.1"),
        (None, Start(PRO), "nano-banana-pro"),
        (None, FROM_HEAD, "nano-banana-pro"),
        (" NANO banana 2 lite", Start(PRO), "nano-banana-2-lite"),
        (None, Start(turn(request=request(family="long-gone"))), "nano-banana-2.1"),
    ],
)
async def test_the_family_is_the_chosen_one_else_that_of_before_else_the_default(
    set_up: Stage, orders: Orders, typed: str | None, start: Start, family: str
) -> None:
    """A conversation stays with its model, because another one would have to start over."""
    set_up.turns.rows[PRO.id] = PRO
    set_up.turns.heads[PLACE.id] = PRO.id
    checked = await orders.check(Wish("x", family=typed), ASKER, start)
    assert checked.order.request.family == family


@pytest.mark.parametrize(
    ("wish", "start", "family", "any_family", "note"),
    [
        (Wish("x"), AFRESH, "nano-banana-2.1", True, ""),
        (Wish("x"), Start(PRO), "nano-banana-pro", True, ""),
        (Wish("x", like="nano-banana"), Start(PRO), "nano-banana", True, ""),
        (Wish("x", family="nano-banana-pro"), AFRESH, "nano-banana-pro", False, ""),
        (Wish("x"), Start(turn(reply=reply(maker=replace(MAKER, family="nano-banana-2")))), "nano-banana-2", True, ""),
        (Wish("x"), Start(turn(request=request(family="long-gone"))), "nano-banana-2.1", True, "long-gone is not off"),
    ],
)
async def test_what_nobody_chose_may_be_drawn_by_another(
    orders: Orders, wish: Wish, start: Start, family: str, *, any_family: bool, note: str
) -> None:
    """It goes on with who drew it, also where that was somebody's stand-in; a change is said on the card."""
    asked = (await orders.check(wish, ASKER, start)).order.request
    assert (asked.family, asked.any_family, len(asked.notes)) == (family, any_family, bool(note))
    assert "".join(asked.notes).startswith(note)


@pytest.mark.parametrize(
    ("wish", "start", "size"),
    [
        (Wish("x"), Start(LARGE), "2K"),
        (Wish("x"), FROM_HEAD, "2K"),
        (Wish("x"), CHANGING_HEAD, "2K"),
        (Wish("x", options=Options(size="4K")), FROM_HEAD, "4K"),
        (Wish("x"), AFRESH, None),
        (Wish("x", family="nano-banana"), FROM_HEAD, None),
    ],
)
async def test_what_goes_on_keeps_the_size(
    set_up: Stage, orders: Orders, wish: Wish, start: Start, size: str | None
) -> None:
    """Without a size chosen it is that of the turn before, where the family has it; the ratio is the model's to see."""
    set_up.turns.rows[LARGE.id] = LARGE
    set_up.turns.heads[PLACE.id] = LARGE.id
    options = (await orders.check(wish, ASKER, start)).order.request.options
    assert (options.size, options.ratio) == (size, None)


async def test_to_change_what_there_is_there_must_be_something(set_up: Stage, orders: Orders) -> None:
    """With neither a head nor anything waiting nor an attachment, nothing is paid; what waits is enough."""
    with pytest.raises(NothingToEdit):
        await orders.check(Wish("x"), ASKER, CHANGING_HEAD)
    await orders.check(Wish("x", (Attached("u", 1),)), ASKER, CHANGING_HEAD)
    await orders.check(Wish("x"), ASKER, FROM_HEAD)
    set_up.turns.rows[LARGE.id] = replace(LARGE, state=State.ACCEPTED)
    await orders.check(Wish("x"), ASKER, CHANGING_HEAD)


def test_what_failed_is_gone_around() -> None:
    """A failed turn has no picture: what goes on from it goes on from where it would have."""
    failed: dict[str, Any] = {"state": State.FAILED}
    assert placed(after(turn())) == ("turn000000001", False)
    assert placed(after(turn(parent="turn000000000", **failed))) == ("turn000000000", False)
    assert placed(after(turn(follows_head=True, **failed))) == (None, True)
    assert placed(FROM_HEAD) == (None, True)


def placed(start: Start) -> tuple[str | None, bool]:
    return start.placed


async def test_attachments_that_cannot_be_kept_are_told_as_such(
    set_up: Stage, orders: Orders, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A full disk is met before anything is paid, and the sentence says so."""

    async def full(*_: object) -> None:
        raise StorageFailed

    monkeypatch.setattr(orders._desk, "take", full)
    checked = await orders.check(Wish("x", (Attached("u", 1),)), ASKER, AFRESH)
    with pytest.raises(NotWritten):
        await orders.place(checked, Arrival(None))
    assert set_up.turns.rows == {}


@pytest.mark.parametrize(("pausing", "error"), [(True, ShuttingDown), (False, asyncio.CancelledError)])
async def test_attachments_cut_off_by_the_shutdown_are_told_as_such(
    set_up: Stage, orders: Orders, monkeypatch: pytest.MonkeyPatch, *, pausing: bool, error: type[BaseException]
) -> None:
    """A download that outlasts the grace time ends in a sentence; any other cancellation goes on its way."""
    begun = asyncio.Event()

    async def endless(*_: object) -> None:
        begun.set()
        await asyncio.Event().wait()

    monkeypatch.setattr(orders._desk, "take", endless)
    checked = await orders.check(Wish("x", (Attached("u", 1),)), ASKER, AFRESH)
    placing = asyncio.create_task(orders.place(checked, Arrival(None)))
    await begun.wait()
    if pausing:
        set_up.studio.pause()
    placing.cancel()
    with pytest.raises(error):
        await placing
