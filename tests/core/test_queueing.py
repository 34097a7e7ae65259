"""Who may still be lined up."""

from dataclasses import replace

import pytest

from bot.core import queueing
from bot.core.errors import QueueFull
from bot.core.queueing import check_queue
from tests.core.house import House
from tests.fakes import ADA, PLACE


async def test_all_places_together_have_a_limit(monkeypatch: pytest.MonkeyPatch) -> None:
    """Many people in many places, none of whom has many, are still bounded, before anything is written."""
    monkeypatch.setattr(queueing, "WAITING_IN_ALL", 3)
    house = House()
    places = [replace(PLACE, id=number) for number in range(4)]
    for place in places[:3]:
        check_queue(house.scheduler, place.id, ADA.id)
        await house.studio.accept(house.order(place=place, person=replace(ADA, id=place.id)))
    with pytest.raises(QueueFull, match="in all places together"):
        await house.studio.accept(house.order(place=places[3]))
    assert len(house.turns.rows) == 3
