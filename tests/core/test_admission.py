"""Which orders are taken, and what becomes of their files."""

from dataclasses import replace
from pathlib import Path

import pytest

from bot.core.admission import Order
from bot.core.errors import BudgetSpent, NotWritten, OptionUnsupported, PlantainError, QueueFull
from bot.core.limits import WAITING_PER_PERSON
from bot.core.request import Options
from tests.core.house import House
from tests.fakes import picture, request


@pytest.fixture
def house() -> House:
    return House()


def with_file(house: House, folder: Path) -> Order:
    """An order with one reference that is not kept yet."""
    photo, file = picture("photo"), folder / "photo"
    file.write_bytes(b"x")
    return house.order(request=request(references=(photo,)), files={photo.sha256: file})


async def test_files_are_kept_before_the_turn_is_written(
    house: House, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A turn that is there has its references, whenever the process is killed."""
    seen: list[set[str]] = []
    accept = house.turns.accept

    async def look(*given: object) -> object:
        seen.append(set(house.pictures.kept))
        return await accept(*given)  # type: ignore[arg-type] # passed on

    monkeypatch.setattr(house.turns, "accept", look)
    order = with_file(house, tmp_path)
    await house.studio.accept(order)
    assert seen == [set(order.files)] == [house.pictures.kept]


@pytest.mark.parametrize("why", ["the budget", "the queue", "an option"])
async def test_of_what_is_refused_no_file_is_kept(house: House, tmp_path: Path, why: str) -> None:
    """Whatever it is refused for, and whenever that shows."""
    error: type[PlantainError] = BudgetSpent
    order = with_file(house, tmp_path)
    if why == "the budget":
        house.studio = house.build(daily_budget=1)
    elif why == "the queue":
        error = QueueFull
        for _ in range(WAITING_PER_PERSON):
            await house.studio.accept(house.order())
    else:
        error = OptionUnsupported
        order = replace(order, request=replace(order.request, family="nano-banana", options=Options(size="4K")))
    with pytest.raises(error):
        await house.studio.accept(order)
    assert house.pictures.kept == set()


async def test_what_is_kept_for_another_turn_stays(house: House, tmp_path: Path) -> None:
    """The same photo sent again and refused is no reason to take it from the turn that has it."""
    first = with_file(house, tmp_path)
    await house.studio.accept(first)
    house.studio = house.build(daily_budget=1)
    with pytest.raises(BudgetSpent):
        await house.studio.accept(with_file(house, tmp_path))
    assert house.pictures.kept == set(first.files)


async def test_while_files_are_fetched_their_order_counts_as_waiting(house: House) -> None:
    """So nobody has more fetched than may wait; accepted with its claim it counts once, and given up no more."""
    orders = [house.order() for _ in range(WAITING_PER_PERSON)]
    for order in orders[1:]:
        await house.studio.accept(order)
    async with house.studio.expecting(orders[0]) as claim:
        with pytest.raises(QueueFull):
            async with house.studio.expecting(house.order()):
                raise AssertionError
        await house.studio.accept(orders[0], claim)
        await house.studio.cancel([*house.turns.rows][1])
        await house.studio.accept(house.order())
    await house.studio.cancel([*house.turns.rows][2])
    with pytest.raises(NotWritten):
        async with house.studio.expecting(house.order()):
            raise NotWritten
    await house.studio.accept(house.order())


async def test_a_budget_that_is_gone_refuses_before_anything_is_fetched(house: House) -> None:
    """What the order costs without its files is looked at; what others give back makes room again."""
    first = await house.studio.accept(house.order())
    house.studio = house.build(daily_budget=2 * first.reserved - 1)
    with pytest.raises(BudgetSpent):
        async with house.studio.expecting(house.order()):
            raise AssertionError
    house.turns.rows[first.id] = replace(first, charged=0)
    async with house.studio.expecting(house.order()) as claim:
        await house.studio.accept(house.order(), claim)
    house.clock.pass_(24 * 3600)
    async with house.studio.expecting(house.order()):
        pass
