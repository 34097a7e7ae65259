"""Offering, starting and cancelling batches."""

import asyncio
from dataclasses import replace

import pytest

from bot.core import errors
from bot.core.batch import Batch, BatchState, JobState, Way
from bot.core.batch_ports import Sight
from bot.core.batching import OFFERED
from bot.core.errors.batch import BatchDecided, BatchNotYours, BatchTermsChanged, BatchUnknown, TooManyBatches
from bot.core.limits import OFFERS_PER_PERSON
from bot.core.turn import Origin
from tests.core.batches import BatchHouse
from tests.fakes import ADA, CATALOG, GRACE, PLACE, request


async def test_an_offer_pays_nothing() -> None:
    """It is written down with its jobs, and no turn is there yet; its price can be told."""
    house = BatchHouse()
    batch = await house.offered("a fox", "an owl")
    assert (batch.state, batch.way, len(batch.jobs), house.turns.rows) == (BatchState.OFFERED, Way.JOBS, 1, {})
    assert house.batching.quote(batch).usual == 33_600
    assert await house.batching.resume() == 0


async def test_a_provider_without_batches_offers_the_queue() -> None:
    """At the normal price."""
    house = BatchHouse()
    house.jobs.offered = False
    batch = await house.offered("a fox", "an owl")
    assert (batch.way, batch.jobs, house.batching.quote(batch).usual) == (Way.QUEUE, (), 67_200)


async def test_only_the_asker_decides_and_only_once() -> None:
    """Somebody else's press, a second one, and one on a list that nobody knows are told."""
    house = BatchHouse()
    house.jobs.sights = [Sight.RUNNING] * 10_000
    batch = await house.offered("a fox")
    for deed in (house.batching.start(batch.id, GRACE.id, 77, 77), house.batching.cancel(batch.id, GRACE.id)):
        with pytest.raises(BatchNotYours):
            await deed
    with pytest.raises(BatchUnknown):
        await house.batching.start("nothing", ADA.id, 77, 77)
    await house.batching.start(batch.id, ADA.id, 77, 77)
    with pytest.raises(BatchDecided):
        await house.batching.start(batch.id, ADA.id, 77, 77)
    await house.batching.cancel(batch.id, ADA.id)
    with pytest.raises(BatchDecided):
        await house.batching.cancel(batch.id, ADA.id)
    await house.batching.close()


async def test_an_offer_can_be_taken_back() -> None:
    """Then it cannot be started any more."""
    house = BatchHouse()
    batch = await house.offered("a fox")
    ended = await house.batching.cancel(batch.id, ADA.id)
    assert (ended.state, ended.started_at, house.turns.rows) == (BatchState.CLOSED, None, {})
    with pytest.raises(BatchDecided):
        await house.batching.start(batch.id, ADA.id, 77, 77)


async def test_an_offer_that_nobody_starts_is_forgotten() -> None:
    """After a day; what was started stays, and whoever presses too late is told to send the list again."""
    house = BatchHouse()
    old, running = await house.offered("a fox"), await house.started("an owl")
    await house.ended(running)
    assert await house.batching.sweep() == 0
    house.clock.pass_(OFFERED.total_seconds() + 1)
    fresh = await house.offered("a bee")
    assert await house.batching.sweep() == 1
    assert set(house.batches.rows) == {running.id, fresh.id}
    with pytest.raises(BatchUnknown):
        await house.batching.start(old.id, ADA.id, 77, 77)


async def test_the_oldest_offers_of_a_person_make_room() -> None:
    """However many lists somebody sends, a few are kept; who presses on an older one is told to send it again."""
    house = BatchHouse()
    offers = [await house.offered(f"fox {number}") for number in range(OFFERS_PER_PERSON + 2)]
    assert set(house.batches.rows) == {offer.id for offer in offers[2:]}
    with pytest.raises(BatchUnknown):
        await house.batching.start(offers[1].id, ADA.id, 77, 77)
    await house.batching.start(offers[2].id, ADA.id, 77, 77)
    await house.batching.close()


async def test_the_budget_holds() -> None:
    """Nothing is begun where the whole list would go beyond it."""
    house = BatchHouse(daily_budget=20_000)
    batch = await house.offered("a fox", "an owl", "a bee")
    with pytest.raises(errors.BudgetSpent):
        await house.batching.start(batch.id, ADA.id, 77, 77)
    assert house.jobs.placed == []


async def test_a_person_has_one_batch_at_a_time() -> None:
    """The next one is told to wait; other people's go on."""
    house = BatchHouse()
    house.jobs.sights = [Sight.RUNNING] * 10_000
    await house.started("a fox")
    second = await house.offered("an owl")
    with pytest.raises(TooManyBatches):
        await house.batching.start(second.id, ADA.id, 78, 78)
    third = await house.batching.offer([request("a bee")], PLACE, GRACE, Origin(999, 5))
    assert await house.batching.start(third.id, GRACE.id, 79, 79)
    await house.batching.close()


async def test_two_starts_in_one_moment_are_one_batch() -> None:
    """Neither sees the other among those that run, unless one waits for the other."""
    house = BatchHouse()
    house.jobs.sights = [Sight.RUNNING] * 10_000
    offers = [await house.offered(wish) for wish in ("a fox", "an owl")]
    starts = [house.batching.start(offer.id, ADA.id, 77, 77) for offer in offers]
    begun = await asyncio.gather(*starts, return_exceptions=True)
    assert [type(each) for each in begun] == [Batch, TooManyBatches]
    await house.batching.close()


async def test_what_was_told_must_still_hold() -> None:
    """Another way, or a family that is gone, and the list has to be sent again."""
    house = BatchHouse()
    batch = await house.offered("a fox")
    house.jobs.offered = False
    with pytest.raises(BatchTermsChanged):
        await house.batching.start(batch.id, ADA.id, 77, 77)
    house.jobs.offered = True
    house.catalog = replace(CATALOG, families=CATALOG.families[1:])
    with pytest.raises(BatchTermsChanged):
        await house.begun().start(batch.id, ADA.id, 77, 77)
    assert house.turns.rows == {}


async def test_what_is_being_placed_when_the_process_ends_is_noted() -> None:
    """It has a moment for its answer; what only waits ends at once."""
    house = BatchHouse()
    house.jobs.held = asyncio.Event()
    batch = await house.started("a fox")
    await house.until(lambda: bool(house.jobs.placed))
    house.studio.pause()
    closing = asyncio.create_task(house.batching.close(5))
    await asyncio.sleep(0)
    house.jobs.held.set()
    await asyncio.wait_for(closing, 4)
    assert house.batches.rows[batch.id].jobs[0].state is JobState.SUBMITTED


async def test_a_list_whose_pictures_could_hardly_be_kept_is_not_begun() -> None:
    """It stays offered, to be started when there is room again."""
    house = BatchHouse()
    batch = await house.offered("a fox")
    house.pictures.full = True
    with pytest.raises(errors.NotWritten):
        await house.batching.start(batch.id, ADA.id, 77, 77)
    house.pictures.full = False
    started = await house.batching.start(batch.id, ADA.id, 77, 77)
    await house.ended(started)


async def test_nothing_is_taken_while_the_bot_stops_or_cannot_write(monkeypatch: pytest.MonkeyPatch) -> None:
    """Each has its sentence, and costs nothing."""
    house = BatchHouse()

    async def full(*_: object) -> None:
        raise errors.StorageFailed

    batch = await house.offered("a fox")
    for method in ("add", "start"):
        monkeypatch.setattr(house.batches, method, full)
    with pytest.raises(errors.NotWritten):
        await house.offered("an owl")
    with pytest.raises(errors.NotWritten):
        await house.batching.start(batch.id, ADA.id, 77, 77)
    house.studio.pause()
    with pytest.raises(errors.ShuttingDown):
        await house.offered("an owl")
    with pytest.raises(errors.ShuttingDown):
        await house.batching.start(batch.id, ADA.id, 77, 77)
