"""What the doors of the studio work with, put together once."""

import asyncio
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path

from bot.core.arrivals import Arrivals
from bot.core.batching import Batching
from bot.core.catalog import Catalog
from bot.core.family import Family
from bot.core.file_ports import AttachmentSource, Workshop
from bot.core.intake import Intake
from bot.core.memory import Repeats
from bot.core.ports import Clock, Identify, Pictures, Turns, Wait
from bot.core.reception import Reception
from bot.core.studio import Studio
from bot.core.turn import Turn


@dataclass(frozen=True, slots=True)
class Workbench:
    """`spool` is a folder for short-lived files; `default_family` gives the family's id where nobody chose one.

    `intake` bounds what people send, each a file of up to 20 MiB, while it is brought in. `interactions` are those
    that have come, whichever client heard them.
    """

    studio: Studio
    workshop: Workshop
    attachments: AttachmentSource
    spool: Path
    clock: Clock
    identify: Identify
    default_family: Callable[[], str]
    reception: Reception
    wait: Wait = asyncio.sleep
    batching: Batching | None = None
    arrivals: Arrivals = field(default_factory=Arrivals)
    intake: Intake = field(default_factory=Intake)
    interactions: Repeats = field(default_factory=Repeats)

    @property
    def catalog(self) -> Catalog:
        return self.studio.catalog

    def family_after(self, turn: Turn) -> Family:
        """Who goes on with a turn's picture: who drew it, or the default family where that is not here any more."""
        return self.catalog.family(turn.family if self.catalog.has(turn.family) else self.default_family())

    @property
    def turns(self) -> Turns:
        return self.studio.turns

    @property
    def pictures(self) -> Pictures:
        return self.studio.pictures
