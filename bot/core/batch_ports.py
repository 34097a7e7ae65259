"""What batches need from the world outside, besides what `bot.core.ports` has."""

from collections.abc import Awaitable, Callable, Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import Enum, auto
from pathlib import Path
from typing import Protocol

from bot.core.batch import Batch, BatchState, Job, JobState, Terms
from bot.core.charge import Budget
from bot.core.family import Family
from bot.core.reply import Reply
from bot.core.request import Request
from bot.core.turn import Turn


class Batches(Protocol):
    """Where batches live. Every method is one transaction; what returned is on disk. Raises StorageFailed."""

    async def add(self, batch: Batch, most: int) -> Batch:
        """Add *batch*, and give it its serial; the one of then, if its origin was added before.

        Of what its person never started only *most* are left with it: what was taken back goes first, then the oldest.
        """
        ...

    async def get(self, batch_id: str) -> Batch | None: ...

    async def start(self, batch: Batch, turns: Sequence[Turn], budget: Budget | None = None) -> bool:
        """Write that *batch* runs, with its *turns* and their reservations; False if it is not offered any more.

        Raises BudgetSpent, and then nothing is written, when the reservations would go beyond *budget*.
        """
        ...

    async def forget_offers(self, before: datetime) -> int:
        """Delete what was offered earlier than that and never started, and return how many there were."""
        ...

    async def move(self, batch: Batch, *, was: Collection[BatchState]) -> bool:
        """Write state and times of *batch* if it still stands in one of the states *was*."""
        ...

    async def save_job(self, batch: Batch, job: Job, *, was: JobState) -> bool:
        """Write *job* if it still stands in state *was*."""
        ...

    async def turns(self, batch: Batch) -> Sequence[Turn]:
        """The turns of a batch that was started, in the order of its requests."""
        ...

    async def running(self) -> Sequence[Batch]:
        """Batches that were started and are not closed, oldest first."""
        ...


class Sight(Enum):
    """How a job at the provider stands."""

    RUNNING = auto()
    DONE = auto()
    FAILED = auto()
    CANCELLED = auto()
    EXPIRED = auto()


NoteTerms = Callable[[Terms], Awaitable[None]]
"""Write down how a job is about to be placed; it is on disk when this returns. Raises StorageFailed."""

Read = Callable[[], Awaitable[Reply]]
"""Read and keep what came for one request. Raises what its asker is told; StorageFailed says nothing about it."""

Take = Callable[[int, Read], Awaitable[None]]
"""Have what came for the request of this number read, and keep it."""


class BatchModel(Protocol):
    """A provider's interface for batches. Raises ProviderFailed."""

    @property
    def offered(self) -> bool:
        """Whether the provider has one."""
        ...

    @property
    def account(self) -> str:
        """Whose jobs can be asked for, as a fingerprint."""
        ...

    async def place(self, title: str, family: Family, requests: Mapping[int, Request], note: NoteTerms) -> str:
        """Place a job once, and return its name; what was surely not taken is tried on other terms, if there are any.

        The terms of each attempt are noted first. The error tells by its cost whether it may have been placed.
        """
        ...

    async def find(self, title: str) -> str | None:
        """The name of a job that was placed under *title* and is still known."""
        ...

    async def collect(self, job: Job, family: Family, requests: Mapping[int, Request], take: Take) -> Sight:
        """Ask for *job* once. When it is over, *take* gets each result in *requests* that there is, one by one.

        Raises StorageFailed, and what *take* raises; then it can be asked for again.
        """
        ...

    async def cancel(self, job: Job) -> None: ...


@dataclass(frozen=True, slots=True)
class Tally:
    """How far a batch is; `away`: some of it is with a provider or key that the bot has no more."""

    made: int
    failed: int
    total: int
    away: bool = False


class BatchBoard(Protocol):
    """Showing batches to people. Raises PostFailed."""

    async def open(self, batch: Batch) -> None:
        """See to it that the thread is there."""
        ...

    async def show(self, batch: Batch, tally: Tally) -> None:
        """Show on the batch's post how far it is, and how to cancel it; one attempt."""
        ...

    async def sum_up(self, batch: Batch, turns: Sequence[Turn]) -> None:
        """Post what became of all, with contact sheets, or find that it is posted. Safe to repeat."""
        ...


class ContactSheets(Protocol):
    """Many pictures at a glance, off the event loop."""

    async def thumbnail(self, file: Path, into: Path) -> Path:
        """A small copy of a picture, as a new file in the folder *into*. Raises BadPicture."""
        ...

    async def contact_sheet(self, tiles: Sequence[tuple[int, Path | None]], into: Path) -> Path:
        """A sheet of numbered thumbnails, as a new file; None stands for what was not made."""
        ...
