"""A turn: one request and its reply, as a durable state machine."""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime
from enum import StrEnum
from typing import Any, Self

from bot.core.citations import Citations
from bot.core.errors import Cancelled, Cost, PlantainError
from bot.core.reply import Reply
from bot.core.request import Request


class State(StrEnum):
    """Where a turn stands; what may follow is in `MOVES`. A failed turn is over once the person has been told."""

    ACCEPTED = "accepted"
    GENERATED = "generated"
    FAILED = "failed"
    DELIVERED = "delivered"
    CANCELLED = "cancelled"


MOVES: Mapping[State, frozenset[State]] = {
    State.ACCEPTED: frozenset({State.ACCEPTED, State.GENERATED, State.FAILED, State.CANCELLED}),
    State.GENERATED: frozenset({State.DELIVERED, State.CANCELLED}),
    State.FAILED: frozenset({State.FAILED}),
    State.DELIVERED: frozenset(),
    State.CANCELLED: frozenset({State.CANCELLED}),
}
"""Where a turn may go from where it stands; staying means that something else about it changes, such as `called_at`."""


class ImpossibleMove(Exception):
    """A mistake of ours: somebody wanted to move a turn against `MOVES`."""


@dataclass(frozen=True, slots=True)
class Person:
    id: int
    name: str


@dataclass(frozen=True, slots=True)
class Place:
    """A channel, thread or DM: one conversation. `upload_limit` is the bytes that one file may have here."""

    id: int
    guild: int | None
    upload_limit: int


@dataclass(frozen=True, slots=True)
class Origin:
    """What a turn answers, which is all that delivery needs: an interaction (with its token) or a message.

    `id` is unique to what happened in Discord, so that an event that arrives twice is accepted once. What did not
    happen there, but comes from a batch, has an id below zero.
    """

    id: int
    application: int
    token: str | None = None
    message: int | None = None

    @property
    def over(self) -> Self:
        """Once all is shown: the token lets whoever reads it write there, and has served its purpose."""
        return replace(self, token=None)

    @property
    def is_batch(self) -> bool:
        return self.id < 0


@dataclass(frozen=True, slots=True)
class Failure:
    """Why a turn failed: an error's name, its sentence as the person reads it, and what grounds the words in that."""

    code: str
    sentence: str
    cost: Cost
    citations: Citations = field(default_factory=Citations)

    @classmethod
    def of(cls, error: PlantainError) -> Self:
        return cls(error.code, error.sentence, error.charge, error.citations)

    @property
    def told(self) -> str:
        return f"{self.sentence} {self.cost.sentence}"


@dataclass(frozen=True, slots=True)
class Turn:
    """`follows_head`: the parent is the conversation's head at the moment when this turn starts.

    `called_at` is written before the model is called: a turn that has it but neither reply nor failure after a restart
    may have been billed, unless it has a `task`: what the provider knows the placed request by, so that its result can
    be asked for again. `post` is the Discord message that shows the turn. `sent_to` is the channel into which a new
    post was last tried, whether or not anybody knows what came of that; `unposted`: no place could take its picture,
    which is had through the history alone. `closed_at`: nothing is left to do.
    `reserved` and `charged` are millionths of a US dollar; `charged` is None until it is settled, 0 is a refund.
    """

    id: str
    place: Place
    person: Person
    request: Request
    origin: Origin
    created_at: datetime
    parent: str | None = None
    follows_head: bool = False
    state: State = State.ACCEPTED
    called_at: datetime | None = None
    reply: Reply | None = None
    failure: Failure | None = None
    post: int | None = None
    closed_at: datetime | None = None
    notes: tuple[str, ...] = ()
    reserved: int = 0
    charged: int | None = None
    task: str | None = None
    sent_to: int | None = None
    unposted: bool = False

    @property
    def went_home(self) -> bool:
        """Whether its post, if there is one, is in its person's DM because its place could not take it."""
        return self.sent_to not in (None, self.place.id)

    @property
    def family(self) -> str:
        """The id of the family that drew it; until then, of the one that is to."""
        return self.reply.maker.family if self.reply else self.request.family

    @property
    def is_lost(self) -> bool:
        """Whether the model was called for it and nobody can tell what came of that, once no process is calling."""
        return self.state is State.ACCEPTED and self.called_at is not None and self.task is None

    @property
    def came_late(self) -> bool:
        """Whether it has a picture that nobody waited for any more."""
        return self.state is State.CANCELLED and self.reply is not None

    @property
    def is_held(self) -> bool:
        """Whether it is for a batch to say when this is drawn."""
        return self.origin.is_batch and self.state is State.ACCEPTED

    def starting(self, parent: str | None, now: datetime, *, reserved: int | None = None) -> Self:
        """*reserved*: what it may cost, now that its parent is known."""
        held = self.reserved if reserved is None else reserved
        return self._moved(State.ACCEPTED, parent=parent, follows_head=False, called_at=now, reserved=held)

    def placed(self, task: str) -> Self:
        """The provider has the request as a task, which is never to be placed again."""
        return self._moved(self.state, task=task)

    def generated(self, reply: Reply, charged: int | None = None) -> Self:
        return self._moved(State.GENERATED, reply=reply, charged=self.reserved if charged is None else charged)

    def delivered(self, post: int | None, now: datetime) -> Self:
        """*post* is None when no place could take it: what stands there is not it."""
        return self._moved(State.DELIVERED, post=post, unposted=post is None, closed_at=now, origin=self.origin.over)

    def failed(self, error: PlantainError, charged: int | None = None) -> Self:
        """Where *charged* is not known, what surely cost nothing is refunded, and what may have cost has cost all."""
        if charged is None:
            charged = 0 if error.charge is Cost.NOTHING else self.reserved
        return self._moved(State.FAILED, failure=Failure.of(error), charged=charged)

    def cancelled(self, cost: Cost | None = None) -> Self:
        """Where nobody knows the *cost* a call that has begun may have cost, and is taken to have cost all."""
        cost = cost or (Cost.MAYBE if self.called_at else Cost.NOTHING)
        charged = 0 if cost is Cost.NOTHING else self.reserved
        return self._moved(State.CANCELLED, failure=Failure.of(Cancelled(cost)), charged=charged)

    def late(self, reply: Reply | None, charged: int) -> Self:
        """A cancelled turn's call has its end: what it cost is known; a picture is kept, and not posted."""
        return self._moved(State.CANCELLED, reply=reply, charged=charged)

    def seen(self, post: int, now: datetime) -> Self:
        """Somebody has *post* before them, which shows its end: that is known, although its receipt may be lost."""
        return self.delivered(post, now) if self.state is State.GENERATED else self.told(now, post)

    def told(self, now: datetime, post: int | None) -> Self:
        return self._moved(self.state, closed_at=now, post=post or self.post, origin=self.origin.over)

    def _moved(self, state: State, **changes: Any) -> Self:
        """Raises ImpossibleMove."""
        if state not in MOVES[self.state]:
            raise ImpossibleMove(f"turn {self.id} can't go from {self.state} to {state}")
        return replace(self, state=state, **changes)
