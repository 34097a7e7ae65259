"""What comes for the requests of a job."""

from dataclasses import replace
from typing import Any

import pytest

from bot.core.errors import PictureWithheld
from bot.core.reply import Usage
from bot.core.request import Options
from bot.core.turn import State, Turn
from tests.core.batches import BatchHouse, codes, made
from tests.fakes import MemoryTurns, request


async def test_what_was_counted_is_charged_by_half() -> None:
    """The provider's count, at the share that batches cost."""
    house = BatchHouse()
    house.jobs.outcomes[1] = replace(made(request()), usage=Usage(prompt=0, words=0, pictures=1120))
    await house.ended(await house.started("a fox"))
    (turn,) = house.turns.rows.values()
    assert turn.charged == 1120 * 30 // 2


async def test_a_refusal_that_was_counted_is_charged_by_half() -> None:
    """As for any wish, at the share that batches cost; what nobody counted costs what was held."""
    house = BatchHouse()
    counted, unknown = PictureWithheld(), PictureWithheld()
    counted.usage = Usage(prompt=1000, words=100, pictures=0, thoughts=100)
    house.jobs.outcomes = {1: counted, 2: unknown}
    await house.ended(await house.started("a fox", "an owl"))
    fox, owl = house.turns.rows.values()
    assert (fox.charged, owl.charged) == (3000 // 2, owl.reserved)


async def test_what_a_reply_lacks_is_told_as_for_any_wish() -> None:
    """Pixels, a model of another family; and what nobody draws so small is scaled down."""
    house = BatchHouse()
    small, wide = (request(options=Options(size=size)) for size in ("0.5K", "4K"))
    house.jobs.outcomes[2] = replace(made(wide), model="gemini-3-pro-image")
    await house.ended(await house.started(requests=[small, wide]))
    (half, whole) = (turn.reply for turn in house.turns.rows.values())
    assert half
    assert whole
    assert (half.shrink, half.notes) == (2, ("drawn at 1K and scaled down",))
    assert whole.notes == (
        "asked 4K, received 1024\N{MULTIPLICATION SIGN}1024",
        "the provider let Nano Banana Pro draw this in place of Nano Banana 2.1",
    )


async def test_a_result_that_nobody_foresaw_fails_alone(caplog: pytest.LogCaptureFixture) -> None:
    """Its turn ends with an id that leads to the log; the others are posted."""
    house = BatchHouse()
    house.jobs.outcomes = {1: ValueError("odd")}
    await house.ended(await house.started("a fox", "an owl"))
    fox, owl = house.turns.rows.values()
    assert (codes(house), owl.state) == (["Unexpected", None], State.DELIVERED)
    assert fox.failure
    error_id = fox.failure.sentence.partition("“")[2].partition("”")[0]
    assert f"(error id {error_id})" in caplog.text


async def test_a_reply_that_does_not_fit_storage_fails_alone(monkeypatch: pytest.MonkeyPatch) -> None:
    """Such as one with a number that no database takes."""
    house, save = BatchHouse(), MemoryTurns.save

    async def narrow(turns: MemoryTurns, turn: Turn, **how: Any) -> bool:
        if turn.reply and turn.reply.texts:
            raise OverflowError
        return await save(turns, turn, **how)

    monkeypatch.setattr(MemoryTurns, "save", narrow)
    house.jobs.outcomes = {2: replace(made(request()), texts=("too much",))}
    await house.ended(await house.started("a fox", "an owl"))
    assert codes(house) == [None, "Unexpected"]
