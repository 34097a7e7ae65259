import json

from bot.playground.discord.sessions import Connection, Session


def sent(connection: Connection) -> list[int]:
    return [json.loads(str(connection.outgoing.get_nowait()))["s"] for _ in range(connection.outgoing.qsize())]


def test_events_are_numbered_and_replayed() -> None:
    """What was said while nobody was connected is sent on resuming, in order."""
    session = Session("s", 0)
    for event in "abc":
        session.dispatch(event, {})
    connection = Connection()
    session.replay(connection, 1)
    session.dispatch("d", {})
    assert sent(connection) == [2, 3, 4]


def test_what_is_no_longer_kept_cannot_be_replayed() -> None:
    """A number from the future or from before the log is refused."""
    session = Session("s", 0)
    for _ in range(session.log.maxlen or 0):
        session.dispatch("x", {})
    session.dispatch("y", {})
    assert [session.can_replay(seq) for seq in (0, 1, session.seq, session.seq + 1)] == [False, True, True, False]


def test_faults_repeat_or_delay_one_event() -> None:
    """A held event comes after the next, a repeated one twice."""
    connection = Connection()
    session = Session("s", 0, connection=connection, hold_event="a", repeat_event="b")
    for event in "abc":
        session.dispatch(event, {})
    assert sent(connection) == [2, 2, 1, 3]


def test_a_mute_connection_sends_nothing() -> None:
    """A half-open connection swallows what is sent, but can still be closed."""
    connection = Connection()
    connection.mute = True
    connection.send({"op": 11})
    connection.close(4000)
    assert connection.outgoing.get_nowait() == 4000
    assert connection.outgoing.empty()
