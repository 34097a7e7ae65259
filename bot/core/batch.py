"""A batch: a list of requests that one person confirms once, drawn by jobs at the provider or by the usual queue."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from enum import StrEnum
from typing import Final, Self

from bot.core.catalog import Catalog
from bot.core.charge import reservation
from bot.core.limits import BATCH_PICTURES
from bot.core.ports import Identify
from bot.core.request import Request
from bot.core.turn import Origin, Person, Place, Turn

JOB_SHARE: Final = 0.5
"""Of the usual price, in Google's batches (Gemini API pricing page)."""

JOB_ROWS: Final = 40
"""A reply has up to three payloads, results come twice, and an exchange takes 512 payloads."""

JOB_BYTES: Final = 100 * 2**20
"""Of base64 in a job's result: one of 150 pictures of 2K was billed and could never be fetched, 122 worked."""

JOB_SENT: Final = 18 * 2**20
"""Bytes of a job's requests: Google takes 20 MB inline (Batch API guide)."""

_RESULT: Final[Mapping[str, int]] = {"0.5K": 900_000, "1K": 2_300_000, "2K": 8_600_000, "4K": 30_000_000}
"""Usual bytes of base64 for a picture of a size, signature included."""
_SENT: Final = 1000
"""Bytes of a request besides its words; those may take six for each character."""


class Way(StrEnum):
    JOBS = "jobs"
    QUEUE = "queue"


class BatchState(StrEnum):
    """Moves down only; a batch that nobody started is closed from `OFFERED`."""

    OFFERED = "offered"
    RUNNING = "running"
    CANCELLING = "cancelling"
    CLOSED = "closed"


class JobState(StrEnum):
    """`SUBMITTING` is written before a job is placed: found after a restart, nobody knows whether it was."""

    PLANNED = "planned"
    SUBMITTING = "submitting"
    SUBMITTED = "submitted"
    OVER = "over"


@dataclass(frozen=True, slots=True)
class Terms:
    """How a job is placed: the `model` id that is asked for, and a fingerprint of the `account` that asks.

    `left_out` are options that this model is known to refuse; `instead_of` is the id that would have come first.
    """

    model: str
    account: str
    left_out: tuple[str, ...] = ()
    instead_of: str | None = None


@dataclass(frozen=True, slots=True)
class Job:
    """Requests of one family that go to the provider together; `rows` are their numbers, from 1.

    `name` is the provider's; `terms` are those of the newest attempt to place it.
    """

    number: int
    family: str
    rows: tuple[int, ...]
    state: JobState = JobState.PLANNED
    name: str | None = None
    terms: Terms | None = None
    placed_at: datetime | None = None


@dataclass(frozen=True, slots=True)
class Batch:
    """`serial` is storage's own number for it. `post` shows its price and its state; `thread` is where its pictures go.

    `origin` is the interaction that it came with; `requests` are numbered from 1.
    """

    id: str
    place: Place
    person: Person
    origin: int
    application: int
    requests: tuple[Request, ...]
    way: Way
    created_at: datetime
    serial: int = 0
    state: BatchState = BatchState.OFFERED
    jobs: tuple[Job, ...] = ()
    post: int | None = None
    thread: int | None = None
    started_at: datetime | None = None
    closed_at: datetime | None = None

    @property
    def results(self) -> Place:
        return self.place if self.thread is None else replace(self.place, id=self.thread)

    @property
    def share(self) -> float:
        """What is paid of the usual price."""
        return JOB_SHARE if self.way is Way.JOBS else 1.0

    def title(self, job: Job) -> str:
        """What a job is called at the provider, by which it can be found there."""
        return f"plantain-{self.id}-{job.number}"

    def started(self, now: datetime, post: int, thread: int | None) -> Self:
        return replace(self, state=BatchState.RUNNING, started_at=now, post=post, thread=thread)


@dataclass(frozen=True, slots=True)
class Quote:
    """`usual` and `reserved` are millionths of a US dollar for all; `seconds` is the usual time by the queue."""

    usual: int
    reserved: int
    seconds: int


def quote(batch: Batch, catalog: Catalog) -> Quote:
    """What *batch* will cost and at most may, at the provider's way. Raises UnknownFamily."""
    families = [catalog.family(request.family) for request in batch.requests]
    pairs = list(zip(families, batch.requests, strict=True))
    sizes = [request.options.size or family.usual_size for family, request in pairs]
    usual = sum(family.price_at(size) for family, size in zip(families, sizes, strict=True))
    times = [family.usual_seconds for family in families]
    return Quote(
        usual=round(usual * batch.share * 1_000_000),
        reserved=sum(_reserved(batch, request, catalog) for request in batch.requests),
        seconds=sum(time.get(size) or max(time.values()) for time, size in zip(times, sizes, strict=True)),
    )


def plan(requests: Sequence[Request], catalog: Catalog) -> tuple[Job, ...]:
    """Jobs that are small enough to be sent and fetched, each of one family, in the order of the list."""
    families = dict.fromkeys(request.family for request in requests)
    parts = [(family, rows) for family in families for rows in _parts(requests, family, catalog)]
    return tuple(Job(number, family, rows) for number, (family, rows) in enumerate(parts, start=1))


def turns(batch: Batch, catalog: Catalog, identify: Identify, now: datetime) -> tuple[Turn, ...]:
    """A turn for each request, in order, for when *batch* is started."""
    total = len(batch.requests)
    return tuple(
        Turn(
            id=identify(),
            place=batch.results,
            person=batch.person,
            request=request,
            origin=origin(batch, number),
            created_at=now,
            notes=(f"number {number} of {total} in its batch",),
            reserved=_reserved(batch, request, catalog),
        )
        for number, request in enumerate(batch.requests, start=1)
    )


def origin(batch: Batch, number: int) -> Origin:
    """Nothing in Discord stands for a request of a batch: the ids of such origins are below zero."""
    return Origin(-(batch.serial * _NUMBERS + number), batch.application)


def number_of(turn: Turn) -> int:
    """Which request of its batch a turn is."""
    return -turn.origin.id % _NUMBERS


def origins(serial: int) -> tuple[int, int]:
    """The least and the greatest id of the origins of a batch."""
    return -(serial * _NUMBERS + _NUMBERS - 1), -(serial * _NUMBERS + 1)


_NUMBERS: Final = 1000
assert BATCH_PICTURES < _NUMBERS  # noqa: S101 - the numbers of two batches must not meet


def _parts(requests: Sequence[Request], family: str, catalog: Catalog) -> Iterator[tuple[int, ...]]:
    rows: list[int] = []
    fetched = sent = 0
    for number, request in enumerate(requests, start=1):
        if request.family != family:
            continue
        known = catalog.family(family)
        size = known.drawn_size(request.options.size) or known.usual_size
        result, body = _RESULT[size], _SENT + 6 * len(request.words)
        if rows and (len(rows) == JOB_ROWS or fetched + result > JOB_BYTES or sent + body > JOB_SENT):
            yield tuple(rows)
            rows, fetched, sent = [], 0, 0
        rows.append(number)
        fetched, sent = fetched + result, sent + body
    if rows:
        yield tuple(rows)


def _reserved(batch: Batch, request: Request, catalog: Catalog) -> int:
    return round(reservation(catalog.family(request.family), request) * batch.share)
