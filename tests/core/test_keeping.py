"""Writing down what was paid for."""

import pytest

from bot.core.errors import Cost, StorageFailed
from bot.core.insistence import PAUSES, Insistence
from bot.core.keeping import Keeping
from bot.core.turn import State, Turn
from tests.fakes import NOW, PLACE, MemoryTurns, Waits, reply, request, turn


@pytest.fixture
def turns() -> MemoryTurns:
    return MemoryTurns()


@pytest.fixture
def keeping(turns: MemoryTurns) -> Keeping:
    return Keeping(turns, Insistence(Waits()))


async def started(turns: MemoryTurns, *, private: bool = False) -> Turn:
    begun = turn(reserved=50, request=request(private=private)).starting(None, NOW)
    await turns.accept(begun)
    return begun


@pytest.mark.parametrize("private", [False, True])
async def test_a_reply_is_kept_with_its_price_and_leads_unless_one_alone_sees_it(
    turns: MemoryTurns, keeping: Keeping, *, private: bool
) -> None:
    """The turn is generated, charged what it cost, and the place's head."""
    begun = await started(turns, private=private)
    kept = await keeping.keep(begun, reply(), 40)
    assert kept == turns.rows[begun.id] == begun.generated(reply(), 40)
    assert turns.heads == ({} if private else {PLACE.id: begun.id})


async def test_a_reply_to_a_cancelled_turn_is_kept_and_settles_it(turns: MemoryTurns, keeping: Keeping) -> None:
    """It stays cancelled, has the picture, and costs what the picture cost; it leads nothing."""
    begun = await started(turns)
    await turns.save(begun.cancelled(), was=State.ACCEPTED)
    await keeping.keep(begun, reply(), 40)
    assert turns.rows[begun.id] == begun.cancelled().late(reply(), 40)
    assert turns.heads == {}


async def test_what_came_to_nothing_is_settled_for_a_cancelled_turn_alone(turns: MemoryTurns, keeping: Keeping) -> None:
    """Whatever else became of a turn was settled with its own end."""
    begun = await started(turns)
    await keeping.settle(begun, 0)
    assert turns.rows[begun.id] == begun
    cancelled = begun.cancelled(Cost.MAYBE)
    await turns.save(cancelled, was=State.ACCEPTED)
    await keeping.settle(begun, 7)
    assert turns.rows[begun.id] == cancelled.late(None, 7)


@pytest.mark.parametrize("is_cancelled", [False, True])
async def test_storage_is_asked_again_and_again(turns: MemoryTurns, keeping: Keeping, *, is_cancelled: bool) -> None:
    """The picture of a turn that was cancelled is insisted upon like any other, and not for ever."""
    begun = await started(turns)
    if is_cancelled:
        await turns.save(begun.cancelled(), was=State.ACCEPTED)
    turns.refusing = [True] * len(PAUSES)
    await keeping.keep(begun, reply(), 40)
    assert turns.rows[begun.id].reply == reply()
    turns.refusing = [True] * (len(PAUSES) + 1)
    with pytest.raises(StorageFailed):
        await keeping.keep(begun, reply(), 40)
