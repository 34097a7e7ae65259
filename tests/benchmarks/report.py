"""Rows of a benchmark: what was measured over the rounds, and whether its median meets the target."""

from collections.abc import Sequence
from dataclasses import dataclass
from statistics import median


@dataclass(frozen=True, slots=True)
class Row:
    """`product` and `floor` are the same quantity, one value a round; a target is for their ratio if `of_floor`."""

    name: str
    unit: str
    product: Sequence[float]
    floor: Sequence[float] = ()
    target: float | None = None
    of_floor: bool = False

    @property
    def judged(self) -> Sequence[float]:
        if not self.of_floor:
            return self.product
        return [ours / least for ours, least in zip(self.product, self.floor, strict=True)]

    @property
    def missed(self) -> bool:
        return self.target is not None and median(self.judged) > self.target

    def __str__(self) -> str:
        beside = f"{median(self.floor):8.2f}" if self.floor else f"{'-':>8}"
        ratio = f"{_spread(self.judged)} x floor" if self.of_floor else ""
        line = f"{self.name:<30} {_spread(self.product):>24} {self.unit:<9} {beside}   {ratio:<27}"
        if self.target is None:
            return line.rstrip()
        return f"{line} ≤ {self.target:<5g} {'MISS' if self.missed else 'ok'}"


HEADER = f"{'':<30} {'product, median (range)':>24} {'':<9} {'floor':>8}   {'in-round ratio':<27} target"


def _spread(values: Sequence[float]) -> str:
    return f"{median(values):.2f} ({min(values):.2f}..{max(values):.2f})"
