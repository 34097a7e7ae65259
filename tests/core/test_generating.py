"""Calling the model for a turn, on fakes of every port."""

import asyncio
from dataclasses import replace
from functools import partial
from typing import Any

import pytest

from bot.core import studio
from bot.core.errors import (
    Cancelled,
    Cost,
    NotWritten,
    Overloaded,
    PictureWithheld,
    RequestRejected,
    StorageFailed,
)
from bot.core.ports import Call
from bot.core.progress import Progress
from bot.core.reply import Reply
from bot.core.turn import Failure, State, Turn
from tests.core.house import House
from tests.fakes import NOW, QueueModel


@pytest.fixture
def house() -> House:
    return House()


class BusyModel(QueueModel):
    """Is overloaded at first, and asks again once a test lets it."""

    def __init__(self) -> None:
        super().__init__()
        self.pausing, self.again = asyncio.Event(), asyncio.Event()

    async def generate(self, call: Call) -> Reply:
        with pytest.raises(Overloaded), call.asking():
            raise Overloaded
        self.pausing.set()
        await self.again.wait()
        return await super().generate(call)


async def test_storage_that_fails_after_the_call_is_said(house: House) -> None:
    """A full disk ends the turn with its own sentence, which says that it may have cost."""
    house.model.answers.append(StorageFailed())
    turn = await house.made(house.order())
    assert turn.failure is not None
    assert turn.failure.told == StorageFailed().told


async def test_nothing_is_paid_where_its_picture_could_hardly_be_kept(house: House) -> None:
    """A disk that has filled up since the turn was accepted; with room again the next one is drawn."""
    turn = await house.studio.accept(house.order())
    house.pictures.full = True
    await house.run()
    failed = await house.studio.find(turn.id)
    assert failed.failure is not None
    assert (failed.failure.told, failed.charged, house.model.calls) == (NotWritten().told, 0, [])
    house.pictures.full = False
    assert (await house.made(house.order())).state is State.DELIVERED


async def test_a_reply_that_cannot_be_stored_at_once_is_stored_later(house: House) -> None:
    """A database that comes back within seconds costs no picture."""
    house.turns.refusing = [False, True, True]
    turn = await house.made(house.order())
    assert turn.state is State.DELIVERED
    assert house.waits == [1, 5]
    assert len(house.model.calls) == 1


async def test_a_turn_that_was_ended_meanwhile_is_not_paid_for(house: House) -> None:
    """Between reading and starting somebody else may have cancelled it."""
    turn = await house.studio.accept(house.order())
    await house.turns.save(replace(turn, state=State.CANCELLED), was=State.ACCEPTED)

    async def get(turn_id: str) -> Turn | None:
        return turn if turn.id == turn_id else None

    house.turns.get = get  # type: ignore[method-assign] # what another process read a moment ago
    await house.studio.advance(turn.id)
    assert not house.model.calls


async def test_a_running_turn_is_let_go_and_its_picture_kept(house: House) -> None:
    """The next turn does not wait for a cancelled one, whose late picture is stored and not posted."""
    house.model.held = asyncio.Event()
    turn = await house.studio.accept(house.order())
    running = asyncio.create_task(house.run())
    await house.model.called.wait()
    await house.studio.cancel(turn.id)
    await running
    assert house.delivery.told == [(turn.id, Cancelled(Cost.MAYBE).told)]
    house.model.held.set()
    await house.studio.close()
    kept = await house.studio.find(turn.id)
    assert kept.state is State.CANCELLED
    assert kept.reply is not None
    assert kept.charged == kept.reserved
    assert house.delivery.delivered == []


async def test_a_late_failure_of_a_cancelled_turn_is_nobodys_business(house: House) -> None:
    """The person has been told already; nothing is told twice."""
    house.model.held = asyncio.Event()
    house.model.answers.append(PictureWithheld())
    turn = await house.studio.accept(house.order())
    running = asyncio.create_task(house.run())
    await house.model.called.wait()
    await house.studio.cancel(turn.id)
    await running
    house.model.held.set()
    await house.studio.close()
    assert len(house.delivery.told) == 1
    assert (await house.studio.find(turn.id)).reply is None


async def test_a_call_that_begins_while_it_is_cancelled_is_not_taken_for_free(house: House) -> None:
    """What was read before the call began does not decide what it costs."""
    turn = await house.studio.accept(house.order())
    save, started = house.turns.save, turn.starting(None, NOW)

    async def begin_before(cancelled: Turn, **how: Any) -> bool:
        house.turns.rows[turn.id] = started
        vars(house.turns).pop("save")
        return await save(cancelled, **how)

    vars(house.turns)["save"] = begin_before  # what another task does meanwhile
    await house.studio.cancel(turn.id)
    cancelled = await house.studio.find(turn.id)
    assert cancelled.failure == Failure.of(Cancelled(Cost.MAYBE))
    assert (cancelled.state, cancelled.charged) == (State.CANCELLED, turn.reserved)


async def test_a_picture_that_comes_in_the_moment_of_cancelling_is_kept(house: House) -> None:
    """Neither the answer nor the cancellation is lost: the picture is stored and not posted."""
    save = house.turns.save

    async def cancel_before(moved: Turn, **how: Any) -> bool:
        vars(house.turns).pop("save")
        if moved.state is State.ACCEPTED:
            vars(house.turns)["save"] = cancel_before
        else:
            house.turns.rows[moved.id] = house.turns.rows[moved.id].cancelled()
        return await save(moved, **how)

    vars(house.turns)["save"] = cancel_before  # what another task does meanwhile
    turn = await house.made(house.order())
    assert (turn.state, turn.reply is not None, turn.closed_at is not None) == (State.CANCELLED, True, True)
    assert house.delivery.delivered == []


async def test_a_process_that_ends_in_a_call_leaves_the_turn_open(house: House) -> None:
    """Cancelled from outside, the call is given up and the turn stays as it was, for the next start to report."""
    house.model.held = asyncio.Event()
    turn = await house.studio.accept(house.order())
    running = asyncio.create_task(house.run())
    await house.model.called.wait()
    running.cancel()
    await asyncio.gather(running, return_exceptions=True)
    left = await house.studio.find(turn.id)
    assert (left.state, left.closed_at) == (State.ACCEPTED, None)
    assert left.called_at is not None


async def test_a_foreseen_failure_is_one_line_in_the_log(house: House, caplog: pytest.LogCaptureFixture) -> None:
    """The operator reads the turn, the failure and the provider's request id, and no traceback."""
    house.model.answers.append(RequestRejected(request_id="req-1"))
    turn = await house.made(house.order())
    (line,) = [record for record in caplog.records if record.levelname == "WARNING"]
    assert line.getMessage() == f"turn {turn.id} failed: RequestRejected (request id req-1)"
    assert line.exc_info is None


async def test_a_reply_is_on_its_row_before_anybody_waits_for_discord(
    house: House, monkeypatch: pytest.MonkeyPatch
) -> None:
    """However long the bar is on its way: only the post waits for that."""
    shown, stored, answered = asyncio.Event(), asyncio.Event(), asyncio.Event()
    save = house.turns.save

    async def show(*_: object) -> None:
        shown.set()
        await answered.wait()

    async def save_and_say(moved: Turn, **how: Any) -> bool:
        saved = await save(moved, **how)
        if moved.state is State.GENERATED:
            stored.set()
        return saved

    monkeypatch.setattr(studio, "Progress", partial(Progress, first=0))
    monkeypatch.setattr(house.delivery, "progress", show)
    monkeypatch.setattr(house.turns, "save", save_and_say)
    house.studio, house.model.held = house.build(), asyncio.Event()
    turn = await house.studio.accept(house.order())
    running = asyncio.create_task(house.run())
    await shown.wait()
    house.model.held.set()
    async with asyncio.timeout(5):
        await stored.wait()
    assert house.delivery.delivered == []
    answered.set()
    await running
    assert house.delivery.delivered == [turn.id]


async def test_cancelled_between_two_tries_it_is_not_asked_again_and_costs_nothing(house: House) -> None:
    """Nothing was under way: the reservation is given back at once, and nothing is left to wait for."""
    house.model = BusyModel()
    house.studio = house.build()
    turn = await house.studio.accept(house.order())
    running = asyncio.create_task(house.run())
    await house.model.pausing.wait()
    await house.studio.cancel(turn.id)
    await running
    async with asyncio.timeout(5):
        await house.studio.close()
    assert house.delivery.told == [(turn.id, Cancelled(Cost.NOTHING).told)]
    assert (await house.studio.find(turn.id)).charged == 0
    house.model.again.set()
    assert house.model.calls == []


async def test_advanced_while_its_call_runs_it_is_carried_on_once(house: House) -> None:
    """Only a call of a dead process is lost; whoever comes second finds all done."""
    house.model.held = asyncio.Event()
    turn = await house.studio.accept(house.order())
    running = [asyncio.create_task(house.studio.advance(turn.id)) for _ in range(3)]
    await house.model.called.wait()
    running.append(asyncio.create_task(house.studio.advance(turn.id)))
    house.model.held.set()
    await asyncio.gather(*running)
    assert (len(house.model.calls), house.delivery.delivered, house.delivery.told) == (1, [turn.id], [])
