"""A gateway session: its intents, its numbered events for replay, and the connection that reads them, if any."""

import asyncio
import json
from collections import deque
from dataclasses import dataclass, field
from typing import Any, Final

REPLAYED: Final = 5_000


class Connection:
    """What goes out on one socket, in order. None ends it; an int closes it with that code."""

    def __init__(self) -> None:
        self.outgoing: asyncio.Queue[str | int | None] = asyncio.Queue()
        self.mute = False
        self.closed_here = False

    def send(self, message: dict[str, Any]) -> None:
        self.send_text(json.dumps(message))

    def send_text(self, text: str) -> None:
        if not self.mute:
            self.outgoing.put_nowait(text)

    def close(self, code: int) -> None:
        self.outgoing.put_nowait(code)

    def abort(self) -> None:
        self.outgoing.put_nowait(None)


@dataclass(slots=True, eq=False)
class Session:
    id: str
    intents: int
    shard: tuple[int, int] = (0, 1)
    seq: int = 0
    log: deque[tuple[int, str]] = field(default_factory=lambda: deque(maxlen=REPLAYED))
    connection: Connection | None = None
    held: list[str] = field(default_factory=list)
    hold_event: str | None = None
    repeat_event: str | None = None

    def dispatch(self, event: str, data: Any) -> None:
        """Number and keep an event, and send it if somebody is connected. Ordered faults strike here."""
        self.seq += 1
        text = json.dumps({"op": 0, "s": self.seq, "t": event, "d": data})
        self.log.append((self.seq, text))
        if self.connection is None:
            return
        if self.hold_event == event:
            self.hold_event = None
            self.held.append(text)
            return
        copies = 2 if self.repeat_event == event else 1
        self.repeat_event = None if copies > 1 else self.repeat_event
        for sent in [text] * copies + self.held:
            self.connection.send_text(sent)
        self.held.clear()

    def can_replay(self, seq: int) -> bool:
        """Whether everything after `seq` is still kept."""
        return seq <= self.seq and (seq == self.seq or not self.log or self.log[0][0] <= seq + 1)

    def replay(self, connection: Connection, seq: int) -> None:
        self.connection = connection
        for number, text in self.log:
            if number > seq:
                connection.send_text(text)
