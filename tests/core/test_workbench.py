"""What the doors work with."""

from pathlib import Path
from typing import Any

from bot.core.studio import Studio
from bot.core.workbench import Workbench
from tests.fakes import (
    CATALOG,
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
    turn,
)


def test_what_the_studio_works_with_is_what_the_doors_work_with() -> None:
    """Catalog, turns and pictures are the studio's own, so that a door never sees others."""
    studio = Studio(
        catalog=CATALOG,
        turns=MemoryTurns(),
        pictures=MemoryPictures(),
        workshop=ShrinkingWorkshop(),
        spool=Path(),
        model=QueueModel(),
        delivery=RecordingDelivery(),
        scheduler=ByHand(),
        clock=Clock(),
        identify=ids(),
        wait=Waits(),
    )
    nothing: Any = None
    bench = Workbench(studio, nothing, nothing, Path(), Clock(), ids(), lambda: "nano-banana-2.1", nothing)
    assert bench.catalog is studio.catalog
    assert bench.turns is studio.turns
    assert bench.pictures is studio.pictures
    assert bench.family_after(turn(request=request(family="nano-banana-pro"))).name == "Nano Banana Pro"
    assert bench.family_after(turn(request=request(family="long-gone"))).name == "Nano Banana 2.1"
