"""Jobs at the provider: asked for until they are over."""

from dataclasses import replace
from datetime import timedelta

import pytest

from bot.core import errors
from bot.core.batch import BatchState, JobState
from bot.core.batch_jobs import KEEPING, LASTING
from bot.core.batch_ports import Sight
from bot.core.errors import PlantainError
from bot.core.errors.batch import BatchLost
from bot.core.turn import State
from tests.core.batches import BatchHouse, codes
from tests.fakes import CATALOG, request

TITLE = "plantain-{}-1"


async def test_a_job_is_placed_noted_and_collected() -> None:
    """Its requests become replies that are settled at half the price, with the time since it was placed."""
    house = BatchHouse()
    house.jobs.sights = [Sight.RUNNING, Sight.RUNNING]
    batch = await house.ended(await house.started("a fox", "an owl"))
    assert house.jobs.placed == [TITLE.format(batch.id)]
    assert (batch.jobs[0].state, batch.jobs[0].name) == (JobState.OVER, f"batches/{house.jobs.placed[0]}")
    for turn in house.turns.rows.values():
        assert (turn.state, turn.charged) == (State.DELIVERED, turn.reserved)  # the replies count no tokens
        assert turn.reply
        assert turn.reply.seconds == pytest.approx(sum(house.waits))


async def test_one_request_may_fail_alone() -> None:
    """What surely cost nothing is refunded, and told in its own post."""
    house = BatchHouse()
    house.jobs.outcomes = {2: errors.RateLimited(None)}
    await house.ended(await house.started("a fox", "an owl", "a bee"))
    assert codes(house) == [None, "RateLimited", None]
    assert [told for told, _ in house.delivery.told] == ["turn000000003"]
    assert [turn.charged == 0 for turn in house.turns.rows.values()] == [False, True, False]


async def test_one_job_holds_up_no_other() -> None:
    """What fails about it, foreseen or not, is tried again; the other's pictures are posted meanwhile."""
    house = BatchHouse()
    house.jobs.sights = [sight for _ in range(20) for sight in (ValueError("odd"), Sight.RUNNING)]
    house.jobs.sights[3] = Sight.DONE
    started = await house.started("a fox", requests=[request(family="nano-banana-pro")])
    await house.until(lambda: bool(house.delivery.delivered))
    assert [turn.state for turn in house.turns.rows.values()] == [State.ACCEPTED, State.DELIVERED]
    house.jobs.sights.clear()
    await house.ended(started)
    assert codes(house) == [None, None]


@pytest.mark.parametrize(("failure", "limit"), [(ValueError, LASTING), (errors.StorageFailed, KEEPING)])
async def test_what_can_never_be_taken_has_an_end(failure: type[Exception], limit: timedelta) -> None:
    """Cancelled or not: results that our own side cannot take are lost in the end, storage has longer to be mended."""
    house = BatchHouse()
    house.jobs.sights = [failure() for _ in range(3000)]
    started = await house.started("a fox")
    await house.until(lambda: len(house.waits) > 3)
    await house.batching.cancel(started.id, 1)
    batch = await house.ended(started)
    assert (codes(house), batch.state) == (["BatchLost"], BatchState.CLOSED)
    assert batch.closed_at
    assert batch.started_at
    assert limit < batch.closed_at - batch.started_at < limit + timedelta(hours=1)


async def test_after_days_away_it_is_asked_more_than_once() -> None:
    """A hiccup then loses nothing."""
    house = BatchHouse()
    started = await house.started("a fox")
    await house.until(lambda: bool(house.waits))
    await house.batching.close()
    house.jobs.sights = [errors.Unreachable(), errors.Unreachable()]
    house.clock.pass_(LASTING.total_seconds())
    await house.begun().resume()
    await house.ended(started)
    assert codes(house) == [None]


async def test_a_result_that_is_missing_is_told() -> None:
    """A job that is done without some of its requests."""
    house = BatchHouse()
    house.jobs.outcomes = {1: None}
    await house.ended(await house.started("a fox", "an owl"))
    assert codes(house) == ["BatchFailed", None]


@pytest.mark.parametrize("end", [Sight.FAILED, Sight.EXPIRED, Sight.CANCELLED])
async def test_a_job_that_ends_badly_may_have_cost(end: Sight) -> None:
    """All of its requests are told of together, in the end, and none is posted by itself."""
    house = BatchHouse()
    house.jobs.sights = [end]
    await house.ended(await house.started("a fox", "an owl"))
    assert codes(house) == ["BatchFailed"] * 2
    assert {turn.charged == turn.reserved for turn in house.turns.rows.values()} == {True}
    assert house.delivery.told == []


@pytest.mark.parametrize("denial", [errors.ModelUnavailable("x"), BatchLost(), errors.AnswerTooLarge()])
async def test_a_denial_is_believed_the_third_time(denial: PlantainError) -> None:
    """What is not known, or can never be fetched, is lost; twice may be a hiccup."""
    house = BatchHouse()
    house.jobs.sights = [denial, denial, Sight.RUNNING, denial, denial, denial]
    await house.ended(await house.started("a fox"))
    assert codes(house) == ["BatchLost"]
    again = BatchHouse()
    again.jobs.sights = [denial, denial]
    await again.ended(await again.started("a fox"))
    assert codes(again) == [None]


async def test_failures_to_ask_pass() -> None:
    """The job goes on meanwhile; storage that is full for a while loses nothing, either."""
    house = BatchHouse()
    house.jobs.sights = [errors.Unreachable(), errors.AnswerCut(), errors.StorageFailed(), errors.KeyRefused()] * 3
    await house.ended(await house.started("a fox"))
    assert codes(house) == [None]


async def test_a_job_is_asked_for_two_days() -> None:
    """After that it is lost."""
    house = BatchHouse()
    house.jobs.sights = [Sight.RUNNING] * 2000
    batch = await house.ended(await house.started("a fox"))
    assert codes(house) == ["BatchLost"]
    assert batch.closed_at
    assert batch.started_at
    assert batch.closed_at - batch.started_at > LASTING


async def test_cancelling_places_nothing_more() -> None:
    """What was not placed costs nothing; what was is cancelled, and may have cost."""
    house = BatchHouse()
    house.jobs.refusing = [errors.RateLimited(5)]
    house.jobs.sights = [Sight.RUNNING, Sight.CANCELLED]
    batch = await house.offered(requests=[request("a fox", family="nano-banana-pro"), request("an owl")])
    started = await house.batching.start(batch.id, 1, 77, 77)
    await house.until(lambda: len(house.jobs.placed) > 1)
    await house.batching.cancel(batch.id, 1)
    ended = await house.ended(started)
    fox, owl = house.turns.rows.values()
    assert (fox.state, fox.charged, owl.state, owl.charged) == (State.CANCELLED, 0, State.CANCELLED, owl.reserved)
    assert (len(house.jobs.placed), len(house.jobs.cancelled), house.delivery.told) == (2, 1, [])
    assert ended.state is BatchState.CLOSED


async def test_what_is_done_when_it_is_cancelled_is_kept() -> None:
    """A job that was quicker than the cancelling has its results posted."""
    house = BatchHouse()
    house.jobs.sights = [Sight.RUNNING]
    started = await house.started("a fox")
    await house.until(lambda: bool(house.jobs.placed))
    await house.batching.cancel(started.id, 1)
    await house.ended(started)
    assert len(house.delivery.delivered) == 1


async def restarted(house: BatchHouse, account: str) -> None:
    """Another process, for another account."""
    await house.batching.close()
    house.jobs.account = account
    house.begun()
    await house.batching.resume()


async def test_a_job_of_another_provider_waits_for_it() -> None:
    """Its post says so; given back within days, nothing is lost, whatever the catalog had meanwhile."""
    house = BatchHouse()
    started = await house.started("a fox")
    await house.until(lambda: house.batches.rows[started.id].jobs[0].state is JobState.SUBMITTED)
    house.catalog = replace(CATALOG, families=CATALOG.families[1:])
    await restarted(house, "newapi:key2")
    house.jobs.offered = False
    await house.until(lambda: sum(house.waits) > LASTING.total_seconds())
    assert house.notices.shown[-1][1].away
    await restarted(house, "google:key1")
    await house.ended(started)
    assert (codes(house), house.notices.shown[-1][1].away) == ([None], False)


async def test_a_job_that_stays_with_another_provider_ends_in_a_week() -> None:
    """Or at once, when it is cancelled; it may have been charged, and the sentence says where it is."""
    for cancelled in (False, True):
        house = BatchHouse()
        house.jobs.refusing = [errors.AnswerCut()]  # whether it was placed is to be asked where it may have been
        started = await house.started("a fox")
        await house.until(lambda: bool(house.jobs.placed))  # noqa: B023 - it is awaited here
        await restarted(house, "google:key2")
        if cancelled:
            await house.batching.cancel(started.id, 1)
        ended = await house.ended(started)
        (turn,) = house.turns.rows.values()
        assert (codes(house), turn.charged) == (["BatchElsewhere"], turn.reserved)
        assert ended.closed_at
        assert started.started_at
        assert (ended.closed_at - started.started_at > KEEPING) is not cancelled


async def test_a_family_that_left_the_catalog_ends_its_job() -> None:
    """Nothing was placed, and nothing cost anything."""
    house = BatchHouse()
    house.jobs.refusing = [errors.RateLimited(5)]
    started = await house.started("a fox")
    house.catalog = replace(CATALOG, families=CATALOG.families[1:])
    await house.batching.close()
    house.begun()
    await house.batching.resume()
    await house.ended(started)
    assert codes(house) == ["UnknownFamily"]
