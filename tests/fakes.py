"""Small fakes of the ports, for tests of what stands on them."""

import asyncio
import hashlib
from collections.abc import AsyncIterator, Awaitable, Callable, Collection, Mapping, Sequence
from contextlib import asynccontextmanager
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from itertools import count
from pathlib import Path

from bot.core.catalog import Catalog, Family
from bot.core.charge import Budget
from bot.core.errors import (
    BudgetSpent,
    MissingPermission,
    NotAPicture,
    NotWritten,
    PictureLost,
    PictureTooLarge,
    PlantainError,
    PostFailed,
    Refused,
    StorageFailed,
)
from bot.core.file_ports import Inspection
from bot.core.picture import Picture, Pieces
from bot.core.ports import Call, Identify
from bot.core.reception import Asked
from bot.core.reply import Maker, Reply
from bot.core.request import Request
from bot.core.turn import Origin, Person, Place, State, Turn

ADA, GRACE = Person(1, "Ada"), Person(2, "Grace")
PLACE = Place(id=100, guild=10, upload_limit=10 * 2**20)
CATALOG = Catalog.load()
NOW = datetime(2026, 11, 20, 12, 0, tzinfo=UTC)
MAKER = Maker("google", "nano-banana-2.1", "key1")


def ids() -> Identify:
    numbers = count(1)
    return lambda: f"turn{next(numbers):09d}"


class Waits(list[float]):
    """Lets any time pass at once, and remembers it."""

    async def __call__(self, seconds: float) -> None:
        self.append(seconds)


class Clock:
    """Stands still until a test moves it."""

    def __init__(self) -> None:
        self.now = NOW

    def __call__(self) -> datetime:
        return self.now

    def pass_(self, seconds: float) -> None:
        self.now += timedelta(seconds=seconds)


def picture(name: str = "picture", *, size: int = 1000) -> Picture:
    return Picture(hashlib.sha256(name.encode()).hexdigest(), "image/png", 1024, 1024, size)


def request(words: str = "a lighthouse", **changes: object) -> Request:
    return replace(Request(words, "nano-banana-2.1"), **changes)  # type: ignore[arg-type] # any field


def reply(name: str = "picture", *, maker: Maker = MAKER, wish: str = "a lighthouse", **changes: object) -> Reply:
    made = picture(name)
    part = {
        "inlineData": {"mimeType": "image/png", "data": f"blob{made.sha256}"},
        "thoughtSignature": f"text{'0' * 64}",
    }
    plain = Reply(maker, "gemini-nano-banana-2.1", ({"text": wish},), (part,), (made,), bytes_kept=made.size)
    return replace(plain, **changes)  # type: ignore[arg-type] # any field


def turn(turn_id: str = "turn000000001", **changes: object) -> Turn:
    number = int(turn_id[4:]) if turn_id[4:].isdecimal() else 0
    plain = Turn(turn_id, PLACE, ADA, request(), Origin(1000 + number, 5, token="t"), NOW)
    return replace(plain, **changes)  # type: ignore[arg-type] # any field


class MemoryTurns:
    """The `Turns` port in a dictionary."""

    def __init__(self) -> None:
        self.rows: dict[str, Turn] = {}
        self.heads: dict[int, str | None] = {}
        self.left_behind: set[str] = set()
        self.refusing: list[bool] = []
        self.unwritable = 0

    async def accept(self, turn: Turn, budget: Budget | None = None) -> Turn:
        await asyncio.sleep(0)  # writing takes a moment, in which others come
        if self.unwritable:
            self.unwritable -= 1
            raise StorageFailed
        if known := await self.by_origin(turn.origin.id):
            return known
        self._check(turn, budget)
        return self.rows.setdefault(turn.id, turn)

    async def spent(self, budget: Budget) -> int:
        return _cost(self._of(budget))

    def _of(self, budget: Budget) -> list[Turn]:
        return [row for row in self.rows.values() if budget.since <= row.created_at < budget.until]

    def _check(self, turn: Turn, budget: Budget | None) -> None:
        spent = _cost([row for row in self._of(budget) if row.id != turn.id]) if budget else 0
        if budget and spent + _cost([turn]) > budget.limit:
            raise BudgetSpent(turn.reserved, budget.limit - spent, budget.limit)

    async def get(self, turn_id: str) -> Turn | None:
        return self.rows.get(turn_id)

    async def by_origin(self, origin: int) -> Turn | None:
        return next((row for row in self.rows.values() if row.origin.id == origin), None)

    async def shown_in(self, post: int) -> Turn | None:
        return next((row for row in self.rows.values() if row.post == post), None)

    async def path(self, turn_id: str) -> Sequence[Turn]:
        found: list[Turn] = []
        at: str | None = turn_id
        while at and at in self.rows:
            found.append(self.rows[at])
            at = self.rows[at].parent
        return found[::-1]

    async def correct(self, turn: Turn) -> bool:
        if self.refusing and self.refusing.pop(0):
            raise StorageFailed
        kept = self.rows[turn.id]
        if kept.state is not State.CANCELLED or kept.reply:
            return False
        self.rows[turn.id] = replace(kept, reply=turn.reply, charged=turn.charged)
        return True

    async def save(self, turn: Turn, *, was: State, as_head: bool = False, budget: Budget | None = None) -> bool:
        if self.refusing and self.refusing.pop(0):
            raise StorageFailed
        kept = self.rows[turn.id]
        if kept.state is not was or kept.called_at not in (None, turn.called_at):
            return False
        if turn.reserved > kept.reserved:
            self._check(turn, budget)
        self.rows[turn.id] = replace(
            turn,
            post=None if turn.unposted else turn.post or kept.post,
            task=turn.task or kept.task,
            sent_to=kept.sent_to,
            reply=turn.reply or kept.reply,
            failure=turn.failure or kept.failure,
            closed_at=turn.closed_at or kept.closed_at,
            charged=turn.charged if kept.charged is None else kept.charged,
        )
        if as_head and turn.id not in self.left_behind:
            self.heads[turn.place.id] = turn.id
        return True

    async def save_failed(self, failed: Sequence[Turn]) -> int:
        return sum([await self.save(turn, was=State.ACCEPTED) for turn in failed])

    async def note_post(self, turn_id: str, post: int) -> None:
        self.rows[turn_id] = replace(self.rows[turn_id], post=post)

    async def note_sending(self, turn_id: str, channel: int) -> bool:
        if self.rows[turn_id].closed_at:
            return False
        self.rows[turn_id] = replace(self.rows[turn_id], sent_to=channel)
        return True

    async def forget_post(self, turn_id: str) -> None:
        self.rows[turn_id] = replace(self.rows[turn_id], post=None)

    async def unposted(self, person: int, limit: int) -> Sequence[Turn]:
        rows = [row for row in self.rows.values() if row.person.id == person and row.unposted]
        return rows[::-1][:limit]

    async def head(self, place: int) -> Turn | None:
        return self.rows.get(self.heads.get(place) or "")

    async def move_head(self, place: int, *, was: str, to: str | None) -> bool:
        if self.heads.get(place) != was:
            return False
        self.heads[place] = to
        return True

    async def reset(self, place: int) -> None:
        self.heads[place] = None
        self.left_behind |= {row.id for row in self.rows.values() if row.place.id == place}

    async def awaited(self, place: int) -> Sequence[Turn]:
        left_behind = self.left_behind
        return [row for row in await self.unfinished() if row.place.id == place and row.id not in left_behind]

    async def unfinished(self) -> Sequence[Turn]:
        return [row for row in self.rows.values() if row.closed_at is None]

    async def owed(self, since: datetime) -> Sequence[Turn]:
        rows = [row for row in self.rows.values() if row.state is State.CANCELLED and row.created_at >= since]
        return [row for row in rows if row.task and not row.reply]

    async def recent(self, place: int, limit: int, before: str | None = None) -> Sequence[Turn]:
        earlier = [*self.rows.values()]
        if before is not None:
            earlier = earlier[: [*self.rows].index(before)]
        rows = [row for row in earlier if row.place.id == place and row.state is State.DELIVERED]
        return rows[::-1][:limit]


class MemoryPictures:
    """The `Pictures` port as sets of addresses: of all that is *kept*, and of what is *lost*."""

    def __init__(self) -> None:
        self.kept: set[str] = set()
        self.lost: set[str] = set()
        self.asked: list[set[str]] = []
        self.full = False

    async def check(self) -> None:
        if self.full:
            raise NotWritten

    async def address(self, file: Path) -> str:
        return await asyncio.to_thread(_address, file)

    async def keep(self, file: Path) -> str:
        if self.full:
            raise StorageFailed
        address = await self.address(file)
        async with self.keeping({address: file}):
            return address

    @asynccontextmanager
    async def keeping(self, files: Mapping[str, Path]) -> AsyncIterator[None]:
        new = set(files) - self.kept
        for file in files.values():
            await asyncio.to_thread(file.unlink)
        self.kept |= new
        try:
            yield
        except Refused:
            self.kept -= new
            raise

    @asynccontextmanager
    async def at_hand(self, addresses: Collection[str]) -> AsyncIterator[Mapping[str, Path]]:
        self.asked.append(set(addresses))
        if self.lost & set(addresses):
            raise PictureLost
        yield {address: Path(address) for address in addresses}


class ShrinkingWorkshop:
    """The `Workshop` port as a request needs it: what is fitted gets as many bytes as it may have, and `pixels`.

    Below `least` bytes nothing fits, and nobody can read a HEIC.
    """

    def __init__(self) -> None:
        self.pixels = (1024, 1024)
        self.least = 1

    async def inspect(self, file: Path) -> Inspection:
        return Inspection("image/jpeg", *self.pixels)

    async def receive(self, file: Path) -> tuple[Inspection, str | None]:
        raise NotImplementedError

    async def fit(self, picture: Picture, file: Path, limit: int, into: Path) -> tuple[Path, str | None]:
        if picture.media_type == "image/heic":
            raise NotAPicture("a HEIC picture")
        if limit < self.least:
            raise PictureTooLarge(limit)
        return await asyncio.to_thread(_of_size, limit, into / f"{picture.sha256}.jpg"), "posted as JPEG"

    async def pieces(self, file: Path, limit: int, into: Path, most: int) -> Pieces:
        raise NotImplementedError

    async def scale(self, file: Path, factor: int, into: Path) -> Path:
        raise NotImplementedError


class QueueModel:
    """The `ImageModel` port: answers from a queue (a reply, or an error to raise), else with a new picture."""

    def __init__(self, *answers: Reply | Exception) -> None:
        self.answers = list(answers)
        self.calls: list[Call] = []
        self.called = asyncio.Event()
        self.held: asyncio.Event | None = None
        self.key = "key1"

    def maker(self, family: Family) -> Maker:
        return Maker("google", family.id, self.key)

    async def generate(self, call: Call) -> Reply:
        with call.asking():
            self.calls.append(call)
            self.called.set()
            if self.held:
                await self.held.wait()
            made = reply(f"made {len(self.calls)}", maker=self.maker(call.family))
            answer = self.answers.pop(0) if self.answers else made
            if isinstance(answer, Exception):
                raise answer
            return answer

    async def offered(self) -> Sequence[str]:
        return ["gemini-nano-banana-2.1"]


class RecordingDelivery:
    """The `Delivery` port: remembers what people would see."""

    def __init__(self) -> None:
        self.acknowledged: list[tuple[str, int]] = []
        self.delivered: list[str] = []
        self.told: list[tuple[str, str]] = []
        self.failing: list[PlantainError] = []
        self.moved_up: list[tuple[str, int]] = []
        self.unmovable: list[PlantainError] = []
        self.moving = asyncio.Event()
        self.moving.set()
        self.parts: list[tuple[str, float]] = []
        self.paused: list[str] = []
        self.closed = False
        self._posts = count(9001)

    async def check(self, turn: Turn) -> None:
        if self.closed:
            raise MissingPermission(["attach files"])

    async def position(self, turn: Turn, ahead: int) -> None:
        if self.unmovable:
            raise self.unmovable.pop()
        await self.moving.wait()
        self.moved_up.append((turn.id, ahead))

    async def progress(self, turn: Turn, part: float) -> None:
        self.parts.append((turn.id, part))

    async def pausing(self, turn: Turn) -> None:
        if self.failing:
            raise self.failing.pop()
        self.paused.append(turn.id)

    async def acknowledge(self, turn: Turn, ahead: int) -> int | None:
        self.acknowledged.append((turn.id, ahead))
        return None

    async def deliver(self, turn: Turn) -> int:
        if self.failing:
            raise self.failing.pop()
        self.delivered.append(turn.id)
        return next(self._posts)

    async def tell(self, turn: Turn) -> int | None:
        if self.failing:
            raise self.failing.pop()
        self.told.append((turn.id, turn.failure.told if turn.failure else ""))
        return None

    def fail_once(self) -> None:
        self.failing.append(PostFailed())


class MemoryAsked:
    """The `AskedNotes` port in a dictionary; `unwritable` makes it fail."""

    def __init__(self) -> None:
        self.notes: dict[int, Asked] = {}
        self.unwritable = False

    async def add(self, asked: Asked) -> None:
        self._check()
        self.notes[asked.origin.id] = asked

    async def remove(self, origin: int) -> None:
        self._check()
        self.notes.pop(origin, None)

    async def unaccepted(self) -> Sequence[Asked]:
        self._check()
        return tuple(self.notes.values())

    def _check(self) -> None:
        if self.unwritable:
            raise StorageFailed


class OpenRoom:
    """The `Room` port, with room for everybody."""

    is_full = False

    @asynccontextmanager
    async def held(self, person: int, turn_id: str) -> AsyncIterator[bool]:
        yield True

    def line(self) -> Sequence[str]:
        return ()


class ByHand:
    """The `Scheduler` port: turns wait until a test lets them run."""

    def __init__(self) -> None:
        self.room = OpenRoom()
        self.lined_up: list[tuple[int, str]] = []
        self.people: dict[str, int] = {}
        self._lock = asyncio.Lock()

    def submit(self, place: int, turn_id: str, person: int) -> int:
        self.people[turn_id] = person
        self.lined_up.append((place, turn_id))
        return self.waiting(place) - 1

    def withdraw(self, place: int, turn_id: str) -> None:
        self.lined_up.remove((place, turn_id))

    def ahead(self, place: int, turn_id: str) -> int:
        there = [each for where, each in self.lined_up if where == place]
        return there.index(turn_id) if turn_id in there else 0

    def has(self, place: int, turn_id: str) -> bool:
        return (place, turn_id) in self.lined_up

    def line(self, place: int) -> Sequence[str]:
        return [turn_id for where, turn_id in self.lined_up[1:] if where == place]

    def waiting_for(self, person: int) -> int:
        return sum(self.people[turn_id] == person for _, turn_id in self.lined_up)

    def all_waiting(self) -> int:
        return len(self.lined_up)

    def waiting(self, place: int) -> int:
        return sum(1 for where, _ in self.lined_up if where == place)

    async def run(self, advance: Callable[[str], Awaitable[None]]) -> None:
        while self.lined_up:
            _, turn_id = self.lined_up[0]
            await advance(turn_id)
            self.lined_up.pop(0)


def _cost(turns: Sequence[Turn]) -> int:
    return sum(turn.reserved if turn.charged is None else turn.charged for turn in turns)


def _address(file: Path) -> str:
    return hashlib.sha256(file.read_bytes()).hexdigest()


def _of_size(size: int, file: Path) -> Path:
    """A new file of so many bytes, of which its name alone tells what it shows."""
    with file.open("wb") as opened:
        opened.write(file.name.encode())
        opened.truncate(size)
    return file
