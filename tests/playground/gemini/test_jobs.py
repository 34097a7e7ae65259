"""Work that outlives its request."""

import asyncio

from bot.playground.gemini.jobs import Jobs, remember


def test_plans_take_the_place_of_the_usual_states_once() -> None:
    """One plan, one job."""
    jobs = Jobs()
    jobs.plans.append(("queued", "archiving"))
    assert jobs.states("queued", "done") == ["queued", "archiving"]
    assert jobs.states("queued", "done") == ["queued", "done"]


async def test_a_pace_holds_every_step_and_closing_ends_what_waits() -> None:
    """Nothing runs on after the stand-in."""
    left, ended = list[tuple[str, str]](), asyncio.Event()

    async def pace(job: str, state: str) -> None:
        left.append((job, state))
        try:
            await asyncio.Event().wait()
        finally:
            ended.set()

    jobs = Jobs(pace)
    jobs.start(jobs.leave("one", "queued"))
    await asyncio.sleep(0)
    await jobs.close()
    assert (left, ended.is_set()) == ([("one", "queued")], True)


def test_only_the_newest_jobs_are_remembered() -> None:
    """Memory is bounded."""
    known: dict[str, int] = {}
    for number in range(300):
        remember(known, str(number), number)
    assert len(known) == 200
    assert "0" not in known
