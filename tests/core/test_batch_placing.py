"""Placing jobs: at most once each, whatever is lost on the way."""

import pytest

from bot.core import errors
from bot.core.batch import JobState, Terms
from bot.core.batch_placing import PLACING, UNCONFIRMED
from bot.core.errors import Cost, PlantainError
from tests.core.batches import BatchHouse, codes
from tests.fakes import request

TITLE = "plantain-{}-1"


@pytest.mark.parametrize("error", [errors.RateLimited(5), errors.Overloaded(), errors.Unreachable()])
async def test_what_was_surely_not_placed_is_tried_later(error: PlantainError) -> None:
    """After a look whether it is there all the same; nothing is placed twice at once."""
    house = BatchHouse()
    house.jobs.refusing = [error]
    batch = await house.ended(await house.started("a fox"))
    assert house.jobs.placed == [TITLE.format(batch.id)] * 2
    assert house.jobs.looked_for == [TITLE.format(batch.id)]
    assert codes(house) == [None]


async def test_a_refusal_that_was_none_is_found_by_its_title() -> None:
    """The provider said that it is overloaded, and had taken the job."""
    house = BatchHouse()
    batch = await house.offered("a fox")
    title = TITLE.format(batch.id)
    house.jobs.refusing = [errors.Overloaded()]
    house.jobs.listed = {title: "batches/found"}
    await house.batching.start(batch.id, 1, 77, 77)
    ended = await house.ended(batch)
    assert (house.jobs.placed, ended.jobs[0].name, codes(house)) == ([title], "batches/found", [None])


async def test_in_vain_for_a_day_is_given_up_for_nothing() -> None:
    """What was never placed is refunded."""
    house = BatchHouse()
    house.jobs.refusing = [errors.RateLimited(5) for _ in range(2000)]
    batch = await house.ended(await house.started("a fox"))
    (turn,) = house.turns.rows.values()
    assert (codes(house), turn.charged) == (["BatchRefused"], 0)
    assert batch.closed_at
    assert batch.started_at
    assert batch.closed_at - batch.started_at > PLACING


async def test_a_refusal_is_told_and_refunded() -> None:
    """A key, a balance, a model that is gone: the other jobs go on."""
    house = BatchHouse()
    house.jobs.refusing = [errors.BalanceEmpty()]
    await house.ended(await house.started("a fox", requests=[request(family="nano-banana-pro")]))
    assert codes(house) == ["BalanceEmpty", None]
    assert next(iter(house.turns.rows.values())).charged == 0


async def test_a_lost_answer_is_never_placed_again() -> None:
    """It is looked for by its title; where it is not, people are told that it may have been charged."""
    house = BatchHouse()
    house.jobs.refusing = [errors.AnswerCut()]
    batch = await house.ended(await house.started("a fox"))
    (turn,) = house.turns.rows.values()
    assert house.jobs.placed == [TITLE.format(batch.id)]
    assert len(house.jobs.looked_for) == 3
    assert turn.failure
    assert (turn.failure.code, turn.failure.cost, turn.charged) == ("BatchUnconfirmed", Cost.MAYBE, turn.reserved)


async def test_a_lost_answer_whose_job_is_there_goes_on() -> None:
    """Also after a list that could not be had."""
    house = BatchHouse()
    batch = await house.offered("a fox")
    title = TITLE.format(batch.id)
    house.jobs.refusing = [errors.TimedOut(300)]
    house.jobs.listed = {title: errors.ProviderBroken()}
    await house.batching.start(batch.id, 1, 77, 77)
    house.notices.seeing = lambda: house.jobs.listed.update({title: "batches/x"})
    ended = await house.ended(batch)
    assert (house.jobs.placed, ended.jobs[0].name, codes(house)) == ([title], "batches/x", [None])


async def test_without_a_list_it_is_looked_for_two_days() -> None:
    """Whether it was placed, nobody can tell then."""
    house = BatchHouse()
    batch = await house.offered("a fox")
    house.jobs.refusing = [errors.AnswerCut()]
    house.jobs.listed = {TITLE.format(batch.id): errors.ProviderBroken()}
    started = await house.batching.start(batch.id, 1, 77, 77)
    ended = await house.ended(started)
    assert codes(house) == ["BatchUnconfirmed"]
    assert ended.closed_at
    assert started.started_at
    assert ended.closed_at - started.started_at > UNCONFIRMED


async def test_where_there_are_no_batches_any_more_nothing_is_placed() -> None:
    """The provider is another one after a restart: a list that is not placed costs nothing, and is to be sent again."""
    house = BatchHouse()
    house.jobs.refusing = [errors.RateLimited(5)]
    started = await house.started("a fox", requests=[request(family="nano-banana-pro")])
    await house.until(lambda: len(house.jobs.placed) > 1)
    await house.batching.close()
    house.jobs.offered = False
    house.begun()
    await house.batching.resume()
    await house.ended(started)
    fox, _ = house.turns.rows.values()
    assert (codes(house), fox.charged, len(house.jobs.placed)) == (["BatchTermsChanged", None], 0, 2)


async def test_the_terms_are_on_disk_before_a_job_is_placed() -> None:
    """A restart then knows what was left out, and by which model."""
    house = BatchHouse()
    terms = Terms("m", "google:key1", ("thinking",), "gone")
    house.jobs.terms = [Terms("gone", "google:key1"), terms]
    house.jobs.refusing = [errors.AnswerCut()]
    started = await house.started("a fox")
    await house.until(lambda: bool(house.jobs.placed))
    (job,) = house.batches.rows[started.id].jobs
    assert (job.state, job.terms) == (JobState.SUBMITTING, terms)
    house.jobs.listed = {TITLE.format(started.id): "batches/found"}
    ended = await house.ended(started)
    assert (ended.jobs[0].name, ended.jobs[0].terms) == ("batches/found", terms)
