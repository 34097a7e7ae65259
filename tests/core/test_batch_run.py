"""A batch on its way to its end."""

import asyncio

from bot.core import errors
from bot.core.batch import Batch, BatchState
from bot.core.batch_ports import Sight, Tally
from bot.core.batch_run import FIRST_PAUSE, LONGEST_PAUSE, tally
from bot.core.errors import Interrupted, PostFailed
from bot.core.turn import State, Turn
from tests.core.batches import BatchHouse
from tests.fakes import NOW, reply, turn


def by_queue() -> BatchHouse:
    house = BatchHouse()
    house.jobs.offered = False
    return house


async def states(house: BatchHouse, batch: Batch) -> list[State]:
    return [turn.state for turn in await house.made(batch)]


async def test_all_is_drawn_posted_and_summed_up() -> None:
    """In the order of the list, after the thread is there; the post tells the beginning and the end."""
    house = BatchHouse()
    batch = await house.ended(await house.started("a fox", "an owl"))
    made = await house.made(batch)
    assert house.notices.opened == [batch.id]
    assert house.delivery.delivered == [turn.id for turn in made]
    assert house.notices.summed_up == [made]
    assert house.notices.shown[0] == (BatchState.RUNNING, Tally(0, 0, 2))
    assert house.notices.shown[-1] == (BatchState.CLOSED, Tally(2, 0, 2))


async def test_pauses_grow_to_minutes_while_nothing_changes() -> None:
    """And no further."""
    house = BatchHouse()
    house.jobs.sights = [Sight.RUNNING] * 20
    await house.ended(await house.started("a fox"))
    assert house.waits[:3] == [FIRST_PAUSE, FIRST_PAUSE * 1.5, FIRST_PAUSE * 1.5**2]
    assert house.waits[-1] == max(house.waits) == LONGEST_PAUSE


async def test_the_queue_draws_one_after_the_other() -> None:
    """Each through the scheduler, the next when it is done; at the normal price."""
    house = by_queue()
    batch = await house.ended(await house.started("a fox", "an owl"))
    made = await house.made(batch)
    assert [call.request.words for call in house.model.calls] == ["a fox", "an owl"]
    assert house.line.submitted == [turn.id for turn in made]
    assert (house.jobs.placed, await states(house, batch)) == ([], [State.DELIVERED] * 2)
    assert len(house.notices.summed_up) == 1


async def test_one_picture_that_fails_stops_nothing() -> None:
    """It is told in its own post, and the others are drawn."""
    house = by_queue()
    house.model.answers = [errors.PictureWithheld(), reply()]
    batch = await house.ended(await house.started("a fox", "an owl"))
    assert await states(house, batch) == [State.FAILED, State.DELIVERED]
    assert len(house.delivery.told) == 1


async def test_cancelling_lets_the_picture_under_way_end() -> None:
    """It is posted; what had not begun costs nothing and is not posted one by one."""
    house = by_queue()
    house.model.held = asyncio.Event()
    started = await house.started("a fox", "an owl", "a bee")
    await asyncio.wait_for(house.model.called.wait(), 5)
    await house.batching.cancel(started.id, 1)
    house.model.held.set()
    batch = await house.ended(started)
    made = await house.made(batch)
    assert [turn.state for turn in made] == [State.DELIVERED, State.CANCELLED, State.CANCELLED]
    assert [turn.charged for turn in made[1:]] == [0, 0]
    assert (len(house.model.calls), house.delivery.told) == (1, [])
    assert house.notices.shown[-1][1] == Tally(1, 2, 3)


async def test_a_restart_goes_on_with_the_job_that_was_placed() -> None:
    """Nothing is placed again, and nothing is posted twice."""
    house = BatchHouse()
    house.jobs.sights = [Sight.RUNNING] * 3
    started = await house.started("a fox", "an owl")
    await house.until(lambda: bool(house.waits))
    await house.batching.close()
    assert await house.begun().resume() == 1
    assert await house.batching.resume() == 0
    batch = await house.ended(started)
    assert (len(house.jobs.placed), await states(house, batch)) == (1, [State.DELIVERED] * 2)
    assert len(set(house.delivery.delivered)) == len(house.delivery.delivered) == 2


async def test_a_call_that_a_restart_cut_off_is_told() -> None:
    """As for any turn; the rest of the list goes on."""
    house = by_queue()
    house.model.held = asyncio.Event()
    started = await house.started("a fox", "an owl")
    await asyncio.wait_for(house.model.called.wait(), 5)
    await house.batching.close()
    for task in tuple(house.line.tasks):
        task.cancel()
    await asyncio.gather(*house.line.tasks, return_exceptions=True)
    house.model.held = None
    await house.begun().resume()
    batch = await house.ended(started)
    first, second = await house.made(batch)
    assert first.failure
    assert (first.failure.code, second.state) == (Interrupted().code, State.DELIVERED)


async def test_the_studio_leaves_turns_of_batches_alone() -> None:
    """Neither a start nor a sweep draws what a batch holds."""
    house = BatchHouse()
    house.jobs.sights = [Sight.RUNNING] * 50
    await house.started("a fox")
    assert (await house.studio.resume(), await house.studio.sweep()) == (0, 0)
    await house.studio.farewell()
    await house.batching.close()
    assert (house.delivery.paused, house.model.calls) == ([], [])


async def test_discord_failing_delays_and_loses_nothing() -> None:
    """The thread, a post and the summary are tried again; where no thread is to be had, it goes on without."""
    house = BatchHouse()
    house.notices.failing = [PostFailed(), PostFailed(final=True), PostFailed()]
    house.delivery.fail_once()
    batch = await house.ended(await house.started("a fox"))
    assert await states(house, batch) == [State.DELIVERED]
    assert len(house.notices.summed_up) == 1
    closed = BatchHouse()
    closed.notices.failing = [PostFailed(final=True), PostFailed(final=True)]
    batch = await closed.ended(await closed.started("a fox"))
    assert (batch.state, closed.notices.summed_up) == (BatchState.CLOSED, [])


async def test_nothing_is_begun_when_the_process_is_about_to_end() -> None:
    """What is held stays so, for the next start."""
    house = by_queue()
    house.model.held = asyncio.Event()
    started = await house.started("a fox", "an owl")
    await asyncio.wait_for(house.model.called.wait(), 5)
    house.studio.pause()
    house.model.held.set()
    await asyncio.gather(*house.line.tasks)
    await house.until(lambda: not house.batching._runs)
    assert await states(house, started) == [State.DELIVERED, State.ACCEPTED]
    assert house.notices.summed_up == []


def test_a_tally_counts_what_became_of_all() -> None:
    """What is still to come counts for neither."""
    turns: list[Turn] = [
        turn(),
        turn().generated(reply()),
        turn().failed(errors.PictureWithheld()),
        turn().cancelled().told(NOW, None),
    ]
    assert tally(turns) == Tally(1, 2, 4)
