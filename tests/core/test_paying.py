"""What turns are charged for, on fakes of every port: each call by its count, by what was held where nobody counts."""

import asyncio
from dataclasses import replace

import pytest

from bot.core.charge import USUAL_HISTORY
from bot.core.errors import (
    BudgetSpent,
    Cost,
    Overloaded,
    PictureWithheld,
    SignatureRefused,
    StorageFailed,
    TimedOut,
)
from bot.core.reply import Reply, Usage
from bot.core.turn import Failure, State, Turn
from tests.core.house import House
from tests.fakes import reply

COUNTED = Usage(prompt=1000, words=100, pictures=0, thoughts=100)
PRICE = 3000
"""Of `COUNTED`, with Nano Banana 2.1."""


@pytest.fixture
def house() -> House:
    return House()


async def test_a_reply_settles_what_it_cost(house: House) -> None:
    """The turn is charged by the provider's count, and by the reservation where there is none."""
    house.model.answers.append(reply(usage=Usage(pictures=1120)))
    assert (await house.made(house.order())).charged == 33_600
    uncounted = await house.made(house.order())
    assert uncounted.charged == uncounted.reserved > 0


async def test_a_late_picture_is_charged_what_it_cost(house: House) -> None:
    """What was held when it was cancelled is settled when the provider's count is there."""
    assert (await cancelled_amid(house, reply(usage=Usage(pictures=1120)))).charged == 33_600


async def test_a_late_failure_is_charged_what_it_cost(house: House) -> None:
    """Nothing where it surely cost nothing, what the provider counted, or what was held."""
    counted = PictureWithheld()
    counted.usage = COUNTED
    assert (await cancelled_amid(house, Overloaded())).charged == 0
    assert (await cancelled_amid(house, counted)).charged == PRICE
    unknown = await cancelled_amid(house, TimedOut(300))
    assert unknown.charged == unknown.reserved > 0


async def test_an_answer_without_a_picture_is_charged_by_its_count(house: House) -> None:
    """What the provider counted is what it bills."""
    refusal = PictureWithheld()
    refusal.usage = COUNTED
    house.model.answers.append(refusal)
    turn = await house.made(house.order())
    assert (turn.state, turn.charged) == (State.FAILED, PRICE)


async def test_two_calls_are_charged_as_two(house: House) -> None:
    """A first one without a picture is paid for, too, whatever comes of the second."""
    root = await house.made(house.order())
    for second, charged in ((reply(usage=Usage(pictures=1120)), PRICE + 33_600), (Overloaded(), PRICE)):
        refused = SignatureRefused(cost=Cost.MAYBE)
        refused.usage = COUNTED
        house.model.answers += [refused, second]
        turn = await house.made(house.order("winter", parent=root.id))
        assert turn.charged == charged
    assert turn.failure is not None
    assert turn.failure.cost is Cost.MAYBE


async def test_what_failed_before_the_model_was_asked_cost_nothing(house: House) -> None:
    """A disk that is full before the call is no reason to say that it may have cost."""
    turn = await house.studio.accept(house.order())
    house.turns.refusing = [True]
    await house.run()
    ended = await house.studio.find(turn.id)
    assert (ended.failure, ended.charged) == (Failure("StorageFailed", StorageFailed().sentence, Cost.NOTHING), 0)


async def test_what_goes_along_is_reserved_when_it_is_known(house: House) -> None:
    """An edit holds its history by the provider's own count, from the moment on when it starts."""
    for prompt, history in ((20_000, 21_120), (100, 1_220)):
        house.model.answers.append(reply(usage=Usage(prompt=prompt, words=0, pictures=1120)))
        root = await house.studio.accept(house.order())
        edit = await house.studio.accept(house.order("winter", parent=root.id))
        await house.run()
        started = await house.studio.find(edit.id)
        assert started.reserved == edit.reserved + (history - USUAL_HISTORY) * 1.5


async def test_a_history_that_the_budget_does_not_hold_is_not_sent(house: House) -> None:
    """It was accepted when there was room; when it starts there is none, and nothing is paid."""
    root = await house.made(house.order())
    house.turns.rows[root.id] = replace(root, reply=reply(usage=Usage(prompt=20_000, words=0, pictures=1120)))
    house.studio = house.build(daily_budget=2 * root.reserved + 20_000)
    edit = await house.studio.accept(house.order("winter", parent=root.id))
    await house.run()
    ended = await house.studio.find(edit.id)
    assert ended.failure
    assert (ended.failure.code, "is left" in ended.failure.sentence) == (BudgetSpent.__name__, True)
    assert (ended.charged, len(house.model.calls)) == (0, 1)


async def cancelled_amid(house: House, answer: Reply | Exception) -> Turn:
    """A turn that is cancelled during its call, and then answered so."""
    house.model.held, house.model.called = asyncio.Event(), asyncio.Event()
    house.model.answers.append(answer)
    turn = await house.studio.accept(house.order())
    running = asyncio.create_task(house.run())
    await house.model.called.wait()
    await house.studio.cancel(turn.id)
    await running
    held = await house.studio.find(turn.id)
    assert held.charged == held.reserved
    house.model.held.set()
    await house.studio.close()
    return await house.studio.find(turn.id)
