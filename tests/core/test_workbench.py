"""What the doors work with."""

from pathlib import Path

from bot.core.studio import Studio
from bot.core.workbench import Workbench
from tests.fakes import CATALOG, ByHand, Clock, MemoryPictures, MemoryTurns, QueueModel, RecordingDelivery, Waits, ids


def test_what_the_studio_works_with_is_what_the_doors_work_with() -> None:
    """Catalog, turns and pictures are the studio's own, so that a door never sees others."""
    studio = Studio(
        catalog=CATALOG,
        turns=MemoryTurns(),
        pictures=MemoryPictures(),
        model=QueueModel(),
        delivery=RecordingDelivery(),
        scheduler=ByHand(),
        clock=Clock(),
        identify=ids(),
        wait=Waits(),
    )
    nothing: object = None
    bench = Workbench(studio, nothing, nothing, Path(), Clock(), ids(), lambda: "nano-banana-2.1")  # type: ignore[arg-type] # not asked for here
    assert bench.catalog is studio.catalog
    assert bench.turns is studio.turns
    assert bench.pictures is studio.pictures
