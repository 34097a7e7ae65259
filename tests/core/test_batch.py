"""Batches as data."""

from dataclasses import replace

import pytest

from bot.core.batch import (
    JOB_BYTES,
    JOB_ROWS,
    Batch,
    BatchState,
    Way,
    number_of,
    origins,
    plan,
    quote,
    turns,
)
from bot.core.charge import reservation
from bot.core.request import Options, Request
from tests.fakes import ADA, CATALOG, NOW, PLACE, ids, request


def a_batch(*requests: Request, way: Way = Way.JOBS) -> Batch:
    return Batch("b000000000001", PLACE, ADA, 5, 6, requests, way, NOW, serial=3)


@pytest.mark.parametrize(("size", "most"), [("1K", JOB_ROWS), ("2K", 12), ("4K", 3)])
def test_jobs_are_small_enough_to_be_fetched(size: str, most: int) -> None:
    """The larger the pictures, the fewer in one job; none is lost, and the order stays."""
    jobs = plan([request(f"{number}", options=Options(size=size)) for number in range(100)], CATALOG)
    assert {len(job.rows) for job in jobs[:-1]} == {most}
    assert [row for job in jobs for row in job.rows] == list(range(1, 101))
    assert [job.number for job in jobs] == list(range(1, len(jobs) + 1))
    assert most * {"1K": 2_300_000, "2K": 8_600_000, "4K": 30_000_000}[size] <= JOB_BYTES


def test_jobs_are_small_enough_to_be_sent() -> None:
    """The longest prompts that there are, each letter spelt as an escape, stay below what goes inline."""
    jobs = plan([request("ü" * 4000)] * 200, CATALOG)
    assert max(len(job.rows) for job in jobs) * 6 * 4000 < 20 * 10**6


def test_a_job_has_one_family() -> None:
    """A job names one model; families come in the order in which the list has them first."""
    wishes = [request(family=family) for family in ("nano-banana-pro", "nano-banana-2.1", "nano-banana-pro")]
    assert [(job.family, job.rows) for job in plan(wishes, CATALOG)] == [
        ("nano-banana-pro", (1, 3)),
        ("nano-banana-2.1", (2,)),
    ]


def test_the_price_is_told_before() -> None:
    """Half of it by jobs; what is held back is what the turns reserve."""
    wishes = (request(options=Options(size="2K")), request(family="nano-banana-pro"))
    normal, half = quote(a_batch(*wishes, way=Way.QUEUE), CATALOG), quote(a_batch(*wishes), CATALOG)
    assert normal.usual == round((0.0504 + 0.1344) * 1_000_000)
    assert half.usual == normal.usual // 2
    assert abs(half.reserved - normal.reserved / 2) <= len(wishes)
    made = turns(a_batch(*wishes), CATALOG, ids(), NOW)
    assert sum(turn.reserved for turn in made) == half.reserved
    assert normal.reserved == sum(reservation(CATALOG.family(w.family), w) for w in wishes)
    assert normal.seconds == 30 + 25


def test_each_request_becomes_a_turn() -> None:
    """Where the results go, held until the batch says, and with an origin that nothing in Discord has."""
    batch = replace(a_batch(request("a fox"), request("an owl")), state=BatchState.OFFERED).started(NOW, 9, 9)
    made = turns(batch, CATALOG, ids(), NOW)
    assert [(turn.request.words, number_of(turn), turn.is_held) for turn in made] == [
        ("a fox", 1, True),
        ("an owl", 2, True),
    ]
    assert {turn.place.id for turn in made} == {9}
    assert made[1].notes == ("number 2 of 2 in its batch",)


def test_origins_of_batches_never_meet() -> None:
    """Neither each other, nor Discord's ids, which are above zero."""
    least, most = origins(3)
    next_least, next_most = origins(4)
    assert next_least <= next_most < least <= most < 0
    numbers = [turn.origin.id for turn in turns(a_batch(*[request()] * 200), CATALOG, ids(), NOW)]
    assert len(set(numbers)) == 200
    assert all(least <= number <= most for number in numbers)


def test_results_go_to_the_thread_if_there_is_one() -> None:
    """In a DM they stay where they were asked for."""
    batch = a_batch(request())
    assert batch.started(NOW, 9, None).results == PLACE
    assert batch.started(NOW, 9, 9).results == replace(PLACE, id=9)
    assert batch.title(plan(batch.requests, CATALOG)[0]) == "plantain-b000000000001-1"
