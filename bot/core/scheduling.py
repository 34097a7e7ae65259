"""The scheduler's ports: who sees to it that turns are advanced, and who may draw when."""

from collections.abc import Sequence
from contextlib import AbstractAsyncContextManager
from typing import Protocol


class Room(Protocol):
    """Bounds how many pictures are drawn at once, fairly between people."""

    @property
    def is_full(self) -> bool:
        """Whether one more would have to wait."""
        ...

    def held(self, person: int, turn_id: str) -> AbstractAsyncContextManager[bool]:
        """Room to draw inside of this, as soon as there is some; False when the turn is not to be drawn any more."""
        ...

    def line(self) -> Sequence[str]:
        """The turns that wait for room, in order."""
        ...


class Scheduler(Protocol):
    """Sees to it that somebody advances every accepted turn; turns of one place one at a time, in order."""

    @property
    def room(self) -> Room: ...

    def submit(self, place: int, turn_id: str, person: int) -> int:
        """Line a turn up; returns how many pictures are drawn before its own."""
        ...

    def withdraw(self, place: int, turn_id: str) -> None:
        """Let a turn that waits wait no longer."""
        ...

    def ahead(self, place: int, turn_id: str) -> int:
        """How many pictures are drawn before that of a turn; 0 when it does not wait."""
        ...

    def has(self, place: int, turn_id: str) -> bool:
        """Whether the turn runs or waits."""
        ...

    def line(self, place: int) -> Sequence[str]:
        """The turns of a place that wait and have not started, in order."""
        ...

    def waiting(self, place: int) -> int: ...

    def waiting_for(self, person: int) -> int:
        """How many turns of a person wait, wherever that is."""
        ...

    def all_waiting(self) -> int:
        """How many turns wait in all places together."""
        ...
