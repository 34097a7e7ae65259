"""Where the conversation of a place stands."""

import asyncio
from collections.abc import Sequence
from dataclasses import replace
from itertools import count

import pytest

from bot.core.errors import NothingToUndo, StorageUnavailable
from bot.core.standing import Standing
from bot.core.turn import Origin, State, Turn
from tests.core.house import House
from tests.fakes import NOW, PLACE, reply, request, turn


@pytest.fixture
def house() -> House:
    return House()


@pytest.fixture
def standing(house: House) -> Standing:
    return Standing(house.turns)


async def test_undo_after_two_fresh_pictures_goes_back_to_the_first(house: House, standing: Standing) -> None:
    """What was drawn afresh has no parent: before it was the place's newest picture that everybody saw."""
    first = await house.made(house.order("a tree"))
    hidden = [await house.made(house.order("a secret", request=request(private=True))) for _ in range(25)]
    second = await house.made(house.order("a house"))
    assert await standing.undo(PLACE.id) == (second, first)
    assert await house.turns.head(PLACE.id) == first
    assert await standing.undo(PLACE.id) == (first, None)
    assert len(hidden) == 25
    with pytest.raises(NothingToUndo):
        await standing.undo(PLACE.id)


async def test_what_somebody_sees_is_not_posted_again(house: House, standing: Standing) -> None:
    """A turn that waits for its post is closed with the one that is seen; what is not drawn yet stays open."""
    waiting = turn(state=State.GENERATED, reply=reply())
    fresh = turn("turn000000002")
    house.turns.rows |= {each.id: each for each in (waiting, fresh)}
    for each in (waiting, fresh):
        await standing.seen(each, 77, NOW)
    assert [row.post for row in house.turns.rows.values()] == [77, None]
    assert list(await house.turns.unfinished()) == [fresh]


async def test_that_something_is_seen_may_fail_to_be_written(house: House, standing: Standing) -> None:
    """Whoever wanted to delete it is told that storage failed, and that this cost nothing."""
    waiting = turn(state=State.GENERATED, reply=reply())
    house.turns.rows[waiting.id] = waiting
    house.turns.refusing.append(True)
    with pytest.raises(StorageUnavailable):
        await standing.seen(waiting, 77, NOW)


async def test_a_deleted_post_leads_no_longer(house: House, standing: Standing) -> None:
    """Deleting the head's post goes back like undo; deleting another one leaves the head; both stay as turns."""
    first = await house.made(house.order("a tree"))
    second = await house.made(house.order("a house"))
    third = await house.made(house.order("a boat"))
    await standing.post_deleted(second)
    assert await house.turns.head(PLACE.id) == third
    await standing.post_deleted(third)
    assert await house.turns.head(PLACE.id) == first
    assert [turn.post for turn in await house.turns.recent(PLACE.id, 5)] == [None, None, first.post]


async def test_undo_goes_to_the_parent_first(house: House, standing: Standing) -> None:
    """An edit is taken back to what it was made from, although there are newer pictures."""
    first = await house.made(house.order("a tree"))
    await house.made(house.order("a house"))
    edit = await house.made(house.order("winter", parent=first.id))
    assert await standing.undo(PLACE.id) == (edit, first)


async def test_two_undos_at_once_take_back_two(
    house: House, standing: Standing, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Each of them tells what it took back itself, whatever both saw first."""
    first, second, third = [await house.made(house.order(words)) for words in ("a tree", "a house", "a boat")]
    both_saw = asyncio.Barrier(2)
    recent, seen = house.turns.recent, count()

    async def slow(place: int, limit: int, before: str | None = None) -> Sequence[Turn]:
        if next(seen) < both_saw.parties:
            await both_saw.wait()
        return await recent(place, limit, before)

    monkeypatch.setattr(house.turns, "recent", slow)
    done = await asyncio.gather(standing.undo(PLACE.id), standing.undo(PLACE.id))
    assert sorted(done, key=lambda each: each[0].id) == [(second, first), (third, second)]
    assert await house.turns.head(PLACE.id) == first


async def test_an_undo_leaves_no_newer_picture_behind(
    house: House, standing: Standing, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A picture that is done in the middle of it is the newest, and what is taken back."""
    first = await house.made(house.order("a tree"))
    newer: list[Turn] = []
    recent = house.turns.recent

    async def overtaken(place: int, limit: int, before: str | None = None) -> Sequence[Turn]:
        if not newer:
            newer.append(await house.made(house.order("a house")))
        return await recent(place, limit, before)

    monkeypatch.setattr(house.turns, "recent", overtaken)
    assert await standing.undo(PLACE.id) == (newer[0], first)
    assert await house.turns.head(PLACE.id) == first


async def test_a_deleted_post_leaves_a_newer_head_alone(
    house: House, standing: Standing, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A picture that is done in the middle of it stays where the conversation stands."""
    first = await house.made(house.order("a tree"))
    newer: list[Turn] = []

    async def overtaken(_place: int, _limit: int, _before: str | None = None) -> Sequence[Turn]:
        newer.append(await house.made(house.order("a house")))
        return ()

    monkeypatch.setattr(house.turns, "recent", overtaken)
    await standing.post_deleted(first)
    assert await house.turns.head(PLACE.id) == newer[0]


async def test_the_newest_is_the_head_else_what_is_under_way(house: House, standing: Standing) -> None:
    """While the first picture is drawn one can already go on from it; private turns and batches never lead."""
    await house.studio.accept(house.order("a secret", request=request(private=True)))
    assert await standing.newest(PLACE.id) is None
    waiting = await house.studio.accept(house.order("a house"))
    house.turns.rows["turnbatch"] = replace(waiting, id="turnbatch", origin=Origin(-1, 5))
    assert await standing.newest(PLACE.id) == waiting
    house.turns.rows[waiting.id] = replace(waiting, state=State.CANCELLED)
    assert await standing.newest(PLACE.id) is None
    house.turns.rows[waiting.id] = waiting
    await house.run()
    head = await standing.newest(PLACE.id)
    assert head == await house.turns.head(PLACE.id) is not None
