"""Who may still be lined up, and what those who wait are shown."""

import asyncio
from collections import Counter
from dataclasses import replace

import pytest

from bot.core import waiting_line
from bot.core.errors import NotWritten, PostFailed, QueueFull
from bot.core.limits import WAITING_PER_PERSON, WAITING_PER_PLACE
from bot.core.turn import State
from bot.core.waiting_line import Claim
from tests.core.house import House
from tests.fakes import ADA, GRACE, PLACE


async def test_all_places_together_have_a_limit(monkeypatch: pytest.MonkeyPatch) -> None:
    """Many people in many places, none of whom has many, are still bounded, before anything is written."""
    monkeypatch.setattr(waiting_line, "WAITING_IN_ALL", 3)
    house = House()
    for number in range(3):
        order = house.order(place=replace(PLACE, id=number), person=replace(ADA, id=number))
        await house.studio.accept(order)
    with pytest.raises(QueueFull, match="in all places together"):
        await house.studio.accept(house.order(place=replace(PLACE, id=3)))
    assert len(house.turns.rows) == 3


@pytest.mark.parametrize(
    ("spread", "limit"), [("one person", WAITING_PER_PERSON), ("one place", WAITING_PER_PLACE)], ids=["person", "place"]
)
async def test_wishes_that_come_at_once_do_not_slip_past_the_limit(spread: str, limit: int) -> None:
    """While one is written down, others are counted with it; afterwards nothing of that counting is left."""
    house = House()

    async def ask(number: int) -> bool:
        some = replace(PLACE, id=number) if spread == "one person" else PLACE
        who = ADA if spread == "one person" else replace(ADA, id=number)
        try:
            await house.studio.accept(house.order(place=some, person=who))
        except QueueFull:
            return False
        return True

    assert sum(await asyncio.gather(*map(ask, range(40)))) == limit
    assert len(house.turns.rows) == limit
    await house.run()
    assert sum(await asyncio.gather(*map(ask, range(40)))) == limit


def test_a_claim_is_given_up_once() -> None:
    """However often it is released, other people's claims are not touched, and nothing of it is left."""
    claimed: Counter[tuple[str, int]] = Counter()
    with Claim(claimed, PLACE.id, ADA.id) as claim, Claim(claimed, PLACE.id, GRACE.id):
        claim.release()
        claim.release()
        assert dict(claimed) == {("place", PLACE.id): 1, ("person", GRACE.id): 1, ("all", 0): 1}
    assert dict(claimed) == {}


async def test_what_could_not_be_written_holds_no_place() -> None:
    """A wish that failed while it was written down counts no more."""
    house = House()
    house.turns.unwritable = WAITING_PER_PERSON
    for _ in range(WAITING_PER_PERSON):
        with pytest.raises(NotWritten):
            await house.studio.accept(house.order())
    for _ in range(WAITING_PER_PERSON):
        await house.studio.accept(house.order())


async def test_who_cancels_leaves_the_line() -> None:
    """The others move up and are shown it, and the one who cancelled may ask again."""
    house = House()
    turns = [await house.studio.accept(house.order()) for _ in range(WAITING_PER_PERSON)]
    await house.studio.cancel(turns[1].id)
    await asyncio.gather(*(task for task in asyncio.all_tasks() if task.get_name().startswith("position")))
    assert house.delivery.moved_up == [(turn.id, ahead) for ahead, turn in enumerate(turns[2:7], 1)]
    await house.studio.accept(house.order())
    await house.run()
    assert len(house.model.calls) == WAITING_PER_PERSON


async def test_a_position_that_cannot_be_shown_keeps_nobody_from_theirs() -> None:
    """One post that Discord does not take is one post."""
    house = House()
    turns = [await house.studio.accept(house.order(person=person)) for person in (ADA, ADA, GRACE)]
    house.delivery.unmovable = [PostFailed()]
    await house.run()
    assert (turns[2].id, 2) in house.delivery.moved_up
    assert [house.turns.rows[turn.id].state for turn in turns] == [State.DELIVERED] * 3


@pytest.mark.parametrize("cancelled", [False, True])
async def test_what_comes_next_waits_for_a_position_that_is_on_its_way(*, cancelled: bool) -> None:
    """Else the card, or the sentence that it was cancelled, would be covered by a place in the line."""
    house = House()
    first, second, third = [await house.studio.accept(house.order()) for _ in range(3)]
    house.delivery.moving.clear()
    await house.studio.cancel(second.id)
    doing = asyncio.create_task(house.studio.cancel(third.id) if cancelled else house.run())
    for _ in range(50):
        await asyncio.sleep(0)
    done = house.delivery.told[1:] if cancelled else house.delivery.delivered
    assert done == ([] if cancelled else [first.id])
    house.delivery.moving.set()
    await doing
    assert (third.id, 1) in house.delivery.moved_up
    assert len(house.delivery.told) == 1 + cancelled
    assert house.delivery.delivered == ([] if cancelled else [first.id, third.id])
