"""What can go wrong on the gateway side, by order."""

from collections.abc import Callable
from typing import Any, Final

from bot.playground.discord.sessions import Connection, Session

RECONNECT: Final = 7
INVALID: Final = 9

Change = Callable[[Any], Any]


class GatewayFaults:
    """Strikes every connection, or the next event of every session."""

    def __init__(self) -> None:
        self._connections: set[Connection] = set()
        self._refusals = 0
        self._changes: dict[str, Change] = {}
        self.sessions: dict[str, Session] = {}

    def abort(self) -> None:
        """Cut every connection without a word; sessions can be resumed."""
        self._each(Connection.abort)

    def reconnect(self) -> None:
        """Ask to reconnect and resume (opcode 7)."""
        self._each(lambda connection: connection.send({"op": RECONNECT, "d": None}))

    def invalidate(self, *, resumable: bool = False) -> None:
        """Declare sessions invalid (opcode 9)."""
        if not resumable:
            self.sessions.clear()
        self._each(lambda connection: connection.send({"op": INVALID, "d": resumable}))

    def close(self, code: int) -> None:
        """Close every connection with that code."""
        self._each(lambda connection: connection.close(code))

    def go_silent(self) -> None:
        """Leave connections half open: nothing is sent any more, not even heartbeats' answers."""
        for connection in self._connections:
            connection.mute = True

    def duplicate_next(self, event: str) -> None:
        """Send the next event of that name twice."""
        for session in self.sessions.values():
            session.repeat_event = event

    def hold_next(self, event: str) -> None:
        """Send the next event of that name only after the one that follows it."""
        for session in self.sessions.values():
            session.hold_event = event

    def change_next(self, event: str, change: Change) -> None:
        """Send the next event of that name with what `change` makes of its data."""
        self._changes[event] = change

    def inject(self, event: str, data: Any) -> None:
        """Send an event that nothing in the world led to, numbered and kept for replay like any other."""
        for session in self.sessions.values():
            session.dispatch(event, data)

    def inject_text(self, text: str) -> None:
        """Send a frame that may be anything; it is neither numbered nor kept."""
        self._each(lambda connection: connection.send_text(text))

    def _changed(self, event: str, data: Any) -> Any:
        change = self._changes.pop(event, None)
        return change(data) if change else data

    def refuse_next(self, times: int = 1) -> None:
        """Answer the next attempts to connect with HTTP 503."""
        self._refusals = times

    def _each(self, strike: Callable[[Connection], None]) -> None:
        for connection in tuple(self._connections):
            strike(connection)
