"""What the doors of the studio work with, put together once."""

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from bot.core.catalog import Catalog
from bot.core.ports import AttachmentSource, Clock, Identify, Pictures, Turns, Workshop
from bot.core.studio import Studio


@dataclass(frozen=True, slots=True)
class Workbench:
    """`spool` is a folder for files that live shorter than a command; `default_family` names the family's id that is
    taken where nobody chose one.
    """

    studio: Studio
    workshop: Workshop
    attachments: AttachmentSource
    spool: Path
    clock: Clock
    identify: Identify
    default_family: Callable[[], str]

    @property
    def catalog(self) -> Catalog:
        return self.studio.catalog

    @property
    def turns(self) -> Turns:
        return self.studio.turns

    @property
    def pictures(self) -> Pictures:
        return self.studio.pictures
