"""A studio with everything it stands on in sight."""

from dataclasses import dataclass, field, replace
from pathlib import Path

from bot.core.admission import Order
from bot.core.catalog import Catalog
from bot.core.ports import Identify
from bot.core.studio import Studio
from bot.core.turn import Origin, Turn
from tests.fakes import (
    ADA,
    CATALOG,
    PLACE,
    ByHand,
    Clock,
    MemoryPictures,
    MemoryTurns,
    QueueModel,
    RecordingDelivery,
    ShrinkingWorkshop,
    Waits,
    ids,
    request,
)


@dataclass
class House:
    """A studio with everything it stands on in sight."""

    turns: MemoryTurns = field(default_factory=MemoryTurns)
    pictures: MemoryPictures = field(default_factory=MemoryPictures)
    workshop: ShrinkingWorkshop = field(default_factory=ShrinkingWorkshop)
    spool: Path = Path()
    model: QueueModel = field(default_factory=QueueModel)
    delivery: RecordingDelivery = field(default_factory=RecordingDelivery)
    scheduler: ByHand = field(default_factory=ByHand)
    clock: Clock = field(default_factory=Clock)
    waits: Waits = field(default_factory=Waits)
    identify: Identify = field(default_factory=ids)
    catalog: Catalog = CATALOG
    events: int = 0

    def __post_init__(self) -> None:
        self.studio = self.build()

    def build(self, daily_budget: int | None = None) -> Studio:
        return Studio(
            catalog=self.catalog,
            turns=self.turns,
            pictures=self.pictures,
            workshop=self.workshop,
            spool=self.spool,
            model=self.model,
            delivery=self.delivery,
            scheduler=self.scheduler,
            clock=self.clock,
            identify=self.identify,
            wait=self.waits,
            daily_budget=daily_budget,
        )

    def order(self, words: str = "a lighthouse", **changes: object) -> Order:
        self.events += 1
        plain = Order(request(words), PLACE, ADA, Origin(self.events, 5, token="t"))
        return replace(plain, **changes)  # type: ignore[arg-type] # any field

    async def made(self, order: Order) -> Turn:
        turn = await self.studio.accept(order)
        await self.run()
        return await self.studio.find(turn.id)

    async def run(self) -> None:
        await self.scheduler.run(self.studio.advance)
