"""What the studio needs from the world outside: small protocols, one adapter each."""

from collections.abc import Awaitable, Callable, Collection, Mapping, Sequence
from contextlib import AbstractAsyncContextManager, AbstractContextManager, nullcontext
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Protocol

from bot.core.catalog import Family
from bot.core.charge import Budget
from bot.core.conversation import History
from bot.core.reply import Maker, Reply
from bot.core.request import Request
from bot.core.turn import State, Turn

Clock = Callable[[], datetime]
"""The time now, with its zone."""

Identify = Callable[[], str]
"""A new id, never the same twice: 13 characters of [0-9a-v], later ids sort later."""


class Turns(Protocol):
    """Where turns live. Every method is one transaction; what returned is on disk. Raises StorageFailed."""

    async def accept(self, turn: Turn, budget: Budget | None = None) -> Turn:
        """Add *turn* and reserve its charge; if its origin was accepted before, return the turn of then instead.

        Raises BudgetSpent, and then nothing is written, when the reservation would go beyond *budget*.
        """
        ...

    async def spent(self, budget: Budget) -> int:
        """What is held and spent in the time of *budget*, in millionths of a US dollar."""
        ...

    async def get(self, turn_id: str) -> Turn | None: ...

    async def by_origin(self, origin: int) -> Turn | None: ...

    async def shown_in(self, post: int) -> Turn | None:
        """The turn whose post is the Discord message with this id."""
        ...

    async def path(self, turn_id: str) -> Sequence[Turn]:
        """Root … the turn itself, in order."""
        ...

    async def save(self, turn: Turn, *, was: State, as_head: bool = False, budget: Budget | None = None) -> bool:
        """Write *turn* if its row still stands in state *was*, and with *as_head* make it its place's head.

        A place that was reset after *turn* was accepted stays without it.

        False if somebody else moved it on, or has begun to call the model for it since *turn* was read; then nothing is
        written. A post, task, reply, failure or end that the row has is kept when *turn* has none; but what is unposted
        has no post, and what it was charged is kept in any case. What has its end has no token any more.
        Raises BudgetSpent, and then nothing is written, when *turn* holds more than before and that is over *budget*.
        """
        ...

    async def correct(self, turn: Turn) -> bool:
        """Write what came late for a cancelled *turn*, and what it was charged now that this is known.

        False if its row does not stand as cancelled, or has a reply already; then nothing is written.
        """
        ...

    async def save_failed(self, failed: Sequence[Turn]) -> int:
        """Write those of the *failed* turns whose rows are still accepted; returns how many these are."""
        ...

    async def note_post(self, turn_id: str, post: int) -> None:
        """Remember the message in which a turn's progress is shown; a closed turn keeps the post that shows its end."""
        ...

    async def note_sending(self, turn_id: str, channel: int) -> bool:
        """Remember that a new post goes to *channel*: from then on it may be there. False if the turn is closed."""
        ...

    async def forget_post(self, turn_id: str) -> None:
        """The message that showed a turn is deleted."""
        ...

    async def unposted(self, person: int, limit: int) -> Sequence[Turn]:
        """The newest pictures of a person that no place could take, newest first."""
        ...

    async def head(self, place: int) -> Turn | None: ...

    async def move_head(self, place: int, *, was: str, to: str | None) -> bool:
        """Make the turn *to* the head of a place, or none, if its head is still the turn *was*; whether it was."""
        ...

    async def reset(self, place: int) -> None:
        """Leave a place without a head; none of the turns that it has by now becomes its head when it is saved."""
        ...

    async def awaited(self, place: int) -> Sequence[Turn]:
        """Turns of a place that are not closed and were accepted since its reset, in order."""
        ...

    async def unfinished(self) -> Sequence[Turn]:
        """Turns that are not closed and can be read, in the order in which they were accepted."""
        ...

    async def owed(self, since: datetime) -> Sequence[Turn]:
        """Cancelled turns, accepted *since* then, whose pictures were placed as tasks and have not come."""
        ...

    async def recent(self, place: int, limit: int, before: str | None = None) -> Sequence[Turn]:
        """The newest turns of a place that are delivered, newest first; those accepted before the turn *before*."""
        ...


class Pictures(Protocol):
    """Content-addressed bytes: pictures, drafts and signatures. Raises StorageFailed."""

    async def check(self) -> None:
        """Raises NotWritten where another picture could hardly be kept, as far as that can be known."""
        ...

    async def keep(self, file: Path) -> str:
        """Take a file in (it is gone then) and return its address; on disk when it returns."""
        ...

    async def address(self, file: Path) -> str:
        """Where a file would be kept: the SHA-256 of its bytes in hex."""
        ...

    def keeping(self, files: Mapping[str, Path]) -> AbstractAsyncContextManager[None]:
        """Take files in, each by its address (they are gone then); on disk inside of this.

        Where a `Refused` ends the block, those that were not there before and that nobody else keeps go again.
        """
        ...

    def at_hand(self, addresses: Collection[str]) -> AbstractAsyncContextManager[Mapping[str, Path]]:
        """Local files by address, whole and unchanged while the context is open. Raises PictureLost on entering."""
        ...


NoteTask = Callable[[str], Awaitable[None]]
"""Write down that a request was placed as a task; it is on disk when this returns. Raises StorageFailed."""


async def forget(_task: str) -> None:
    """A `NoteTask` for who will not be there to ask for the result."""


Asking = Callable[[], AbstractContextManager[None]]
"""To be entered around each request that may cost, once for each. Raises Cancelled when nobody wants it any more."""


@dataclass(frozen=True, slots=True)
class Call:
    """One call of the model. `files` holds every stored payload that the history, its seed or the request names.

    `task` was noted for this call earlier: nothing is sent then, its result is asked for.
    """

    family: Family
    history: History
    request: Request
    files: Mapping[str, Path]
    task: str | None = None
    note_task: NoteTask = forget
    asking: Asking = nullcontext


class ImageModel(Protocol):
    """A provider's image models."""

    def maker(self, family: Family) -> Maker:
        """Who would make a reply now."""
        ...

    async def generate(self, call: Call) -> Reply:
        """Ask once. When it returns, every picture and signature of the reply is kept.

        What is placed as a task is noted before its result is first asked for.
        Raises ModelRefused, ProviderFailed (SignatureRefused when the history was not accepted), StorageFailed.
        """
        ...

    async def offered(self) -> Sequence[str]:
        """Ids of the models that the provider lists. Raises ProviderFailed."""
        ...


class Delivery(Protocol):
    """Showing turns to people. Works from the turn alone, so that any process can do it, at any time."""

    async def acknowledge(self, turn: Turn, ahead: int) -> int | None:
        """Show that *turn* is accepted and how many wait before it; the post's id if there is one already."""
        ...

    async def check(self, turn: Turn) -> None:
        """Raises MissingPermission where the picture of *turn* could not be shown now, as far as that can be known."""
        ...

    async def position(self, turn: Turn, ahead: int) -> None:
        """Show that a waiting turn has moved up; one attempt. Raises PostFailed."""
        ...

    async def progress(self, turn: Turn, part: float) -> None:
        """Show how much of the usual time has passed (1.0: all) and how to cancel; one attempt. Raises PostFailed."""
        ...

    async def pausing(self, turn: Turn) -> None:
        """Show that the process ends before *turn* is done; one attempt. Raises PostFailed."""
        ...

    async def deliver(self, turn: Turn) -> int | None:
        """Post a generated turn once, however often; the post's id, None if it is closed by now. Raises PostFailed."""
        ...

    async def tell(self, turn: Turn) -> int | None:
        """Tell the person why *turn* failed; the post's id if there is one. Safe to repeat. Raises PostFailed."""
        ...


Wait = Callable[[float], Awaitable[None]]
"""Let so many seconds pass."""
