"""Batches on disk."""

import asyncio
from dataclasses import replace
from datetime import timedelta
from itertools import count

import pytest
from sqlalchemy import select

from bot.core.batch import Batch, BatchState, JobState, Terms, turns
from bot.core.charge import Budget
from bot.core.errors import BudgetSpent
from bot.core.turn import Person
from bot.storage.batches import SqlBatches
from bot.storage.database import Database
from bot.storage.ledger import Ledger
from bot.storage.tables import batch_items, batch_jobs
from bot.storage.turns import SqlTurns
from tests.fakes import CATALOG
from tests.storage.batch_samples import a_batch
from tests.storage.samples import NOW

MOST = 5
_ids = count(1)


def an_id() -> str:
    return f"t{next(_ids):012d}"


@pytest.fixture
def batches(database: Database) -> SqlBatches:
    return SqlBatches(database)


async def started(batches: SqlBatches, **changes: object) -> Batch:
    batch = (await batches.add(a_batch(**changes), MOST)).started(NOW, 77, 77)
    assert await batches.start(batch, turns(batch, CATALOG, an_id, NOW))
    return batch


async def test_what_was_added_can_be_got(batches: SqlBatches) -> None:
    """Whole, with the serial that storage gave it; an unknown id gives None."""
    batch = a_batch()
    added = await batches.add(batch, MOST)
    assert (added.serial > 0, replace(added, serial=0)) == (True, batch)
    assert await batches.get(batch.id) == added
    assert await batches.get("nothing") is None


async def test_an_event_adds_one_batch(batches: SqlBatches) -> None:
    """The same interaction again gives the batch of then."""
    first = await batches.add(a_batch(), MOST)
    assert await batches.add(replace(first, id="other", requests=first.requests[:1]), MOST) == first
    assert await batches.get("other") is None


async def test_starting_writes_turns_and_reservations(batches: SqlBatches, database: Database) -> None:
    """Each request has a turn in the place of the results, with what half a price may cost, in their order."""
    batch = await started(batches)
    assert await batches.get(batch.id) == batch
    made = await batches.turns(batch)
    assert [turn.request for turn in made] == list(batch.requests)
    assert {(turn.place.id, turn.is_held) for turn in made} == {(77, True)}
    assert [await Ledger(database).balance(turn.id) for turn in made] == [turn.reserved for turn in made]
    assert await batches.running() == (batch,)


async def test_a_batch_is_started_once(batches: SqlBatches) -> None:
    """Of many presses one counts."""
    batch = (await batches.add(a_batch(), MOST)).started(NOW, 77, 77)
    presses = [batches.start(batch, turns(batch, CATALOG, an_id, NOW)) for _ in range(4)]
    assert sorted(await asyncio.gather(*presses)) == [False, False, False, True]
    assert len(await batches.turns(batch)) == 3


async def test_beyond_the_budget_nothing_is_written(batches: SqlBatches) -> None:
    """The batch is still offered, and there are no turns."""
    added = await batches.add(a_batch(), MOST)
    batch = added.started(NOW, 77, 77)
    with pytest.raises(BudgetSpent, match=r"This list may cost .* whole budget of a day, US\$0.001: please split"):
        await batches.start(batch, turns(batch, CATALOG, an_id, NOW), Budget(1000, NOW, NOW + timedelta(days=1)))
    assert (await batches.get(batch.id), await batches.turns(batch)) == (added, ())


async def test_turns_of_two_batches_do_not_mix(batches: SqlBatches) -> None:
    """Each has the turns of its own, none shows up among those of another."""
    first, second = [await started(batches) for _ in range(2)]
    assert {turn.id for turn in await batches.turns(first)} & {turn.id for turn in await batches.turns(second)} == set()


async def test_a_state_is_left_once(batches: SqlBatches) -> None:
    """A move from a state that it left already changes nothing; a closed batch runs no more."""
    batch = await started(batches)
    cancelling = replace(batch, state=BatchState.CANCELLING)
    assert await batches.move(cancelling, was={BatchState.RUNNING})
    assert not await batches.move(replace(batch, closed_at=NOW), was={BatchState.RUNNING})
    closed = replace(cancelling, state=BatchState.CLOSED, closed_at=NOW)
    assert await batches.move(closed, was={BatchState.RUNNING, BatchState.CANCELLING})
    assert (await batches.get(batch.id), await batches.running()) == (closed, ())


async def test_offers_that_nobody_started_are_forgotten_whole(batches: SqlBatches, database: Database) -> None:
    """With their requests and jobs, also when they were taken back; what is younger, or was started, stays."""
    taken_back, old, fresh = [
        await batches.add(a_batch(created_at=NOW - timedelta(hours=age)), MOST) for age in (9, 9, 1)
    ]
    await batches.move(replace(taken_back, state=BatchState.CLOSED, closed_at=NOW), was={BatchState.OFFERED})
    begun = await started(batches, created_at=NOW - timedelta(hours=9))
    assert await batches.forget_offers(NOW - timedelta(hours=5)) == 2
    assert await batches.forget_offers(NOW - timedelta(hours=5)) == 0
    assert [await batches.get(each.id) for each in (taken_back, old)] == [None, None]
    assert [await batches.get(each.id) for each in (fresh, begun)] == [fresh, begun]
    async with database.reading() as connection:
        for part in (batch_items, batch_jobs):
            left = await connection.execute(select(part.c.batch).distinct())
            assert set(left.scalars()) == {fresh.serial, begun.serial}
    assert (await batches.add(a_batch(), MOST)).serial > begun.serial


async def test_a_person_has_only_so_many_offers(batches: SqlBatches, database: Database) -> None:
    """What was taken back goes first, then the oldest, whole; what was started, and what others sent, stays."""
    others, begun = await batches.add(a_batch(person=Person(2, "Grace")), 3), await started(batches)
    first, second, third, fourth = [await batches.add(a_batch(), 4) for _ in range(4)]
    await batches.move(replace(third, state=BatchState.CLOSED, closed_at=NOW), was={BatchState.OFFERED})
    fifth = await batches.add(a_batch(), 3)
    left = [each.id for each in (first, second, third, fourth, fifth) if await batches.get(each.id)]
    assert left == [second.id, fourth.id, fifth.id]
    assert [await batches.get(each.id) for each in (others, begun)] == [others, begun]
    async with database.reading() as connection:
        for part in (batch_items, batch_jobs):
            kept = await connection.execute(select(part.c.batch).distinct())
            assert set(kept.scalars()) == {each.serial for each in (others, begun, second, fourth, fifth)}


async def test_a_job_moves_on_once(batches: SqlBatches) -> None:
    """Its name at the provider and its terms are kept, and a second move from the same state is none."""
    batch = await started(batches)
    terms = Terms("m", "a", ("size", "thinking"), "gone")
    job = replace(batch.jobs[0], state=JobState.SUBMITTED, name="batches/x", terms=terms, placed_at=NOW)
    assert await batches.save_job(batch, job, was=JobState.PLANNED)
    assert not await batches.save_job(batch, batch.jobs[0], was=JobState.PLANNED)
    found = await batches.get(batch.id)
    assert found
    assert found.jobs == (job, batch.jobs[1])


async def test_turns_of_a_batch_are_turns(batches: SqlBatches, database: Database) -> None:
    """They are found by their id, and among those that are not closed."""
    batch = await started(batches)
    made = await batches.turns(batch)
    assert await SqlTurns(database).unfinished() == made
